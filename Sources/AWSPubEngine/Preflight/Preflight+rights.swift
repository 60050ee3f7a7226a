import AWS
import AWSPartition

/// What the credentials may do, and what VM Import may.
extension Preflight {
    /// The role that EC2 imports snapshots with unless another one is named.
    static let importRole = "vmimport"

    var importLooks: [Look] {
        guard !scope.imports.isEmpty else { return [] }
        return [
            Look("the role \(Preflight.importRole)", in: scope.home) {
                async let isNeeded = isImporting()
                let role = try await context.client.role(named: Preflight.importRole, askedIn: scope.home)
                let findings = roleFindings(role)
                return try await isNeeded ? findings : []
            }
        ]
    }

    private func roleFindings(_ role: IAMRole?) -> [PreflightFinding] {
        let way = "VM Import's requirements say how to make it: https://docs.aws.amazon.com/vm-import/latest/userguide/required-permissions.html"
        guard let role else {
            return [
                PreflightFinding(
                    .error, .importRoleUnusable, "the account has no role \(Preflight.importRole), with which EC2 reads the bucket to import; \(way)")
            ]
        }
        guard role.trusts("vmie") == false else { return [] }
        return [
            PreflightFinding(
                .error, .importRoleUnusable,
                "the role \(role.arn) does not let vmie.amazonaws.com assume it (sts:AssumeRole in its trust policy), so EC2 cannot import; \(way)")
        ]
    }

    /// Whether an import is needed. Where the plan did not look, the snapshots may be there.
    func isImporting() async throws -> Bool {
        guard !scope.isHomeKnown else { return true }
        let found = try await Snapshot(context).findAll(scope.imports.sorted(), in: scope.home).filter { $0.state != "error" }
        return !scope.imports.isSubset(of: found.compactMap(\.name))
    }

    var rightLooks: [Look] {
        scope.changes.map { proposal in
            let (change, region) = (proposal.change, proposal.region)
            return Look("the right to ec2:\(change.action)", in: region) {
                guard case .denied(let words) = try await context.client.dryRun(change, in: region) else { return [] }
                if proposal.isForImport, try await !isImporting() { return [] }
                return [rightFinding(proposal, words)]
            }
        }
    }

    private func rightFinding(_ proposal: ProposedChange, _ words: String) -> PreflightFinding {
        let right = "ec2:\(proposal.change.action)"
        // What follows is encrypted for the account's administrators, and long.
        let said = (words.split(separator: "Encoded authorization failure message").first ?? "").trimmingSuffix(" .")
        let message =
            proposal.isDecisive
            ? "the credentials do not have the right to \(right), without which this cannot succeed; allow it in their policy. EC2 says: \(said)"
            : "the credentials seem not to have the right to \(right), unless a policy gives it by tags; without it this run will fail later. EC2 says: \(said)"
        return PreflightFinding(proposal.isDecisive ? .error : .warning, .notAllowed, region: proposal.region.rawValue, message)
    }
}

extension ProposedChange {
    /// Whether the change is made only when a snapshot is imported.
    fileprivate var isForImport: Bool {
        switch change {
        case .importSnapshot: true
        case .createTags(_, let id): id == ProposedChange.anySnapshot
        default: false
        }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ characters: String) -> Substring {
        var rest = self
        while let last = rest.last, characters.contains(last) { rest.removeLast() }
        return rest
    }
}
