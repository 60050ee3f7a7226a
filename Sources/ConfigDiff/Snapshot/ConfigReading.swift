import CanonicalJSON
import Foundation
import Git
import ImageConfig
import OrderedCollections

/// Reads some configs of a commit: what they and their mappings say with one question to the object database, what their sources are with another.
struct ConfigReading: Sendable {
    let files: CommitFiles
    let settings: RepositorySettings

    /// A config whose source is not located yet.
    private struct Draft {
        let path: String
        var inputs: Set<String>
        var config: PublicationConfig?
        var diagnostics: [Diagnostic] = []
        /// Where its source is in the repository.
        var source: String?
    }

    /// Returns what the configs are. A YAML file that is no config, where the settings do not say that it is one, is left out.
    /// - Throws: `GitError`.
    func states(of entries: ArraySlice<TreeEntry>) async throws -> [ConfigState] {
        var mappings: [String: TreeEntry] = [:]
        for entry in entries { mappings[entry.path] = try await files.entry(settings.mapping(of: entry.path)) }
        let contents = await contents(of: entries + mappings.values, limit: LoadedConfig.largestFile)
        let drafts = try entries.compactMap { try draft(of: $0, mapping: mappings[$0.path], contents) }
        var sources: [String: TreeEntry] = [:]
        for path in drafts.compactMap(\.source) where sources[path] == nil { sources[path] = try await files.entry(path) }
        let pointers = await self.contents(of: sources.values, limit: LargeFilePointer.longest)
        let locator = SourceLocator(files: sources, contents: pointers)
        var states: [ConfigState] = []
        for draft in drafts { states.append(try state(of: draft, locator, approvals: try await approvals(of: draft))) }
        return states
    }

    /// Returns the fingerprints in the files that approve of publishing; nothing is read where publishing needs no approval.
    private func approvals(of draft: Draft) async throws -> [UnitGroup: String] {
        var approvals: [UnitGroup: String] = [:]
        guard settings.publish == .manual else { return approvals }
        for group in draft.config?.units ?? [] {
            let path = UnitID(config: draft.path, group: group).approvalPath
            guard let entry = try await files.entry(path), entry.kind == .file else { continue }
            // Whatever is not a fingerprint approves of nothing.
            guard let bytes = try? await contents(of: [entry], limit: ConfigReading.largestApproval).bytes(of: entry) else { continue }
            approvals[group] = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return approvals
    }

    /// In bytes.
    private static let largestApproval = 1024

    /// Returns the texts of a config and of its mapping.
    /// - Throws: `ConfigProblems`; `GitError`.
    func texts(of entry: TreeEntry) async throws -> (NamedText, NamedText?) {
        let mapping = try await files.entry(settings.mapping(of: entry.path))
        let contents = await contents(of: [entry] + [mapping].compactMap { $0 }, limit: LoadedConfig.largestFile)
        return (try contents.text(of: entry), try text(ofMapping: mapping, of: entry.path, contents))
    }

    private func contents(of entries: some Sequence<TreeEntry>, limit: Int) async -> FileContents {
        FileContents(await files.repository.blobs(entries.filter { $0.kind == .file }.map(\.id), limit: limit))
    }

    private func draft(of entry: TreeEntry, mapping: TreeEntry?, _ contents: FileContents) throws -> Draft? {
        var draft = Draft(path: entry.path, inputs: [settings.mapping(of: entry.path)])
        do {
            try refuseLink(entry)
            let text = try contents.text(of: entry)
            if settings.configs == nil, !ConfigDocument.mentionsConfig(text.bytes) { return nil }
            let reading = ConfigDocument.read(text, mapping: try self.text(ofMapping: mapping, of: entry.path, contents))
            draft.config = reading.config
            draft.diagnostics = reading.diagnostics
            draft.source = reading.config.flatMap { SourceLocator.path(of: $0, configPath: entry.path) }
            if let source = draft.source { draft.inputs.insert(source) }
        } catch let problems as ConfigProblems {
            draft.diagnostics = problems.diagnostics
        }
        return draft
    }

    private func state(of draft: Draft, _ locator: SourceLocator, approvals: [UnitGroup: String]) throws -> ConfigState {
        var inputs = draft.inputs
        if settings.publish == .manual { inputs.formUnion((draft.config?.units ?? []).map { UnitID(config: draft.path, group: $0).approvalPath }) }
        var diagnostics = draft.diagnostics
        if let config = draft.config {
            do {
                let source = try locator.locate(config, configPath: draft.path)
                return ConfigState(
                    path: draft.path, config: config, diagnostics: diagnostics, source: source, inputs: inputs, approvals: approvals)
            } catch let problems as ConfigProblems {
                diagnostics = problems.diagnostics
            }
        }
        return ConfigState(path: draft.path, config: nil, diagnostics: diagnostics, source: .unknown, inputs: inputs)
    }

    private func text(ofMapping entry: TreeEntry?, of config: String, _ contents: FileContents) throws -> NamedText? {
        guard let entry else {
            guard let mapping = settings.mappings[ExactText(config)] else { return nil }
            throw ConfigProblems(at: config, "its mapping file \(mapping) is not in the repository")
        }
        try refuseLink(entry)
        return try contents.text(of: entry)
    }

    private func refuseLink(_ entry: TreeEntry) throws(ConfigProblems) {
        guard entry.kind == .file else {
            throw ConfigProblems(at: entry.path, "this is a symbolic link, which is not followed; put the file itself here")
        }
    }
}
