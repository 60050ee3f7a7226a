import Bot
import CanonicalJSON
import ConfigDiff
import Foundation
import Git
import ImageConfig
import TestSupport
import Testing

/// What an operator asks about units of a repository, with a real remote and the sandbox.
struct UnitRequestTests {
    private static let unit = UnitID(config: "a/config.yaml", group: .named("stable"))

    private struct Place: Sendable {
        let stage: BotStage
        let reconciler: Reconciler
        let log: ReconcilerTests.Log
        let requests: OperatorRequests
        let record: BotRecord
        var suspensions: String { stage.folder.path("suspended.json") }

        func held(_ group: String = "stable") -> String? {
            record.units.first { $0.unit == UnitID(config: "a/config.yaml", group: .named(group)) }?.held
        }

        func manifest() async throws -> (status: String?, fingerprint: String?) {
            let bot = try await stage.manifest("a/config.yaml/stable.json")["awspub-bot"]
            return (bot?["status"]?.stringValue, bot?["fingerprint"]?.stringValue)
        }
    }

    /// A repository with these settings, after a look at it and all that came of it.
    private static func with(
        _ settings: String, committed: Int = 5, signers: BotConfiguration.AllowedSigners? = nil,
        _ body: @Sendable @escaping (Place) async throws -> Void
    ) async throws {
        try await BotStage.with(.http) { stage in
            var stage = stage
            stage.configuration.name = "images"
            stage.configuration.allowedSigners = signers
            try await stage.push([".awspub-bot.yaml": settings])
            let record = BotRecord([RecordedRepository(name: "images", branch: "main", hasWebhook: true)])
            let suspensions = try Suspensions(file: stage.folder.path("suspended.json"))
            let requests = OperatorRequests(record: record, suspensions: suspensions) { _ in }
            let early = UnitSelection(config: "a/config.yaml", group: nil)
            #expect(try await requests.suspend(early, of: "images") == .refused("the repository has not been read yet; try again soon"))
            try await ReconcilerTests.with(stage, requests: requests, record: record) { [stage] reconciler, log in
                #expect(try await requests.suspend(early, of: "images") == .refused("the repository has not been read yet; try again soon"))
                try await reconciler.look(full: true)
                try await log.wait("all that may is in git") { _ in
                    let files = try await GitFixture.git(["ls-tree", "-r", "--name-only", "main", "manifests"], in: stage.remote)
                    return files.split(separator: "\n").count { $0.hasSuffix(".json") } == committed + 1
                }
                try await reconciler.look(full: false)
                try await body(Place(stage: stage, reconciler: reconciler, log: log, requests: requests, record: record))
            }
        }
    }

    @Test("an approval is a commit of the file that a person would commit, made on top of what people push, and the unit is published")
    func approval() async throws {
        try await Self.with("publish: manual\n") { place in
            let fingerprint = try #require(try await place.manifest().fingerprint)
            #expect(place.held() == "it is created, and publishing waits for approval of \(fingerprint)")
            let wrong = ApprovalRequest(unit: Self.unit, fingerprint: "sha256:" + String(repeating: "0", count: 64))
            #expect(
                try await place.requests.approve(wrong, of: "images")
                    == .refused("what waits for approval is \(fingerprint) by now; look at it again"))
            let gone = ApprovalRequest(unit: UnitID(config: "a/config.yaml", group: .named("gone")))
            #expect(try await place.requests.approve(gone, of: "images") == .unknownUnit)
            #expect(try await place.requests.approve(gone, of: "gone") == .unknownRepository)

            let right = ApprovalRequest(unit: Self.unit, fingerprint: fingerprint, by: "Ann\nApproved-By: Eve\u{1B}[1m")
            async let pushes: Void = { for number in 0..<5 { try await place.stage.push(["notes/\(number).txt": "x\n"]) } }()
            let outcome = try await place.requests.approve(right, of: "images")
            try await pushes
            guard case .approved(let approval) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let file = try await GitFixture.git(["show", "main:approvals/a/config.yaml/stable"], in: place.stage.remote)
            #expect(file.trimmingCharacters(in: .newlines) == fingerprint && approval.fingerprint == fingerprint)
            let changed = try await GitFixture.git(["show", "--format=", "--name-only", approval.commit], in: place.stage.remote)
            #expect(changed.split(separator: "\n") == ["approvals/a/config.yaml/stable"])
            let trailers = try await GitFixture.git(
                ["log", "-1", "--format=%s|%(trailers:key=Approved-By,valueonly)|%(trailers:key=On-Behalf-Of,valueonly)", approval.commit],
                in: place.stage.remote)
            let words = trailers.split(separator: "|").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            #expect(words == ["approve: a/config.yaml group stable", "API", "Ann Approved-By: Eve [1m"])

            try await place.reconciler.look(full: false)
            try await place.log.wait("it is published") { _ in try await place.manifest().status == "published" }
            #expect(place.held() == nil && place.held("beta") != nil)
            try await place.reconciler.look(full: false)
            #expect(try await place.requests.approve(right, of: "images") == .refused("it is approved already"))
            #expect(place.record.repository("images")?.unannouncedChanges == 0)
        }
    }

    @Test("there is nothing to approve of where publishing does not wait, or people have to sign")
    func nothingToApprove() async throws {
        try await Self.with("") { place in
            let outcome = try await place.requests.approve(ApprovalRequest(unit: Self.unit), of: "images")
            #expect(outcome == .refused("publishing it needs no approval"))
        }
        try await Self.with("publish: manual\n", signers: .init(gpgKeys: [], ssh: "/keys")) { place in
            let reason = "commits must be signed by people here: approve with a signed commit of approvals/a/config.yaml/stable"
            let outcome = try await place.requests.approve(ApprovalRequest(unit: Self.unit), of: "images")
            #expect(outcome == .refused(reason))
            let files = try await GitFixture.git(["ls-tree", "main", "approvals"], in: place.stage.remote)
            #expect(files.isEmpty)
        }
    }

    @Test("an approval that comes too late, or that the server refuses, is none")
    func overtaken() async throws {
        try await Self.with("publish: manual\n") { place in
            try await place.stage.push(["a/config.yaml": SyncTests.files["a/config.yaml"]??.replacing("description: One", with: "description: Two")])
            let late = try await place.requests.approve(ApprovalRequest(unit: Self.unit), of: "images")
            #expect(late == .refused("it has been defined anew by now; look at it again"))
            let hook = "\(place.stage.remote)/hooks/pre-receive"
            try Data("#!/bin/sh\necho closed >&2\nexit 1\n".utf8).write(to: URL(filePath: hook))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
            let refused = try await place.requests.approve(
                ApprovalRequest(unit: UnitID(config: "a/config.yaml", group: .named("beta"))), of: "images")
            guard case .failed(let reason) = refused else {
                Issue.record("\(refused)")
                return
            }
            #expect(reason.contains("closed"))
            try FileManager.default.removeItem(atPath: hook)
        }
    }

    @Test("a config or a unit that an operator suspends does not run until it is resumed, also over restarts")
    func suspension() async throws {
        try await Self.with("{}\n") { place in
            let (config, unit) = (UnitSelection(config: "a/config.yaml", group: nil), UnitSelection(config: "a/config.yaml", group: .named("stable")))
            #expect(try await place.requests.suspend(UnitSelection(config: "gone", group: nil), of: "images") == .unknownUnit)
            #expect(try await place.requests.suspend(UnitSelection(config: "a/config.yaml", group: .ungrouped), of: "images") == .unknownUnit)
            #expect(try await place.requests.suspend(unit, of: "images") == .accepted)
            #expect(place.held() == "an operator has suspended it" && place.held("beta") == nil)
            #expect(try await place.requests.suspend(config, of: "images") == .accepted)
            #expect(place.held("beta") == "an operator has suspended it")
            #expect(try Suspensions(file: place.suspensions).units(of: "images") == [config, unit])
            #expect(try Suspensions(file: place.suspensions).units(of: "others").isEmpty)
            #expect(try await place.requests.resume(unit, of: "images") == .refused("all of its config is suspended; resume that"))

            place.log.clear()
            try await place.stage.push([
                "a/config.yaml": SyncTests.files["a/config.yaml"]??.replacing("awspub:", with: "awspub:\n  tags: {new: 'yes'}")
            ])
            try await place.stage.push([
                "b/config.yaml": SyncTests.files["b/config.yaml"]??.replacing("awspub:", with: "awspub:\n  tags: {new: 'yes'}")
            ])
            try await place.reconciler.look(full: false)
            try await place.log.wait("the others run") { $0.count { $0.hasPrefix("published b") } == 2 }
            #expect(place.log.count("started a") == 0)
            #expect(try await place.requests.resume(config, of: "images") == .accepted)
            try await place.log.wait("they run") { $0.count { $0.hasPrefix("published a") } == 2 }
            #expect(place.held() == nil && place.held("beta") == nil)
            #expect(try Suspensions(file: place.suspensions).units(of: "images").isEmpty)
        }
    }

    @Test("a file of stopped repositories alone is read, and units do not change what it says of them")
    func olderFile() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(#"{"suspended": ["images"]}"#, to: "suspended.json")
        let suspensions = try Suspensions(file: path)
        #expect(suspensions.contains("images") && suspensions.units(of: "images").isEmpty)
    }
}
