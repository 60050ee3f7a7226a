import AWSSandbox
import Foundation
import TestSupport
import Testing

/// packaging/iam/publisher.json against the calls that runs of the bot make.
struct PublisherPolicyTests {
    private let policy: PublisherPolicy

    init() throws { policy = try PublisherPolicy() }

    /// Statements that docs/preflight.md says may be left out by who does not use what they are for.
    static let optional: Set<String> = [
        "Preflight", "PreflightImportRole", "Remove", "Lifecycle", "Parameters", "Notifications", "Marketplace", "MarketplaceRole",
        "SourcesInOtherBucket", "SourceObjects", "WrongCopies",
    ]

    @Test("it allows what runs need, and nothing else; what is optional is needed by what is optional only")
    func rights() async throws {
        var configuration = SandboxConfiguration()
        configuration.buckets = ["images": "us-east-1", "other": "us-east-1"]
        configuration.topics = ["arn:aws:sns:us-east-1:\(configuration.account):news"]
        configuration.timing.scale = 5
        let folder = try TemporaryFolder()
        let plain = try await withSandbox(configuration) { sandbox in
            let team = try await PublishingTeam(sandbox: sandbox, in: folder.path("plain"))
            return try await team.publishPlainImages()
        }
        #expect(policy.rights { !Self.optional.contains($0) }.subtracting(plain) == [], "these are needed by options only")
        let preflight = policy.rights { $0.hasPrefix("Preflight") }
        #expect(plain.subtracting(policy.rights { !Self.optional.contains($0) }).subtracting(preflight) == [], "these are not optional")

        let everything = try await withSandbox(configuration) { sandbox in
            let team = try await PublishingTeam(sandbox: sandbox, in: folder.path("everything"))
            return try await team.useEverything()
        }
        let needed = plain.union(everything)
        #expect(needed.subtracting(policy.rights()) == [], "the policy lacks these")
        #expect(policy.rights().subtracting(needed) == [], "nothing needs these")
    }

    @Test func rightsAreGivenOnWhatTheyAreAbout() {
        let ofBuckets: Set = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
        for statement in policy.statements where statement.actions.contains(where: { $0.hasPrefix("s3:") }) {
            for action in statement.actions {
                for resource in statement.resources { #expect(resource.hasSuffix("/*") != ofBuckets.contains(action), "\(action) on \(resource)") }
            }
        }
        for action in policy.rights() { #expect(!action.contains("*")) }
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    @Test func itFitsIntoOneManagedPolicy() {
        #expect(policy.text.filter { !$0.isWhitespace }.count <= 6144)
    }

    @Test func theDocumentationNamesEveryStatement() throws {
        let page = try String(contentsOfFile: BotProgram.projectRoot + "/docs/preflight.md", encoding: .utf8)
        for statement in policy.statements {
            let row = page.split(separator: "\n").first { $0.hasPrefix("|") && $0.contains("`\(statement.sid)`") }
            #expect(row != nil, "\(statement.sid)")
            #expect(row?.contains("always") == !Self.optional.contains(statement.sid), "\(statement.sid)")
        }
    }
}
