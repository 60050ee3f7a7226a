// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is built the same way: Swift 6 mode, the upcoming features that keep imports and existentials honest, no warnings.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
        swiftSettings: settings)
}

let package = Package(
    name: "awspub-bot",
    products: [
        .library(name: "AWSPubEngine", targets: ["AWSPubEngine"]),
        .executable(name: "awspub-bot", targets: ["awspub-bot"]),
        // Built by scripts/fuzz, which links it with libFuzzer.
        .library(name: "FuzzConfigs", type: .static, targets: ["FuzzConfigs"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        library("CanonicalJSON"),
        library("AWSPartition"),
        library("Digest", ["COpenSSL"]),
        library("Git", ["CGit2", "HTTP", "Digest", subprocess]),
        library("HTTP", ["CCurl", "Digest"]),
        library("AWS", ["HTTP", "Digest", "CanonicalJSON", "AWSPartition", logging, subprocess]),
        library("Forge", ["HTTP", "Git", "Digest", "CanonicalJSON"]),
        library("ImageConfig", ["CYAML", "Digest", "CanonicalJSON", "AWSPartition", collections]),
        library("AWSSandbox", ["AWS", "HTTP", "Digest", "CanonicalJSON", "AWSPartition", hummingbird, nio, httpTypes, logging, lifecycle]),
        library("AWSPubEngine", ["AWS", "HTTP", "ImageConfig", "Digest", "CanonicalJSON", "AWSPartition", logging, collections]),
        library("RepoWatcher", ["Git", logging]),
        library("ConfigDiff", ["Git", "ImageConfig", "Digest", "CanonicalJSON", "AWSPartition", collections]),
        library(
            "Bot",
            [
                "RepoWatcher", "ConfigDiff", "AWSPubEngine", "Forge", "AWS", "HTTP", "Git", "ImageConfig", "Digest", "CanonicalJSON", "AWSPartition",
                collections, logging, lifecycle,
            ]),
        library(
            "BotServer",
            [
                "Bot", "ConfigDiff", "ImageConfig", "Digest", "CanonicalJSON", hummingbird, hummingbirdCore, nio, nioHTTPTypes, httpTypes, logging,
                lifecycle,
            ]),
        .executableTarget(
            name: "awspub-bot",
            dependencies: [
                "Bot", "BotServer", "AWSSandbox", "AWSPubEngine", "Forge", "RepoWatcher", "ConfigDiff", "ImageConfig", "AWS", "HTTP", "Git", "Digest",
                "CanonicalJSON", "AWSPartition", argumentParser, logging, lifecycle, subprocess,
            ],
            swiftSettings: settings),

        // Also a package of its own, as a user of the library would write it.
        .executableTarget(
            name: "embedding-example", dependencies: ["AWSPubEngine"], path: "Examples/Embedding/Sources/Embedding", swiftSettings: settings),
        .target(name: "BenchmarkSamples", path: "Benchmarks/Samples", swiftSettings: settings),
        .executableTarget(
            name: "benchmark-configs", dependencies: ["BenchmarkSamples", "ImageConfig", "CYAML"], path: "Benchmarks/Configs",
            swiftSettings: settings),
        .executableTarget(
            name: "benchmark-changes", dependencies: ["BenchmarkSamples", "Bot", "ConfigDiff", "Git", "ImageConfig"], path: "Benchmarks/Changes",
            swiftSettings: settings),
        .executableTarget(name: "benchmark-hashing", dependencies: ["Digest"], path: "Benchmarks/Hashing", swiftSettings: settings),

        .target(name: "FuzzConfigs", dependencies: ["ImageConfig", "CanonicalJSON"], path: "Tests/Fuzz/Configs", swiftSettings: settings),
        .target(name: "TestSupport", dependencies: ["HTTP", "CanonicalJSON", subprocess], path: "Tests/TestSupport", swiftSettings: settings),
        tests("CanonicalJSON"),
        tests("AWSPartition"),
        tests("Digest"),
        tests("Git", ["CanonicalJSON", "Digest"]),
        tests("HTTP", ["Digest"]),
        tests("AWS", ["HTTP", "AWSPartition", "Digest", "CanonicalJSON", subprocess]),
        tests("Forge", ["HTTP", "Git", "CanonicalJSON", subprocess]),
        tests("ImageConfig", ["CanonicalJSON", "Digest", subprocess]),
        tests("AWSSandbox", ["AWS", "HTTP", "AWSPartition", "CanonicalJSON", "Digest", subprocess]),
        tests("AWSPubEngine", ["AWSSandbox", "AWS", "HTTP", "AWSPartition", "ImageConfig", "CanonicalJSON", "Digest", collections]),
        tests("RepoWatcher", ["Git"]),
        tests("ConfigDiff", ["Git", "ImageConfig", "CanonicalJSON", "AWSPartition"]),
        tests(
            "Bot",
            [
                "RepoWatcher", "ConfigDiff", "AWSPubEngine", "AWSSandbox", "Forge", "HTTP", "AWS", "AWSPartition", "Git", "ImageConfig",
                "CanonicalJSON", "Digest",
            ]),
        tests("BotServer", ["Bot", "ConfigDiff", "AWSPubEngine", "ImageConfig", "Git", "Digest", "CanonicalJSON", logging, subprocess, httpTypes]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "TestSupport", "AWSSandbox", "AWSPubEngine", "CanonicalJSON", "Digest", subprocess, "awspub-bot", "embedding-example",
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
