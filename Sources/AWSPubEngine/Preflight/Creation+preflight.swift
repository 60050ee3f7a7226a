import AWS
import AWSPartition
import ImageConfig

extension Creation {
    /// Plans, and looks whether AWS lets the plan be carried out. Changes nothing, and asks nothing where nothing is to be made.
    func preflight() async throws -> (plan: CreationPlan, findings: [PreflightFinding]) {
        do {
            return try await check()
        } catch let error as EngineError where error.code == .bucketMissing {
            var (plan, findings) = (CreationPlan(), [PreflightFinding(error)])
            // The rest is looked at as if the bucket were to be made where AWS is asked first.
            var assuming = self
            assuming.context = context.assumingBucket()
            // What fails now is not what the user has to mend first.
            if let rest = try? await assuming.check() { (plan, findings) = (rest.plan, findings + rest.findings) }
            try Task.checkCancellation()
            return (plan, findings)
        }
    }

    private func check() async throws -> (plan: CreationPlan, findings: [PreflightFinding]) {
        let plan = try await plan()
        var findings = try await context.regionFindings(images)
        for (_, found) in try await context.forEachPartition(askedIn: context.starts(of: plan), { try await check(plan, askedIn: $0) }) {
            // A partition that cannot be looked at says so itself when something is to be made there.
            if case .success(let found) = found { findings += found }
        }
        await context.tell(findings)
        return (plan, findings.inOrder)
    }

    private func check(_ plan: CreationPlan, askedIn start: Region) async throws -> [PreflightFinding] {
        let scope = try PreflightScope(plan.part(in: { context.session.start(for: $0) == start }), self, home: try await context.home(askedIn: start))
        return try await Preflight(context: context, scope: scope).run()
    }
}

extension Publication {
    /// Looks whether AWS lets images become public. Asks nothing where all of them are.
    func preflight(_ images: [ReadyImage]) async throws -> [PreflightFinding] {
        var scopes: [Region: PreflightScope] = [:]
        for image in images where image.definition.isPublic {
            for (region, existing) in image.regions.sorted(by: { $0.key < $1.key }) {
                let start = context.session.start(for: region)
                // Nothing is made of the source any more, so that its place does not matter.
                scopes[start, default: PreflightScope(home: start)].publish(existing, named: image.definition.name, in: region)
            }
        }
        let found = try await scopes.values.map(\.self).concurrentMap(limit: 10) { try await Preflight(context: context, scope: $0).run() }
        let findings = found.flatMap(\.self).inOrder
        await context.tell(findings)
        return findings
    }
}
