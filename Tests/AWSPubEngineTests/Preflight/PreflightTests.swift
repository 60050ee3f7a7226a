import AWS
import AWSPartition
import AWSSandbox
import ImageConfig
import OrderedCollections
import Synchronization
import TestSupport
import Testing

@testable import AWSPubEngine

/// What preflight finds, each alone and several together, and what it never does.
struct PreflightTests {
    /// Public in two regions.
    static let published = ImageDefinition.sample().with { $0.isPublic = true }
    static let denial = "You are not authorized to perform this operation. Encoded authorization failure message: c2VjcmV0"

    /// An account with something wrong, and what is found.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var configure: @Sendable (inout SandboxConfiguration) -> Void = { _ in }
        var faults: [FaultRule] = []
        var image = PreflightTests.published
        /// Code and region, in order.
        let findings: [String]
        let words: String
    }

    static let cases: [Case] = [
        Case(
            testDescription: "images are kept private", configure: { $0.imageBlockPublicAccess = "block-new-sharing" },
            findings: ["public-access-blocked eu-west-1", "public-access-blocked us-east-1"],
            words: "aws ec2 disable-image-block-public-access --region eu-west-1"),
        Case(
            testDescription: "snapshots are kept private", configure: { $0.snapshotBlockPublicAccess = "block-all-sharing" },
            findings: ["public-access-blocked eu-west-1", "public-access-blocked us-east-1"],
            words: "aws ec2 disable-snapshot-block-public-access --region eu-west-1"),
        Case(
            testDescription: "snapshots are encrypted", configure: { $0.encryptionByDefault = true },
            findings: ["encrypted-snapshots eu-west-1", "encrypted-snapshots us-east-1"],
            words: "aws ec2 disable-ebs-encryption-by-default --region eu-west-1"),
        Case(
            testDescription: "no more public images are allowed", configure: { $0.publicImageQuota = 0 },
            findings: ["quota-exceeded eu-west-1", "quota-exceeded us-east-1"], words: "--quota-code L-0E3CBAB9 --desired-value 1 --region eu-west-1"),
        Case(
            testDescription: "the quota is that of every account", configure: { $0.publicImageQuota = 0 },
            faults: [FaultRule(.error, action: "GetServiceQuota", code: "NoSuchResourceException", status: 400)],
            findings: ["quota-exceeded eu-west-1", "quota-exceeded us-east-1"], words: "may have 0 public images here and has 0"),
        Case(
            testDescription: "the import role is missing", configure: { $0.importRoles = [] },
            findings: ["import-role-unusable -"], words: "the account has no role vmimport"),
        Case(
            testDescription: "the import role trusts others",
            configure: {
                $0.importRoles = []
                $0.otherRoles = ["vmimport"]
            }, findings: ["import-role-unusable -"], words: "does not let vmie.amazonaws.com assume it"),
        Case(
            testDescription: "a right to import is missing", faults: [deny("ImportSnapshot")], findings: ["not-allowed us-east-1"],
            words: "do not have the right to ec2:ImportSnapshot"),
        Case(
            testDescription: "a right to copy is missing", faults: [deny("CopySnapshot")], findings: ["not-allowed eu-west-1"],
            words: "do not have the right to ec2:CopySnapshot"),
        Case(
            testDescription: "a right to register is missing", faults: [deny("RegisterImage")], findings: ["not-allowed us-east-1"],
            words: "EC2 says: You are not authorized to perform this operation"),
        Case(
            testDescription: "a right to tag is missing", faults: [deny("CreateTags")], findings: ["not-allowed us-east-1"], words: "ec2:CreateTags"),
        Case(
            testDescription: "no region is left", image: published.with { $0.regions = ["eu-south-1"] },
            findings: ["no-regions -"], words: "no region is left for it"),
        Case(
            testDescription: "all regions are denied", image: published.with { $0.regionsDenylist = ["eu-west-1", "us-east-1"] },
            findings: ["no-regions -"], words: "`regions_denylist`"),
    ]

    private static func deny(_ action: String) -> FaultRule { FaultRule(.error, action: action, code: "UnauthorizedOperation", message: denial) }

    private static func names(_ errors: [EngineError]) -> [String] { errors.map { "\($0.code.rawValue) \($0.region ?? "-")" } }

    @Test("each finding alone is an error of the run, and nothing is made", arguments: cases)
    func alone(wrong: Case) async throws {
        var configuration = SandboxConfiguration()
        wrong.configure(&configuration)
        try await withScene(in: configuration, faults: wrong.faults) { scene in
            let outcome = try await UnitRunTests.run(scene.context([wrong.image]))
            #expect(Self.names(outcome.errors) == wrong.findings)
            #expect(outcome.errors.first?.message.contains(wrong.words) == true, "\(outcome.errors)")
            #expect(outcome.errors.allSatisfy { !$0.message.contains("c2VjcmV0") })
            #expect(outcome.status == .failed)
            #expect(scene.changes == [:])
        }
    }

    @Test("everything that is wrong is found at once, a missing bucket included")
    func together() async throws {
        var configuration = SandboxConfiguration()
        configuration.imageBlockPublicAccess = "block-new-sharing"
        configuration.encryptionByDefault = true
        configuration.importRoles = []
        try await withScene(in: configuration, faults: [Self.deny("RegisterImage")]) { scene in
            let images = [Self.published, .sample("elsewhere", regions: ["xx-nowhere-1"])]
            let context = try await scene.context(images) { $0.s3 = S3Settings(bucketName: "no-such-bucket") }
            let outcome = try await UnitRunTests.run(context)
            #expect(
                Self.names(outcome.errors) == [
                    "bucket-missing -", "import-role-unusable -", "encrypted-snapshots eu-west-1", "public-access-blocked eu-west-1",
                    "encrypted-snapshots us-east-1", "not-allowed us-east-1", "public-access-blocked us-east-1", "no-regions -",
                ])
            #expect(scene.changes == [:])
        }
    }

    @Test("nothing is found where all is well, and nothing is asked where nothing is to be done")
    func well() async throws {
        try await withScene { scene in
            let events = Mutex<[EngineEvent]>([])
            let context = try await scene.context([Self.published], events: { event in events.withLock { $0.append(event) } })
            #expect(try await UnitRunTests.run(context).errors == [])
            #expect(events.withLock { $0.filter(\.isAboutPreflight) } == [])
            scene.sandbox.clearCalls()
            #expect(try await UnitRunTests.run(scene.context([Self.published])).errors == [])
            let asked = scene.sandbox.calls().filter { $0.parameters["DryRun"] != nil || ["iam", "servicequotas"].contains($0.service) }
            #expect(asked.isEmpty)
            #expect(scene.sandbox.calls().allSatisfy { !$0.action.hasPrefix("Get") || $0.service != "ec2" })
        }
    }

    @Test(
        "looks that are denied or fail change nothing but what is told",
        arguments: [FaultRule(.error, code: "AccessDenied"), FaultRule(.error, code: "UnrecognizedClientException"), FaultRule(.error, status: 500)])
    func denied(fault: FaultRule) async throws {
        let looks = [
            "GetRole", "GetServiceQuota", "GetImageBlockPublicAccessState", "GetSnapshotBlockPublicAccessState", "GetEbsEncryptionByDefault",
        ]
        let faults = looks.map { look in
            var rule = fault
            rule.action = look
            return rule
        }
        let refused = FaultRule(.error, parameters: ["DryRun": "true"], code: "InvalidParameterValue", status: 400)
        try await withScene(faults: faults + [refused]) { scene in
            let notes = Mutex<[String]>([])
            let account = try scene.impatientAccount()
            let context = try await scene.context(
                [Self.published], account: account,
                events: { event in
                    if case .note(let text) = event.kind { notes.withLock { $0.append(text) } }
                })
            let outcome = try await UnitRunTests.run(context)
            #expect(outcome.errors == [])
            #expect(outcome.status == .published)
            #expect(notes.withLock { $0.count { $0.hasPrefix("preflight could not look at") } } == looks.count)
        }
    }

    @Test("regions that are not opted in, or are nobody's, are warnings, each once; those of other partitions are none")
    func regions() async throws {
        try await withScene { scene in
            let warnings = Mutex<[String]>([])
            let image = ImageDefinition.sample(regions: ["us-east-1", "eu-south-1", "xx-nowhere-1", "cn-north-1"])
            let context = try await scene.context(
                [image, .sample("chinese", regions: ["cn-north-1"])],
                events: { event in
                    if case .preflight(let finding) = event.kind {
                        warnings.withLock { $0.append("\(finding.code.rawValue) \(event.region ?? "-")") }
                    }
                })
            #expect(try await UnitRunTests.run(context).errors == [])
            #expect(warnings.withLock { $0.sorted() } == ["region-unavailable eu-south-1", "region-unknown xx-nowhere-1"])
        }
    }

    @Test("what may depend on an image's tags is a warning before there is an image, and an error afterwards")
    func rightsByTags() async throws {
        let rule = FaultRule(
            .error, action: "ModifyImageAttribute", parameters: ["DryRun": "true"], code: "UnauthorizedOperation", message: Self.denial)
        try await withScene(faults: [rule]) { scene in
            let warnings = Mutex<[PreflightFinding]>([])
            let context = try await scene.context(
                [Self.published],
                events: { event in
                    if case .preflight(let finding) = event.kind { warnings.withLock { $0.append(finding) } }
                })
            #expect(try await UnitRunTests.run(context, stages: [.create, .verify]).errors == [])
            #expect(warnings.withLock { $0 }.isEmpty)
            scene.sandbox.clearCalls()
            let error = await #expect(throws: EngineError.self) { try await AWSPub.publish(scene.context([Self.published])) }
            #expect(error?.code == .notAllowed)
            #expect(scene.changes == [:])
            let other = try await scene.context(
                [Self.published.with { $0.name = "other" }],
                events: { event in
                    if case .preflight(let finding) = event.kind { warnings.withLock { $0.append(finding) } }
                })
            #expect(try await UnitRunTests.run(other).errors == [])
            #expect(warnings.withLock { $0.map(\.code) } == [.notAllowed])
        }
    }

    @Test("awspub's create does not care what publishing needs, and publish does before anything is public")
    func commands() async throws {
        var configuration = SandboxConfiguration()
        configuration.publicImageQuota = 0
        try await withScene(in: configuration) { scene in
            _ = try await AWSPub.create(scene.context([Self.published]))
            scene.sandbox.clearCalls()
            let error = await #expect(throws: EngineError.self) { try await AWSPub.publish(scene.context([Self.published])) }
            #expect(error?.code == .quotaExceeded)
            #expect(error?.message.contains("eu-west-1") == true && error?.message.contains("us-east-1") == true)
            #expect(scene.changes == [:])
        }
    }

    @Test("an image that takes the place of a public one needs no more of the quota")
    func replacement() async throws {
        var configuration = SandboxConfiguration()
        configuration.publicImageQuota = 1
        try await withScene(in: configuration) { scene in
            #expect(try await UnitRunTests.run(scene.context([Self.published])).errors == [])
            let changed = Self.published.with { $0.bootMode = .uefi }
            #expect(try await UnitRunTests.run(scene.context([changed]), onChange: .replace).errors == [])
            let second = try await UnitRunTests.run(scene.context([Self.published.with { $0.name = "second" }]))
            #expect(Self.names(second.errors) == ["quota-exceeded eu-west-1", "quota-exceeded us-east-1"])
        }
    }

    @Test("no role is needed where the snapshot was imported before, also when no image is wanted there")
    func importedBefore() async throws {
        try await withScene { scene in
            _ = try await AWSPub.create(scene.context([.sample(regions: ["us-east-1"])]))
            scene.sandbox.configure { $0.importRoles = [] }
            scene.sandbox.setFaults([Self.deny("ImportSnapshot"), Self.deny("CreateTags")])
            #expect(try await UnitRunTests.run(scene.context([.sample("other", regions: ["eu-west-1"])])).errors == [])
        }
    }

    @Test("one image in thirty regions costs a handful of calls more, none of them in thirty regions")
    func manyRegions() async throws {
        var configuration = SandboxConfiguration()
        configuration.optedInRegions = ["*"]
        try await withScene(in: configuration) { scene in
            _ = try await UnitRunTests.run(scene.context([.sample(regions: nil)]))
            let asked = scene.sandbox.calls().filter { $0.parameters["DryRun"] != nil || $0.service == "iam" }.map(\.action)
            #expect(asked.sorted() == ["CopySnapshot", "CreateTags", "GetRole", "ImportSnapshot", "RegisterImage"])
        }
    }

    @Test("a look that is not answered is given up")
    func silence() async throws {
        try await withScene(faults: [FaultRule(.hang, service: "iam")]) { scene in
            let notes = Mutex<[String]>([])
            let context = try await scene.context(
                [.sample()],
                events: { event in
                    if case .note(let text) = event.kind { notes.withLock { $0.append(text) } }
                })
            let creation = Creation(context: context, images: Array(context.config.images.values))
            let scope = try PreflightScope(await creation.plan(), creation, home: Scene.home)
            let findings = try await Preflight(context: context, scope: scope, patience: .milliseconds(500)).run()
            #expect(findings == [])
            #expect(notes.withLock { $0.filter { $0.contains("preflight could not look at the role vmimport") } }.count == 1)
        }
    }

    @Test("encryption by default is a warning for images that are shared")
    func shared() async throws {
        var configuration = SandboxConfiguration()
        configuration.encryptionByDefault = true
        try await withScene(in: configuration) { scene in
            let image = ImageDefinition.sample(regions: ["us-east-1"]).with { $0.share = ["111122223333"] }
            let plan = try await UnitRun(context: scene.context([image]), unit: .named("stable")).plan()
            #expect(plan.findings.map(\.code) == [.encryptedSnapshots])
            #expect(plan.findings.first?.severity == .warning)
            #expect(plan.findings.first?.message.contains("modify-ebs-default-kms-key-id") == true)
        }
    }

    @Test("an image from an encrypted snapshot cannot become public, whatever the default is now")
    func encryptedBefore() async throws {
        var configuration = SandboxConfiguration()
        configuration.encryptionByDefault = true
        try await withScene(in: configuration) { scene in
            _ = try await AWSPub.create(scene.context([Self.published]))
            scene.sandbox.configure { $0.encryptionByDefault = false }
            scene.sandbox.clearCalls()
            for image in [Self.published, Self.published.with { $0.name = "second" }] {
                let outcome = try await UnitRunTests.run(scene.context([image]))
                #expect(Self.names(outcome.errors) == ["encrypted-snapshots eu-west-1", "encrypted-snapshots us-east-1"])
            }
            #expect(scene.changes == [:])
        }
    }
}

extension EngineEvent {
    fileprivate var isAboutPreflight: Bool {
        switch kind {
        case .preflight: true
        case .note(let text): text.hasPrefix("preflight")
        default: false
        }
    }
}

extension Scene {
    /// An account whose calls are tried twice, without a pause worth mentioning.
    fileprivate func impatientAccount() throws -> AWSAccount {
        let environment = AWSEnvironment(variables: [
            "AWS_ACCESS_KEY_ID": SandboxConfiguration.accessKeyID, "AWS_SECRET_ACCESS_KEY": SandboxConfiguration.secretAccessKey,
            "AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_REGION": Scene.home.rawValue, "HOME": folder.path,
        ])
        var client = AWSClientConfiguration(settings: try AWSSettings(environment: environment))
        client.retry = RetryPolicy(attempts: 2, throttlingBase: .milliseconds(1), transientBase: .milliseconds(1), longest: .milliseconds(1))
        return AWSAccount(client: AWSClient(configuration: client), region: Scene.home)
    }
}
