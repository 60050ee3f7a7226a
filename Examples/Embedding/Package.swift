// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Embedding",
    dependencies: [
        // In a package of your own: .package(url: "https://…/awspub-bot", from: "0.1.0")
        .package(name: "awspub-bot", path: "../..")
    ],
    targets: [
        .executableTarget(name: "Embedding", dependencies: [.product(name: "AWSPubEngine", package: "awspub-bot")])
    ]
)
