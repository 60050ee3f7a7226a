import Bot
import BotServer
import CanonicalJSON
import ConfigDiff
import Foundation
import Git
import ImageConfig
import TestSupport
import Testing

struct APITests {
    static let unit = UnitID(config: "images/a.yaml", group: .named("stable"))

    /// A look that ran a unit.
    static func look(_ record: BotRecord, _ status: Manifest.Status = .published, errors: [String] = []) throws {
        _ = record.beginLook(at: "images")
        record.take(.tip(try #require(ObjectID(hex: String(repeating: "a", count: 40)))), of: "images")
        record.take(
            .started(DueUnit(unit: unit, reasons: [Reason("images.a.regions", "+ eu-west-3")], fingerprint: "f"), run: UUID().uuidString),
            of: "images")
        record.take(.finished(unit, status, errors: errors), of: "images")
        record.endLook(at: "images", error: nil, failures: 0, pause: .seconds(60))
    }

    static func get(_ path: String, _ server: RunningServer, headers: [String: String] = [:]) async throws -> (status: Int, json: JSON) {
        try await ask("GET", path, server, headers: headers)
    }

    static func ask(
        _ method: String, _ path: String, _ server: RunningServer, headers: [String: String] = [:], body: String = ""
    ) async throws -> (status: Int, json: JSON) {
        let answer = try await HTTPExchange.send(method, "/api/v1" + path, headers: headers, body: Array(body.utf8), port: server.port)
        let body = answer.text.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        #expect(answer.text.lowercased().contains("content-type: application/json"), "\(answer.text)")
        return (answer.status, try JSON(parsing: body))
    }

    @Test("what was done can be read")
    func reading() async throws {
        try await RunningServer.with { server in
            try Self.look(server.record, .incomplete, errors: ["eu-west-3: no"])
            let status = try await Self.get("/status", server).json
            #expect(status["repositories"]?[0]?["name"] == "images")
            #expect(status["units"]?["incomplete"] == 1)
            #expect(status["runs_active"] == 0 && status["unannounced_changes"] == 0)
            let repository = try await Self.get("/repositories", server).json["repositories"]?[0]
            #expect(repository?["tip"]?.stringValue == String(repeating: "a", count: 40))
            #expect(repository?["looking"] == false && repository?["last_error"] == .null)
            let unit = try await Self.get("/units?repository=images", server).json["units"]?[0]
            #expect(unit?["config"] == "images/a.yaml" && unit?["group"] == "stable" && unit?["status"] == "incomplete")
            #expect(unit?["reasons"] == [["field": "images.a.regions", "change": "+ eu-west-3"]])
            let runs = try await Self.get("/runs", server).json
            let id = try #require(runs["runs"]?[0]?["id"]?.stringValue)
            #expect(runs["next"] == .null && unit?["run"]?.stringValue == id)
            let run = try await Self.get("/runs/\(id)", server).json
            #expect(run["state"] == "incomplete" && run["errors"] == ["eu-west-3: no"])
            let log = try await Self.get("/runs/\(id)/log", server).json
            #expect(log["lines"]?.arrayValue?.compactMap { $0["text"]?.stringValue }.last == "incomplete")
        }
    }

    @Test("runs come in pages")
    func pages() async throws {
        try await RunningServer.with { server in
            for _ in 0..<5 { try Self.look(server.record) }
            var seen: [String] = []
            var path = "/runs?limit=2"
            for _ in 0..<3 {
                let page = try await Self.get(path, server).json
                seen += (page["runs"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
                path = "/runs?limit=2&before=\(page["next"]?.stringValue ?? "")"
            }
            #expect(seen.count == 5 && Set(seen).count == 5)
            for limit in ["0", "201", "-1", "x", ""] { expect(try await Self.get("/runs?limit=\(limit)", server).status, is: 400) }
            expect(try await Self.get("/runs?before=gone", server).status, is: 404)
            expect(try await Self.get("/runs?repository=gone", server).status, is: 404)
        }
    }

    @Test("who is on this host reads without the token; whoever comes through a proxy does not")
    func readingWithAToken() async throws {
        try await RunningServer.with(token: "planted-canary") { server in
            expect(try await Self.get("/status", server).status, is: 200)
            for header in ["X-Forwarded-For", "Forwarded"] {
                let answer = try await HTTPExchange.send("GET", "/api/v1/status", headers: [header: "for=192.0.2.1"], port: server.port)
                #expect(answer.status == 401)
                #expect(answer.text.lowercased().contains("www-authenticate: bearer"))
                #expect(!answer.text.contains("planted"))
            }
            let headers = ["X-Forwarded-For": "192.0.2.1", "Authorization": "bearer planted-canary"]
            expect(try await Self.get("/status", server, headers: headers).status, is: 200)
        }
    }

    @Test("commands need the token, also on this host, and where there is none nobody has it")
    func commandsNeedTheToken() async throws {
        try await RunningServer.with(token: "s3cret") { server in
            for value in ["", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crets", "Basic s3cret", "s3cret"] {
                expect(try await Self.ask("POST", "/repositories/images/sync", server, headers: ["Authorization": value]).status, is: 401)
            }
            #expect(server.wakes.count == 0)
            expect(try await Self.ask("POST", "/repositories/images/sync", server, headers: ["Authorization": "Bearer s3cret"]).status, is: 202)
            #expect(server.wakes.count == 1)
            expect(try await Self.ask("POST", "/repositories/gone/sync", server, headers: ["Authorization": "Bearer s3cret"]).status, is: 404)
        }
        try await RunningServer.with { server in
            let answer = try await Self.ask("POST", "/repositories/images/sync", server, headers: ["Authorization": "Bearer "])
            #expect(answer.status == 401)
            #expect(answer.json["error"]?.stringValue?.contains("api_token_file") == true)
        }
    }

    @Test("a guesser is slowed down, and whoever has the token is not")
    func guesser() async throws {
        try await RunningServer.with(token: "s3cret") { server in
            var statuses: Set<Int> = []
            for number in 0..<400 where !statuses.contains(429) {
                statuses.insert(
                    try await Self.ask("POST", "/repositories/images/sync", server, headers: ["Authorization": "Bearer \(number)"]).status)
            }
            #expect(statuses == [401, 429])
            expect(try await Self.ask("POST", "/repositories/images/sync", server, headers: ["Authorization": "Bearer s3cret"]).status, is: 202)
        }
    }

    @Test("a suspended repository stays so over restarts and refuses a sync until it is resumed")
    func suspension() async throws {
        try await RunningServer.with(token: "s3cret") { server in
            let headers = ["Authorization": "Bearer s3cret"]
            let suspended = try await Self.ask("POST", "/repositories/images/suspend", server, headers: headers)
            #expect(suspended.status == 200 && suspended.json["suspended"] == true)
            #expect(try Suspensions(file: server.folder.path("suspended.json")).contains("images"))
            expect(try await Self.ask("POST", "/repositories/images/sync", server, headers: headers).status, is: 409)
            #expect(server.wakes.count == 0)
            let resumed = try await Self.ask("POST", "/repositories/images/resume", server, headers: headers)
            #expect(resumed.status == 200 && resumed.json["suspended"] == false)
            #expect(try !Suspensions(file: server.folder.path("suspended.json")).contains("images"))
            #expect(server.wakes.count == 1)
            expect(try await Self.ask("POST", "/repositories/gone/suspend", server, headers: headers).status, is: 404)
        }
    }

    @Test("what is held is told with the reason, and can be asked for")
    func held() async throws {
        try await RunningServer.with { server in
            try Self.look(server.record)
            server.record.take(.held(UnitID(config: "images/a.yaml", group: .ungrouped), reason: "it waits"), of: "images")
            expect(try await Self.get("/status", server).json["units_held"]?.integerValue ?? 0, is: 1)
            let held = try await Self.get("/units?held=true", server).json["units"]?.arrayValue ?? []
            #expect(held.count == 1 && held[0]["held"] == "it waits" && held[0]["group"] == .null && held[0]["status"] == .null)
            let free = try await Self.get("/units?held=false&repository=images", server).json["units"]?.arrayValue ?? []
            #expect(free.count == 1 && free[0]["held"] == .null && free[0]["group"] == "stable")
            expect(try await Self.get("/units?held=yes", server).status, is: 400)
        }
    }

    @Test(
        "commands about units take what is described, and say what is wrong",
        arguments: [
            ("gone/units/suspend", #"{"config": "a"}"#, 404, "no such repository"),
            ("images/units/suspend", #"{"config": "a"}"#, 409, "has not been read yet"),
            ("images/units/resume", #"{"config": "a", "group": null}"#, 409, "has not been read yet"),
            ("images/units/approve", #"{"config": "a", "group": "stable", "by": "ann", "fingerprint": null}"#, 409, "has not been read yet"),
            ("images/units/suspend", "", 400, "a JSON object"), ("images/units/suspend", "[]", 400, "a JSON object"),
            ("images/units/suspend", "{}", 400, "path of a config"), ("images/units/suspend", #"{"config": 1}"#, 400, "path of a config"),
            ("images/units/suspend", #"{"config": "a", "groups": []}"#, 400, "known are config, group"),
            ("images/units/approve", #"{"config": "a"}"#, 400, "group is missing"),
            ("images/units/approve", #"{"config": "a", "group": 1}"#, 400, "a text or null"),
            ("images/units/approve", #"{"config": "a", "group": null, "fingerprint": "x"}"#, 400, "64 hexadecimal digits"),
            ("images/units/approve", #"{"config": "a", "group": null, "by": ""}"#, 400, "1 to 200 characters"),
        ])
    func unitCommands(path: String, body: String, status: Int, error: String) async throws {
        try await RunningServer.with(token: "s3cret") { server in
            let path = "/repositories/\(path)"
            let answer = try await Self.ask("POST", path, server, headers: ["Authorization": "Bearer s3cret"], body: body)
            #expect(answer.status == status, "\(answer.json)")
            #expect(answer.json["error"]?.stringValue?.contains(error) == true, "\(answer.json)")
            expect(try await Self.ask("POST", path, server, body: body).status, is: 401)
            let large = try await Self.ask(
                "POST", path, server, headers: ["Authorization": "Bearer s3cret"], body: String(repeating: " ", count: 70_000) + body)
            #expect(large.status == 413)
        }
    }

    @Test("a stop that cannot be kept is none")
    func unwritableSuspension() async throws {
        try await RunningServer.with(token: "s3cret") { server in
            try FileManager.default.createDirectory(atPath: server.folder.path("suspended.json"), withIntermediateDirectories: true)
            let answer = try await Self.ask("POST", "/repositories/images/suspend", server, headers: ["Authorization": "Bearer s3cret"])
            #expect(answer.status == 500)
            #expect(answer.json["error"]?.stringValue?.contains("cannot be written") == true)
            #expect(server.record.repository("images")?.isSuspended == false)
        }
    }

    @Test("paths and methods that there are not are told as JSON")
    func unknown() async throws {
        try await RunningServer.with { server in
            for path in ["/nothing", "/runs/gone", "/runs/gone/log", "/repositories/images", "/units?repository=gone"] {
                let answer = try await Self.get(path, server)
                #expect(answer.status == 404)
                #expect(answer.json["error"]?.stringValue?.isEmpty == false)
            }
            for (method, path, allowed) in [("DELETE", "/status", "GET"), ("GET", "/repositories/images/sync", "POST"), ("TRACE", "/runs/x", "GET")] {
                let answer = try await HTTPExchange.send(method, "/api/v1" + path, port: server.port)
                #expect(answer.status == 405, "\(method) \(path)")
                #expect(answer.text.lowercased().contains("allow: \(allowed.lowercased())"))
            }
        }
    }

    @Test("an empty token is refused, and a token never shows itself")
    func tokens() throws {
        #expect(APIToken("") == nil)
        let token = try #require(APIToken("planted-canary"))
        #expect(!"\(token) \(String(reflecting: token)) \([token])".contains("planted"))
    }

    @Test("a file of suspensions that is broken is refused: nothing begins by accident")
    func brokenSuspensions() throws {
        let folder = try TemporaryFolder()
        for content in [
            "", "{", "[]", #"{"suspended": "images"}"#, #"{"suspended": [1]}"#, #"{"suspended": [], "units": {}}"#,
            #"{"suspended": [], "units": [{"repository": "images"}]}"#,
            #"{"suspended": [], "units": [{"repository": "images", "config": "a", "group": 1}]}"#,
        ] {
            let path = try folder.write(content, to: "suspended.json")
            #expect(throws: SuspensionsError.self) { try Suspensions(file: path) }
        }
    }
}
