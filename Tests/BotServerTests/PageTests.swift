import Bot
import ConfigDiff
import Foundation
import ImageConfig
import TestSupport
import Testing

struct PageTests {
    private static func get(_ path: String, _ server: RunningServer, headers: [String: String] = [:]) async throws -> (status: Int, text: String) {
        try await HTTPExchange.send("GET", path, headers: headers, port: server.port)
    }

    @Test("a run has a page with its reasons, errors and log, in which nothing of a repository is markup")
    func run() async throws {
        try await RunningServer.with { server in
            let unit = UnitID(config: "<b>.yaml", group: .named("\"x\"&"))
            let due = DueUnit(unit: unit, reasons: [Reason("images.a", "+ <script>alert(1)</script>")], fingerprint: "f")
            server.record.take(.started(due, run: "run-1"), of: "images")
            let id = try #require(server.record.runs(limit: 1)?.runs.first?.id)
            let running = try await Self.get("/runs/\(id)", server)
            #expect(running.status == 200 && running.text.contains("http-equiv=\"refresh\"") && running.text.contains("running"))
            server.record.take(.finished(unit, .failed, errors: ["<i>no bucket</i>"]), of: "images")
            let page = try await Self.get("/runs/\(id)", server).text
            #expect(page.contains("&lt;b&gt;.yaml") && page.contains("&lt;script&gt;") && page.contains("&lt;i&gt;no bucket"))
            #expect(!page.contains("<script") && !page.contains("<i>") && !page.contains("http-equiv=\"refresh\""))
            #expect(page.contains("Content-Security-Policy: default-src 'none'"))
            #expect(try await Self.get("/runs/unknown", server).status == 404)
        }
    }

    @Test("the first page shows repositories, what needs somebody, and changes that no webhook announced")
    func overview() async throws {
        try await RunningServer.with { server in
            try APITests.look(server.record, .incomplete, errors: ["eu-west-3: no"])
            server.record.take(.held(UnitID(config: "b.yaml", group: .named("beta")), reason: "it is suspended"), of: "images")
            let page = try await Self.get("/", server).text
            #expect(page.contains("<td>images</td><td>main</td>") && page.contains("changes that no webhook announced"))
            #expect(page.contains("1 incomplete") && page.contains("eu-west-3: no") && page.contains("it is suspended"))
            let id = try #require(server.record.runs(limit: 1)?.runs.first?.id)
            #expect(page.contains("href=\"runs/\(id)\""))
        }
    }

    @Test("with a token, a browser from elsewhere has to give it as a password, which commands nothing")
    func password() async throws {
        try await RunningServer.with(token: "secret") { server in
            let elsewhere = ["X-Forwarded-For": "192.0.2.1"]
            let refused = try await Self.get("/", server, headers: elsewhere)
            #expect(refused.status == 401 && refused.text.contains("Basic realm"))
            let login = "Basic " + Data("anybody:secret".utf8).base64EncodedString()
            #expect(try await Self.get("/", server, headers: elsewhere.merging(["Authorization": login]) { $1 }).status == 200)
            let wrong = "Basic " + Data("anybody:secre".utf8).base64EncodedString()
            #expect(try await Self.get("/", server, headers: elsewhere.merging(["Authorization": wrong]) { $1 }).status == 401)
            let command = try await HTTPExchange.send(
                "POST", "/api/v1/repositories/images/sync", headers: ["Authorization": login], port: server.port)
            #expect(command.status == 401)
        }
    }
}
