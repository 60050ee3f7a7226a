import Bot
import Logging
import ServiceLifecycle

/// Follows the repositories of the plan that counts, each in a loop of its own.
///
/// When another plan comes, a repository that is the same in both goes on undisturbed. One that differs stops at its next safe point, and begins
/// again by the new plan; one that is gone stops, and what is known of it on the disk stays.
struct FollowedRepositories: Service {
    private let plans: AsyncStream<[RepositoryPlan]>
    private let continuation: AsyncStream<[RepositoryPlan]>.Continuation
    private let makeLoop: @Sendable (RepositoryPlan) -> RepositoryLoop

    /// One that is followed.
    private struct Member {
        let substance: RepositoryPlan.Substance
        let stop = Gate()
        let end = Gate()
    }

    init(makeLoop: @escaping @Sendable (RepositoryPlan) -> RepositoryLoop) {
        (plans, continuation) = AsyncStream.makeStream()
        self.makeLoop = makeLoop
    }

    /// Goes over to other plans.
    func follow(_ plans: [RepositoryPlan]) { continuation.yield(plans) }

    /// Runs until it is shut down, which ends what runs at its next safe point.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                var members: [String: Member] = [:]
                for await plans in plans { change(&members, to: plans, &group) }
            }
        }
    }

    private func change(_ members: inout [String: Member], to plans: [RepositoryPlan], _ group: inout DiscardingTaskGroup) {
        let names = Set(plans.map(\.name))
        for (name, member) in members where !names.contains(name) {
            member.stop.open()
            members[name] = nil
        }
        for plan in plans {
            let previous = members[plan.name]
            guard previous?.substance != plan.substance else { continue }
            previous?.stop.open()
            let member = Member(substance: plan.substance)
            members[plan.name] = member
            group.addTask { await run(plan, member, after: previous) }
        }
    }

    private func run(_ plan: RepositoryPlan, _ member: Member, after previous: Member?) async {
        await previous?.end.wait()
        let loop = makeLoop(plan)
        await withTaskGroup { group in
            group.addTask { await loop.run() }
            group.addTask { await member.stop.wait() }
            await group.next()
            group.cancelAll()
        }
        member.end.open()
    }
}
