import Bot
import CanonicalJSON
import ConfigDiff
import Hummingbird

extension APIRoutes {
    static let noRepository = "there is no such repository"
    static let noRun = "there is no such run, or it is too long ago"
    private static let largestPage = 200

    static let repository = APIOperation.Parameter(
        name: "repository", place: .query, summary: "Only those of this repository.", schema: APISchema.text)
    static let held = APIOperation.Parameter(
        name: "held", place: .query, summary: "Only those that something keeps from running or being published (true), or that nothing does (false).",
        schema: APISchema.truth)
    static let limit = APIOperation.Parameter(
        name: "limit", place: .query, summary: "How many at most.",
        schema: ["type": "integer", "minimum": 1, "maximum": .integer(largestPage), "default": 50])
    static let before = APIOperation.Parameter(
        name: "before", place: .query, summary: "The runs before this one: `next` of the page before.", schema: APISchema.text)
    static let run = APIOperation.Parameter(name: "id", place: .path, summary: "The run's id.", schema: APISchema.text)

    var status: JSON {
        let repositories = record.repositories
        let statuses = Dictionary(record.unitCounts.values.flatMap { $0.map { ($0?.rawValue ?? "none", $1) } }, uniquingKeysWith: +)
        let held = record.heldCounts.values.reduce(0, +)
        return [
            "started": .time(record.metrics.started), "runs_active": .integer(record.runningCount),
            "unannounced_changes": .integer(repositories.reduce(0) { $0 + $1.unannouncedChanges }),
            "units_held": .integer(held), "repositories": .array(repositories.map(\.json)), "units": .object(statuses.mapValues { .integer($0) }),
        ]
    }

    func units(_ request: Request) throws(APIProblem) -> [RecordedUnit] {
        let name = try repository(request)
        let held = request.uri.queryParameters["held"].map(String.init)
        guard held == nil || held == "true" || held == "false" else { throw APIProblem(.badRequest, "held takes true or false") }
        return record.units.filter { (name == nil || $0.repository == name) && (held == nil || ($0.held != nil) == (held == "true")) }
    }

    func runs(_ request: Request) throws(APIProblem) -> JSON {
        let query = request.uri.queryParameters
        let name = try repository(request)
        var limit = 50
        if let text = query["limit"] {
            guard let number = Int(text), (1...Self.largestPage).contains(number) else {
                throw APIProblem(.badRequest, "limit takes a number from 1 to \(Self.largestPage)")
            }
            limit = number
        }
        guard let page = record.runs(limit: limit, before: query["before"].map(String.init), repository: name) else {
            throw APIProblem(.notFound, Self.noRun)
        }
        return ["runs": .array(page.runs.map(\.json)), "next": .optional(page.next)]
    }

    private func repository(_ request: Request) throws(APIProblem) -> String? {
        guard let name = request.uri.queryParameters["repository"].map(String.init) else { return nil }
        guard record.repository(name) != nil else { throw APIProblem(.notFound, Self.noRepository) }
        return name
    }
}
