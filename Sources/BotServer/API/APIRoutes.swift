import Bot
import CanonicalJSON
import ConfigDiff
import HTTPTypes
import Hummingbird

/// `/api/v1/…`: what the daemon does and did, and what an operator can ask of it.
struct APIRoutes: Sendable {
    let record: BotRecord
    let requests: OperatorRequests
    let access: APIAccess

    /// Every operation, also those that describe the others.
    var operations: [APIOperation] {
        let all = reading + commanding + unitCommands
        let description = OpenAPIDocument(operations: all).json
        let own = APIOperation(
            method: .get, path: "/openapi.json", id: "getDescription", summary: "This description.", answer: ["type": "object"]
        ) { _, _ in .json(description) }
        return all + [own]
    }

    func add(to router: Router<ServerContext>) {
        let operations = operations
        router.add(middleware: APIProblems(operations: operations))
        for operation in operations {
            router.on(operation.route, method: operation.method) { [access] request, context in
                try access.check(request, context)
                return try await operation.handler(request, context)
            }
        }
    }

    private var reading: [APIOperation] {
        [
            APIOperation(
                method: .get, path: "/status", id: "getStatus", summary: "The daemon at a glance.", answer: APISchema.reference("Status")
            ) { [self] _, _ in .json(status) },
            APIOperation(
                method: .get, path: "/repositories", id: "listRepositories", summary: "The repositories, in the order of the settings.",
                answer: Self.page("repositories", "Repository")
            ) { [record] _, _ in .json(["repositories": .array(record.repositories.map(\.json))]) },
            APIOperation(
                method: .get, path: "/units", id: "listUnits", summary: "The units of all repositories, or of one.",
                parameters: [Self.repository, Self.held], answer: Self.page("units", "Unit"),
                problems: [(.badRequest, "held is not true or false."), (.notFound, "There is no such repository.")]
            ) { [self] request, _ in .json(["units": .array(try units(request).map(\.json))]) },
            APIOperation(
                method: .get, path: "/runs", id: "listRuns", summary: "The last runs, the newest first.",
                parameters: [Self.repository, Self.limit, Self.before],
                answer: APISchema.object([
                    "runs": APISchema.list(APISchema.reference("Run")), "next": APISchema.optional(APISchema.text),
                ]),
                problems: [(.badRequest, "The limit is not a number from 1 to 200."), (.notFound, "There is no such repository, or run any more.")]
            ) { [self] request, _ in .json(try runs(request)) },
            APIOperation(
                method: .get, path: "/runs/{id}", id: "getRun", summary: "A run.", parameters: [Self.run], answer: APISchema.reference("Run"),
                problems: [(.notFound, "There is no such run, or it is too long ago.")]
            ) { [record] _, context in
                guard let run = record.run(context.parameters.get("id") ?? "") else { throw APIProblem(.notFound, Self.noRun) }
                return .json(run.json)
            },
            APIOperation(
                method: .get, path: "/runs/{id}/log", id: "getRunLog", summary: "The last lines of a run's log.", parameters: [Self.run],
                answer: APISchema.reference("Log"), problems: [(.notFound, "There is no such run, or it is too long ago.")]
            ) { [record] _, context in
                let id = context.parameters.get("id") ?? ""
                guard let log = record.log(of: id) else { throw APIProblem(.notFound, Self.noRun) }
                return .json(log.json(of: id))
            },
            EventStream(feed: record.feed).operation,
        ]
    }

    private var commanding: [APIOperation] {
        [
            command("sync", "syncRepository", "Looks at a repository soon.", success: .accepted) { [requests] name in requests.sync(name) },
            command("suspend", "suspendRepository", "Stops the looks at a repository, also over restarts; one that goes on comes to its end.") {
                [requests] name in try requests.suspend(name)
            },
            command("resume", "resumeRepository", "Ends the stop of a repository, with a look soon.") { [requests] name in
                try requests.resume(name)
            },
        ]
    }

    private func command(
        _ verb: String, _ id: String, _ summary: String, success: HTTPResponse.Status = .ok,
        _ action: @escaping @Sendable (String) throws -> OperatorRequests.Outcome
    ) -> APIOperation {
        var problems: [(status: HTTPResponse.Status, summary: String)] = [(.notFound, "There is no such repository.")]
        problems.append(verb == "sync" ? (.conflict, "The repository is suspended.") : (.internalServerError, "It cannot be kept over restarts."))
        return APIOperation(
            method: .post, path: "/repositories/{name}/\(verb)", id: id, summary: summary, parameters: [Self.name], success: success,
            answer: APISchema.reference("Repository"), problems: problems
        ) { [record] _, context in
            let name = context.parameters.get("name") ?? ""
            _ = try Self.success(of: try action(name))
            guard let repository = record.repository(name) else { throw APIProblem(.notFound, Self.noRepository) }
            return .json(repository.json, status: success)
        }
    }

    static func page(_ name: String, _ item: String) -> JSON { APISchema.object([name: APISchema.list(APISchema.reference(item))]) }
}
