import Bot
import CanonicalJSON
import ConfigDiff
import HTTPTypes
import Hummingbird
import ImageConfig
import NIOCore

/// `POST /repositories/{name}/units/…`: what an operator can ask about units, which the body names.
extension APIRoutes {
    static let name = APIOperation.Parameter(name: "name", place: .path, summary: "The repository's name.", schema: APISchema.text)
    /// In bytes: a path of 4,096, a group's name and a line.
    private static let largestBody = 64 << 10

    var unitCommands: [APIOperation] {
        [
            command(
                "approve", "approveUnit", "Approves of publishing a unit as it is defined now, with a commit to the branch that is followed.",
                body: "ApprovalRequest", answer: APISchema.reference("Approval"), problems: [(.badGateway, "Git did not take the commit.")]
            ) { [requests] body, name in
                let request = try Self.approval(body)
                guard let approval = try Self.success(of: try await requests.approve(request, of: name)) else {
                    throw APIProblem(.conflict, "nothing was approved")
                }
                return approval.json(of: name)
            },
            command(
                "suspend", "suspendUnits", "Keeps a unit, or without `group` all of a config, from starting, also over restarts.",
                body: "UnitSelection", answer: Self.page("units", "Unit"), problems: [(.internalServerError, "It cannot be kept over restarts.")]
            ) { [self] body, name in
                let units = try Self.selection(body)
                _ = try Self.success(of: try await requests.suspend(units, of: name))
                return json(units, name)
            },
            command(
                "resume", "resumeUnits", "Lets a unit, or without `group` all of a config, start again.",
                body: "UnitSelection", answer: Self.page("units", "Unit"), problems: [(.internalServerError, "It cannot be kept over restarts.")]
            ) { [self] body, name in
                let units = try Self.selection(body)
                _ = try Self.success(of: try await requests.resume(units, of: name))
                return json(units, name)
            },
        ]
    }

    private func command(
        _ verb: String, _ id: String, _ summary: String, body: String, answer: JSON, problems: [(status: HTTPResponse.Status, summary: String)],
        _ action: @escaping @Sendable (JSON, String) async throws -> JSON
    ) -> APIOperation {
        let common: [(status: HTTPResponse.Status, summary: String)] = [
            (.badRequest, "The body is not what this takes."), (.notFound, "There is no such repository, or unit."),
            (.conflict, "As things stand it cannot be done; the error says why."), (.contentTooLarge, "The body is larger than 64 KiB."),
        ]
        return APIOperation(
            method: .post, path: "/repositories/{name}/units/\(verb)", id: id, summary: summary, parameters: [Self.name],
            body: APISchema.reference(body), answer: answer, problems: common + problems
        ) { request, context in .json(try await action(try await Self.body(request), context.parameters.get("name") ?? "")) }
    }

    private static func body(_ request: Request) async throws -> JSON {
        let bytes: [UInt8]
        do {
            bytes = Array(try await request.body.collect(upTo: largestBody).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIProblem(.contentTooLarge, "the body is larger than \(largestBody) bytes")
        }
        guard let body = try? JSON(parsing: bytes), body.objectValue != nil else {
            throw APIProblem(.badRequest, "the body must be a JSON object")
        }
        return body
    }

    /// Returns what a request came to; nil when there is nothing more to say.
    static func success(of outcome: OperatorRequests.Outcome) throws(APIProblem) -> Approval? {
        switch outcome {
        case .accepted: return nil
        case .approved(let approval): return approval
        case .unknownRepository: throw APIProblem(.notFound, noRepository)
        case .unknownUnit: throw APIProblem(.notFound, "there is no such unit")
        case .refused(let reason): throw APIProblem(.conflict, reason)
        case .failed(let reason): throw APIProblem(.badGateway, reason)
        }
    }

    private static func selection(_ body: JSON) throws(APIProblem) -> UnitSelection {
        try check(body, ["config", "group"])
        return UnitSelection(config: try config(body), group: try body["group"].map { group throws(APIProblem) in try self.group(group) })
    }

    private static func approval(_ body: JSON) throws(APIProblem) -> ApprovalRequest {
        try check(body, ["config", "group", "fingerprint", "by"])
        guard let group = body["group"] else { throw APIProblem(.badRequest, "group is missing: a group's name, or null for the images in none") }
        let fingerprint = try text(body["fingerprint"], "fingerprint")
        guard fingerprint?.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil || fingerprint == nil else {
            throw APIProblem(.badRequest, "fingerprint must be sha256: and 64 hexadecimal digits")
        }
        let by = try text(body["by"], "by")
        guard by.map({ (1...APISchema.longestLine).contains($0.unicodeScalars.count) }) ?? true else {
            throw APIProblem(.badRequest, "by takes 1 to \(APISchema.longestLine) characters")
        }
        return ApprovalRequest(unit: UnitID(config: try config(body), group: try self.group(group)), fingerprint: fingerprint, by: by)
    }

    private static func check(_ body: JSON, _ known: Set<String>) throws(APIProblem) {
        guard let other = (body.objectValue ?? [:]).keys.filter({ !known.contains($0) }).min() else { return }
        throw APIProblem(.badRequest, "“\(other.prefix(60))” is not known here; known are \(known.sorted().joined(separator: ", "))")
    }

    private static func config(_ body: JSON) throws(APIProblem) -> String {
        guard let config = body["config"]?.stringValue, !config.isEmpty else { throw APIProblem(.badRequest, "config must be the path of a config") }
        return config
    }

    private static func group(_ value: JSON) throws(APIProblem) -> UnitGroup { try text(value, "group").map(UnitGroup.named) ?? .ungrouped }

    private static func text(_ value: JSON?, _ name: String) throws(APIProblem) -> String? {
        switch value {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw APIProblem(.badRequest, "\(name) must be a text or null")
        }
    }

    private func json(_ units: UnitSelection, _ name: String) -> JSON {
        ["units": .array(record.units.filter { $0.repository == name && units.contains($0.unit) }.map(\.json))]
    }
}
