import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// The daemon as an operator sets it up at a forge: a request is planned, what is merged is reported, and the link leads to the run.
struct ServeForgeTests {
    @Test("a request is planned, its merge is reported on the commit, and the link of the status leads to the run")
    func requestToRun() async throws {
        let place = try await ServeTests.Place()
        let server = try await ForgeServer("github", repository: place.remote)
        try place.folder.write("\(server.token)\n", to: "forge-token")
        var settings = try String(contentsOfFile: place.settings, encoding: .utf8)
        settings = settings.replacing("interval: 1h", with: "interval: 2s")
        let forge = "forge: {kind: github, api: \"\(server.api)\", project: org/images, token_file: \(place.folder.path)/forge-token}"
        try place.folder.write("public_url: http://127.0.0.1:1/bot/\n\(settings)\n    \(forge)\n", to: "settings.yaml")
        let merged = try await place.git("rev-parse", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
        let (program, port) = try await place.start()
        try await place.everythingIsPublished()
        try await eventually("the merge is reported") {
            try await server.seen().statuses(of: merged).last { $0.context == "awspub-bot" }?.state == "success"
        }
        let link = try #require(try await server.seen().statuses(of: merged).compactMap(\.link).last)
        let base = "http://127.0.0.1:1/bot/runs/"
        #expect(link.hasPrefix(base))
        let page = try await BotProgram.run(
            "curl", ["--silent", "--fail", "http://127.0.0.1:\(port)/runs/\(link.dropFirst(base.count))"], BotProgram().variables)
        #expect(page.code == 0 && page.output.contains("published"))

        let path = place.clone + "/images/minimal/config.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8).replacing("\"us-west-2\"", with: "\"eu-west-2\"")
        try Data(text.utf8).write(to: URL(filePath: path))
        try await place.git("commit", "--quiet", "--all", "--message", "move")
        let head = try await place.git("rev-parse", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
        // The list may come before the reference, and after it.
        try await server.put(ForgeRequest(number: 4, head: head))
        try await place.git("push", "--quiet", place.remote, "HEAD:refs/pull/4/head")
        try await eventually("the request is planned") { try await server.seen().comments(on: 4).first?.body.contains("eu-west-2") == true }
        #expect(try await server.seen().statuses(of: head).contains { $0.context == "awspub-bot/plan" && $0.summary == "1 unit to run" })
        #expect(try await server.seen().violations == [])
        program.signal(SIGTERM)
        #expect(try await program.end() == 0)
        #expect(!program.written.contains(server.token))
    }

    @Test(
        "settings of a forge that cannot be are told with their place",
        arguments: [
            ("    forge: {kind: github, token_file: /nonexistent}\n", ":6:27: error: repositories.0.forge.token_file: /nonexistent "),
            ("    forge: {kind: gitlub, token_file: /x}\n", ":6:19: error: repositories.0.forge.kind: "),
            ("    results: {request: true}\n", ":6:24: error: repositories.0.results.request: this needs forge too"),
            ("    forge: {kind: github}\n", ":6:12: error: repositories.0.forge"),
        ])
    func wrong(lines: String, place: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "state_dir: \(folder.path)/s\nrepositories:\n  - name: images\n    url: https://git.example.com/org/images.git\n    branch: main\n\(lines)",
            to: "settings.yaml")
        let ending = try await BotProgram().run("serve", "--settings", path)
        #expect(ending.code == 2 && ending.errors.contains(path + place), "\(ending.errors)")
    }
}
