import AWS
import AWSPartition
import Foundation

/// Looks whether AWS will let a run do what it is about to, before anything is made. Only looks.
///
/// A look that is itself refused or fails says nothing: preflight never stops a run that would have worked.
struct Preflight: Sendable {
    let context: Context
    let scope: PreflightScope
    /// How long one look may take, retries included: a run does not wait for a service that its host cannot even reach.
    var patience = Duration.seconds(30)

    /// Something that is looked at, independently of all else.
    struct Look: Sendable {
        /// As a note names it.
        let what: String
        let region: Region
        let findings: @Sendable () async throws -> [PreflightFinding]

        init(_ what: String, in region: Region, _ findings: @escaping @Sendable () async throws -> [PreflightFinding]) {
            self.what = what
            self.region = region
            self.findings = findings
        }
    }

    /// Looks at everything at the same time.
    /// - Returns: all that was found, in a stable order.
    /// - Throws: `CancellationError` only.
    func run() async throws -> [PreflightFinding] {
        guard !scope.isEmpty else { return scope.findings.inOrder }
        let results = try await (publicLooks + encryptionLooks + importLooks + rightLooks).concurrentMap(limit: 300) { look in
            (look, try await result(of: look))
        }
        var findings = scope.findings
        var failures: [String: [(region: Region, reason: String)]] = [:]
        for (look, result) in results {
            switch result {
            case .success(let found): findings += found
            case .failure(let failure): failures[look.what, default: []].append((look.region, failure.reason))
            }
        }
        tell(failures)
        return findings.inOrder
    }

    /// Tells why something could not be looked at.
    private struct LookFailure: Error { let reason: String }

    private func result(of look: Look) async throws -> Result<[PreflightFinding], LookFailure> {
        try await withThrowingTaskGroup(of: Result<[PreflightFinding], LookFailure>.self) { group in
            group.addTask {
                do {
                    return .success(try await look.findings())
                } catch let error as AWSError where error.kind != .cancelled {
                    return .failure(LookFailure(reason: "\(error)"))
                } catch {
                    throw CancellationError()
                }
            }
            group.addTask {
                try await Task.sleep(for: patience)
                return .failure(LookFailure(reason: "no answer from \(look.region) within \(patience.components.seconds) s"))
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    /// Tells what could not be looked at, once for all regions.
    private func tell(_ failures: [String: [(region: Region, reason: String)]]) {
        for (what, failed) in failures.sorted(by: { $0.key < $1.key }) {
            guard let first = failed.min(by: { $0.region < $1.region }) else { continue }
            let others = failed.count > 1 ? " (and in \(failed.count - 1) more regions)" : ""
            context.events(EngineEvent(.note("preflight could not look at \(what), and goes on without: \(first.reason)\(others)")))
        }
    }
}

extension Context {
    /// Tells a finding that stops nothing, unless the run told it before.
    func tell(_ findings: [PreflightFinding]) async {
        for finding in findings where finding.severity == .warning {
            guard await session.isNew(finding) else { continue }
            events(EngineEvent(image: finding.image, region: finding.region, .preflight(finding)))
        }
    }
}
