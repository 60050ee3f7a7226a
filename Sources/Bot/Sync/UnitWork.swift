import AWSPubEngine
import CanonicalJSON
import ConfigDiff
import Digest
import Foundation
import Git
import ImageConfig
import OrderedCollections

/// Runs the due units of one config, one after the other: they share the source and its snapshots.
struct UnitWork: Sendable {
    let configuration: BotConfiguration
    let state: ConfigState
    let settings: RepositorySettings
    let commit: ObjectID
    let sources: SourceStore
    let digests: DigestCache
    let events: BotEventHandler

    /// Runs those of the units that may, in an order in which as many as possible may, and tells of the others.
    /// - Returns: what they came to.
    /// - Throws: `CancellationError`, and `GitError` when the clone cannot be read.
    func run(_ due: [DueUnit], _ policy: UnitPolicy, manifests: [UnitID: Manifest]) async throws -> [UnitResult] {
        var (remaining, known) = (due, manifests)
        var results: [UnitResult] = []
        while let index = remaining.firstIndex(where: { policy.hold($0.unit, { known[$0] }) == nil }) {
            let unit = remaining.remove(at: index)
            guard let result = try await run(unit, previous: manifests[unit.unit]) else { continue }
            known[unit.unit] = result.manifest
            results.append(result)
        }
        for unit in remaining { if let hold = policy.hold(unit.unit, { known[$0] }) { events(.held(unit.unit, reason: hold.reason)) } }
        return results
    }

    /// Runs a unit.
    /// - Returns: what it came to; nil when the config is invalid.
    /// - Throws: `CancellationError`, and `GitError` when the clone cannot be read.
    func run(_ due: DueUnit, previous: Manifest?) async throws -> UnitResult? {
        guard let config = state.config else { return nil }
        let id = UUID().uuidString.lowercased()
        events(.started(due, run: id))
        let manifest = try await run(due, config, previous: previous)
        events(.finished(due.unit, manifest.status, errors: manifest.errors))
        return UnitResult(manifest: manifest, run: id)
    }

    private func run(_ due: DueUnit, _ config: PublicationConfig, previous: Manifest?) async throws -> Manifest {
        var outcome = UnitOutcome()
        var sha256 = ""
        do {
            let context = try await context(config, at: sources.place(of: state.source), due, previous)
            sha256 = context.sourceSHA256
            let run = UnitRun(context: context, unit: due.unit.group, stages: stages(of: due), onChange: settings.onChange, progress: progress(due))
            outcome = try await run.run()
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as EngineError {
            outcome.errors = [error]
        } catch let error as GitError where error.code != .tooLarge {
            // The clone may be damaged: that is no result of the unit.
            throw error
        } catch  where error.isDiskFull {
            // No result of the unit either: later there is space.
            throw GitError(.diskFull, "write source", "there is no space left on the disk of \(configuration.stateDirectory)")
        } catch {
            outcome.errors = [EngineError(.fileUnreadable, "\(error)")]
        }
        return Manifest(due: due, config: config, configCommit: commit.hex, sourceSHA256: sha256, outcome: outcome, previous: previous)
    }

    /// Refuses content other than the repository says, before anything is made of it.
    private func check(_ digest: FileDigest, against wanted: String?) throws(EngineError) {
        guard let wanted, wanted != digest.whole.hex else { return }
        throw EngineError(.fileUnreadable, "the source has the SHA-256 \(digest.whole.hex), but the repository says \(wanted)")
    }

    private func progress(_ due: DueUnit) -> RunProgress {
        RunProgress(
            directory: configuration.runsDirectory, unit: due.unit.manifestPath(in: ""),
            run: ([due.fingerprint] + stages(of: due).map(\.rawValue).sorted()).joined(separator: " "))
    }

    private func context(
        _ config: PublicationConfig, at place: PinnedSource.Place, _ due: DueUnit, _ previous: Manifest?
    ) async throws -> Context {
        switch place {
        case .object(let object):
            var context = context(config, object.fileDigest, due, previous)
            context.sourceObject = object
            return context
        case .file(let path):
            let size = FileDigest.size(path: path)
            let digest = try await digests.digest(of: path) { [events, unit = due.unit] done in
                events(.engine(unit, EngineEvent(.hashing(done: done, total: size))))
            }
            try check(digest, against: config.bot.source?.sha256 ?? state.source.sha256)
            var context = context(config, digest, due, previous)
            context.sourcePath = path
            return context
        }
    }

    private func context(_ config: PublicationConfig, _ digest: FileDigest, _ due: DueUnit, _ previous: Manifest?) -> Context {
        let journal = NotificationJournal(
            directory: "\(configuration.stateDirectory)/notifications", known: Set((previous?.notifications ?? [:]).keys))
        var context = Context(config: config, source: digest, account: configuration.account, policy: configuration.policy, journal: journal) {
            [events, unit = due.unit] event in events(.engine(unit, event))
        }
        context.extraTags = ["awspub-bot:config": due.unit.config, "awspub-bot:commit": commit.hex]
        if let group = due.unit.group.name { context.extraTags["awspub-bot:group"] = group }
        return context
    }

    private func stages(of due: DueUnit) -> Set<RunStage> {
        settings.runStages(isApproved: state.approvals[due.unit.group] == due.fingerprint)
    }
}
