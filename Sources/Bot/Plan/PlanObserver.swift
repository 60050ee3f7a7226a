package import AWSPubEngine
import ConfigDiff
import Digest
import Git
import ImageConfig

/// Looks at what AWS has of the images that a plan is about.
package struct PlanObserver: Sendable {
    let account: AWSAccount
    /// Folders on this host whose files configs may name as sources.
    let sourceRoots: [String]
    let events: EngineEventHandler

    package init(account: AWSAccount, sourceRoots: [String] = [], events: @escaping EngineEventHandler = { _ in }) {
        self.account = account
        self.sourceRoots = sourceRoots
        self.events = events
    }

    /// Adds to a plan what its units would find, and what would keep them from running.
    /// - Parameters:
    ///   - sources: where the content of sources comes from, of which only digests are needed.
    /// - Throws: `EngineError` when AWS does not answer, or refuses to tell.
    func observe(_ plan: Plan, head: CommitSnapshot, sources: SourceStore) async throws -> Plan {
        var observed = plan
        observed.observations = [:]
        for unit in plan.units.map(\.due.unit) {
            guard let state = head.configs[unit.config], let config = state.config else { continue }
            do {
                let context = Context(config: config, source: try await digest(of: state, sources), account: account, events: events)
                let found = try await UnitRun(context: context, unit: unit.group, stages: head.settings.runStages, onChange: head.settings.onChange)
                    .plan()
                observed.observations?[unit] = found
                observed.findings += try await diagnostics(found, state, SnapshotReader(repository: sources.repository), plan.head)
            } catch let error as EngineError where error.code != .awsFailed {
                observed.findings.append(Diagnostic(file: unit.config, line: 1, column: 1, message: "\(unit): \(error)"))
            }
        }
        return observed
    }

    /// Returns the digest of a source, fetching the content only where the repository does not say what it must be.
    private func digest(of state: ConfigState, _ sources: SourceStore) async throws -> FileDigest {
        if let known = state.source.sha256.flatMap(SHA256Digest.init(hex:)) { return FileDigest(size: 0, whole: known, partSize: 1, parts: []) }
        switch try await sources.place(of: state.source) {
        case .object(let object): return object.fileDigest
        case .file(let path):
            do { return try await DigestCache(directory: nil).digest(of: path) } catch let error as FileDigestError {
                throw EngineError(.fileUnreadable, "the source \(error)")
            }
        }
    }

    private func diagnostics(_ found: UnitPlan, _ state: ConfigState, _ reader: SnapshotReader, _ commit: ObjectID) async throws -> [Diagnostic] {
        let findings = found.findings + found.errors.map(PreflightFinding.init(failure:))
        guard !findings.isEmpty else { return [] }
        let places = try await reader.places(of: findings.map(\.key), in: state.path, at: commit)
        return zip(findings, places).map { finding, place in
            var diagnostic = place
            diagnostic.severity = finding.severity == .error ? .error : .warning
            diagnostic.message = "\(finding.region.map { "region \($0): " } ?? "")\(finding.message)"
            return diagnostic
        }
    }
}

extension PreflightFinding {
    init(failure: EngineError) { self.init(.error, failure.code, image: failure.image, region: failure.region, failure.message) }

    /// The key of a config that it is about.
    fileprivate var key: [String] {
        guard let name = image else { return code == .bucketMissing ? ["awspub", "s3", "bucket_name"] : ["awspub", "images"] }
        let image = ["awspub", "images", name]
        return switch code {
        case .regionUnavailable, .regionUnknown, .noRegions: image + ["regions"]
        case .encryptedSnapshots, .publicAccessBlocked, .quotaExceeded: image + ["public"]
        default: image
        }
    }
}
