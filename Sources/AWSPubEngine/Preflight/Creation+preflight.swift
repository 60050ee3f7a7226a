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
            assuming.context = context.assuming(home: context.session.startRegion)
            // What fails now is not what the user has to mend first.
            if let rest = try? await assuming.check() { (plan, findings) = (rest.plan, findings + rest.findings) }
            try Task.checkCancellation()
            return (plan, findings)
        }
    }

    private func check() async throws -> (plan: CreationPlan, findings: [PreflightFinding]) {
        let plan = try await plan()
        let scope = try await PreflightScope(plan, self, home: context.home())
        let findings = try await context.regionFindings(images) + Preflight(context: context, scope: scope).run()
        await context.tell(findings)
        return (plan, findings.inOrder)
    }
}

extension Publication {
    /// Looks whether AWS lets images become public. Asks nothing where all of them are.
    func preflight(_ images: [ReadyImage]) async throws -> [PreflightFinding] {
        var scope = PreflightScope(home: try await context.home())
        for image in images where image.definition.isPublic {
            for (region, existing) in image.regions.sorted(by: { $0.key < $1.key }) {
                scope.publish(existing, named: image.definition.name, in: region)
            }
        }
        let findings = try await Preflight(context: context, scope: scope).run()
        await context.tell(findings)
        return findings
    }
}
