package import ConfigDiff
import Forge
import Git
import ImageConfig
package import RepoWatcher

/// Plans the open pull or merge requests onto a branch: a status of each new head, and one comment that is kept up to date. Also keeps the request with
/// results open where people merge them.
package actor RequestPlans {
    private let configuration: BotConfiguration
    private let reporting: ForgeReporting
    private let follower: BranchFollower
    private let events: BotEventHandler
    private let signal = Signal()
    private var planned: [Int: Basis] = [:]
    private var heads: [String: ObjectID]?
    private var nextListing = ContinuousClock.now
    private var listed: (commit: ObjectID, requests: [ChangeRequest])?
    /// The results that the request with results was last opened or edited for.
    private var proposed: (results: ObjectID, base: ObjectID)?

    /// What a plan was made from.
    private struct Basis: Hashable {
        let head: String
        let base: ObjectID
    }

    /// How long a list of requests holds while no reference and no branch moved: a request can be opened anew, or get another base.
    private static let listing = Duration.seconds(600)
    /// Between tries while the forge does not answer.
    private static let longestPause = Duration.seconds(300)
    /// How long it holds after one moved: the list of a forge may come later than the reference.
    private static let listingOfNews = Duration.seconds(30)

    package init(
        configuration: BotConfiguration, reporting: ForgeReporting, follower: BranchFollower, events: @escaping BotEventHandler
    ) {
        self.configuration = configuration
        self.reporting = reporting
        self.follower = follower
        self.events = events
    }

    /// Asks for a look at the requests soon, from any thread.
    /// - Parameter event: of the repository; looks and results commits are reasons.
    package nonisolated func take(_ event: BotEvent) {
        switch event {
        case .looked, .committed: signal.send()
        default: break
        }
    }

    /// Asks for a list of the requests at the next look: something happened at the forge.
    package func wake() { nextListing = .now }

    /// Works until it is cancelled.
    /// - Parameter base: returns the branch as it was last read; nil before that.
    /// - Throws: `CancellationError`.
    package func run(onto base: @Sendable () async -> CommitSnapshot?) async throws {
        var failures = 0
        for await _ in signal.stream {
            do {
                if let base = await base() { try await lookAround(base) }
                failures = 0
            } catch {
                try Task.checkCancellation()
                failures += 1
                (heads, proposed) = (nil, nil)
                events(.notReported("\(error)"))
                let pause = (error as? ForgeError)?.pause(after: failures, longest: RequestPlans.longestPause)
                try await Task.sleep(for: pause ?? .backOff(after: failures, first: .seconds(1), longest: RequestPlans.longestPause))
                signal.send()
            }
        }
        try Task.checkCancellation()
    }

    private func lookAround(_ base: CommitSnapshot) async throws {
        if case .proposal(let branch) = follower.results { try await propose(branch, base) }
        guard reporting.plans != .none else { return }
        let requests = try await requests(onto: base.commit)
        guard !requests.isEmpty else { return }
        let merged = try await follower.repository.lastCommit(changingOutside: base.settings.results, from: base.commit)
        var problem: (any Error)?
        for request in requests where reporting.plans.includes(request) && planned[request.number] != Basis(head: request.head, base: merged) {
            do {
                try await plan(request, base, merged)
            } catch {
                try Task.checkCancellation()
                // What is wrong with one request alone keeps the others from nothing.
                guard (error as? ForgeError)?.isAboutOne ?? true else { throw error }
                problem = problem ?? error
            }
        }
        if let problem { throw problem }
    }

    /// Returns the open requests, asking the forge only when something moved since.
    private func requests(onto commit: ObjectID) async throws -> [ChangeRequest] {
        let heads = try await follower.remote.references(matching: reporting.requestReferences)
        if let listed, heads == self.heads, listed.commit == commit, nextListing > .now { return listed.requests }
        let requests = try await reporting.forge.openRequests(onto: follower.branch)
        nextListing = .now.advanced(by: heads == self.heads ? RequestPlans.listing : RequestPlans.listingOfNews)
        self.heads = heads
        listed = (commit, requests)
        let open = Set(requests.map(\.number))
        for number in planned.keys where !open.contains(number) { planned[number] = nil }
        try await follower.repository.removeReferences(under: RequestPlans.references, except: Set(open.map(RequestPlans.reference)))
        return requests
    }

    private func plan(_ request: ChangeRequest, _ base: CommitSnapshot, _ merged: ObjectID) async throws {
        let repository = await follower.repository
        guard let head = try await head(of: request, repository) else { return }
        let planning = RequestPlanning(configuration: configuration, reporting: reporting, follower: follower, repository: repository)
        let plan = try await planning.plan(request, head: head, onto: base)
        try await say(plan, of: request)
        planned[request.number] = Basis(head: request.head, base: merged)
        events(.planned(request, units: plan.units.count))
    }

    /// Returns the newest commit of a request, which is fetched when it is not there; nil when it moved on since it was listed, which is seen soon.
    private func head(of request: ChangeRequest, _ repository: Repository) async throws -> ObjectID? {
        guard let wanted = ObjectID(hex: request.head) else { return nil }
        if await repository.contains(wanted) { return wanted }
        let fetched = try await follower.remote.fetch(
            reference: request.headReference, to: RequestPlans.reference(request.number), into: repository)
        guard fetched == wanted else {
            heads = nil
            return nil
        }
        return fetched
    }

    private func say(_ plan: RequestPlan, of request: ChangeRequest) async throws {
        for status in plan.statuses { try await reporting.forge.report(status, on: request.head) }
        let marker = "<!-- awspub-bot: \(configuration.name) -->"
        try await reporting.forge.keepComment(plan.comment, marker: marker, on: request.number, opening: plan.isNews)
    }

    private func propose(_ branch: String, _ base: CommitSnapshot) async throws {
        guard let results = try await follower.pollResults(on: base.commit), results != base.commit,
            proposed.map({ $0 != (results, base.commit) }) ?? true
        else { return }
        let proposal = ResultsProposal(folder: base.settings.results, repository: await follower.repository)
        guard let body = try await proposal.body(from: base.commit, to: results) else { return }
        _ = try await reporting.forge.propose(
            ChangeProposal(branch: branch, base: follower.branch, title: "Results of awspub-bot for \(follower.branch)", body: body))
        proposed = (results, base.commit)
    }

    private static let references = "refs/requests"

    private static func reference(_ number: Int) -> String { "\(references)/\(number)" }
}

extension ForgeError {
    /// Whether another call may well work at this moment.
    fileprivate var isAboutOne: Bool { [.rejected, .notFound, .invalidAnswer].contains(code) }
}
