import AWS
import AWSPartition
import AWSSandbox
import CanonicalJSON
import HTTP
import ImageConfig
import OrderedCollections
import TestSupport
import Testing

@testable import AWSPubEngine

/// A whole publication, 3 images in 2 groups and 3 regions with all that can be published, against an AWS that does not do as it should.
struct FaultyPublication: Sendable {
    var faults: [FaultRule] = []
    var policy = Scene.policy
    var limits = HTTPLimits()
    var retry = RetryPolicy(throttlingBase: .milliseconds(5), transientBase: .milliseconds(5), longest: .milliseconds(50))
    var configure: @Sendable (inout SandboxConfiguration) -> Void = { _ in }

    struct Result: Sendable {
        let facts: PublicationFacts
        let calls: [SandboxCall]
        /// What the units could not do.
        let errors: [EngineError]
    }

    private static let regions = ["us-east-1", "eu-west-1", "ap-south-1"]

    private static var images: [ImageDefinition] {
        let all = { (image: inout ImageDefinition) in
            image.regions = regions
            image.groups = ["stable"]
        }
        return [
            .sample("server").with { image in
                all(&image)
                image.isPublic = true
                image.ssmParameters = [SSMParameterDefinition(name: "/images/server", description: nil, allowOverwrite: true)]
                image.sns = [
                    ["news": SNSTopicMessage(subject: "A new image", message: ["default": "It is there"], regions: ["us-east-1", "eu-west-1"])]
                ]
            },
            PublishTests.published.with { image in
                image.name = "partner"
                all(&image)
                image.groups = ["stable", "edge"]
                image.share = ["111122223333"]
                image.isPublic = false
                image.ssmParameters = []
                image.sns = []
            },
            .sample("scratch").with { image in
                all(&image)
                image.groups = ["edge"]
                image.isTemporary = true
                image.separateSnapshot = true
            },
        ]
    }

    /// The lasting images are deprecated some day, and protected.
    private static let extensions: OrderedDictionary<ExactText, BotExtensions.ImageExtensions> = [
        "server": .init(deprecateAfterDays: 365, deregistrationProtection: true),
        "partner": .init(deprecateAfterDays: 1000, deregistrationProtection: true),
    ]

    /// Runs both units once.
    func run() async throws -> Result {
        var configuration = SandboxConfiguration()
        configure(&configuration)
        let topics = ["us-east-1", "eu-west-1"].map { "arn:aws:sns:\($0):\(configuration.account):news" }
        let (stream, results) = AsyncStream.makeStream(of: Result.self)
        try await withScene(in: configuration, faults: faults, topics: topics) { scene in
            let environment = AWSEnvironment(variables: [
                "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID, "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey,
                "AWS_ENDPOINT_URL": scene.sandbox.endpoint, "AWS_REGION": Scene.home.rawValue, "HOME": scene.folder.path,
            ])
            var client = AWSClientConfiguration(settings: try AWSSettings(environment: environment))
            client.limits = limits
            client.retry = retry
            let account = AWSAccount(client: AWSClient(configuration: client), region: Scene.home)
            var errors: [EngineError] = []
            for group in ["edge", "stable"] {
                let context = try await scene.context(Self.images, tags: ["Team": "cloud"], account: account, policy: policy) {
                    $0.bot.images = Self.extensions
                }
                errors += try await UnitRun(context: context, unit: .named(group)).run().errors
            }
            results.yield(Result(facts: PublicationFacts(state: scene.sandbox.state()), calls: scene.sandbox.calls(), errors: errors))
        }
        results.finish()
        return try #require(await stream.first { _ in true })
    }

    /// Runs both units, and compares what comes of it with what comes of it in fair weather.
    /// - Returns: how many calls went wrong.
    @discardableResult
    func survives(like undisturbed: PublicationFacts, _ what: String) async throws -> Int {
        let result = try await run()
        #expect(result.errors == [], "\(what)")
        let missing = undisturbed.surplus(over: result.facts)
        // Whether SNS took a message whose answer was lost is known to nobody: twice is better than never.
        let lost = result.calls.count { $0.action == "Publish" && !$0.faults.isEmpty }
        let surplus = result.facts.surplus(over: undisturbed)
        let repeats = surplus.filter { $0.hasPrefix("message") }
        #expect(
            missing.isEmpty && surplus.count == repeats.count && repeats.count <= lost,
            "\(what):\nmissing:\n\(missing.joined(separator: "\n"))\nsurplus:\n\(surplus.joined(separator: "\n"))")
        return result.calls.count { !$0.faults.isEmpty }
    }
}
