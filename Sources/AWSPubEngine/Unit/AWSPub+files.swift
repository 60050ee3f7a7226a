import ImageConfig

/// The five commands on config files.
///
/// ```swift
/// let account = try AWSAccount(environment: ProcessInfo.processInfo.environment)
/// let sets = try await AWSPub.create(config: "images/config.yaml", configMapping: nil, group: "stable", account: account)
/// ```
extension AWSPub {
    /// Uploads the source, and makes the images of a group, or all, in all of their regions.
    /// - Returns: the images by name and by group.
    /// - Throws: `EngineError`; `invalidConfig` with every problem of the config.
    public static func create(config: String, configMapping: String?, group: String?, account: AWSAccount) async throws -> ImageSets {
        try await create(Context(config: config, configMapping: configMapping, account: account), group: group)
    }

    /// Looks for the images of a group, or all. Changes nothing.
    public static func list(config: String, configMapping: String?, group: String?, account: AWSAccount) async throws -> ImageSets {
        try await list(Context(config: config, configMapping: configMapping, account: account), group: group)
    }

    /// Publishes the images of a group, or all, once they are available everywhere.
    /// - Parameters:
    ///   - config: the path of the config file.
    ///   - configMapping: the path of the file with its template values.
    ///   - group: the group to publish; nil for all images.
    ///   - account: who publishes.
    ///   - notifications: a directory in which it is remembered which notifications were sent; nil to send all.
    public static func publish(
        config: String, configMapping: String?, group: String?, account: AWSAccount, notifications: String? = nil
    ) async throws {
        try await publish(Context(config: config, configMapping: configMapping, account: account, notifications: notifications), group: group)
    }

    /// Deregisters the temporary images of a group, or all, where they are not public. Snapshots stay.
    public static func cleanup(config: String, configMapping: String?, group: String?, account: AWSAccount) async throws {
        try await cleanup(Context(config: config, configMapping: configMapping, account: account), group: group)
    }

    /// Compares the images of a group, or all, with their definitions. Changes nothing.
    public static func verify(
        config: String, configMapping: String?, group: String?, account: AWSAccount
    ) async throws -> [String: [String: [ImageVerificationErrors]]] {
        try await verify(Context(config: config, configMapping: configMapping, account: account), group: group)
    }
}

extension Context {
    /// Reads a config file, its mapping and its source.
    /// - Parameters:
    ///   - config: the path of the config file.
    ///   - configMapping: the path of the file with its template values.
    ///   - account: who publishes.
    ///   - policy: how often to look at what AWS works on.
    ///   - notifications: a directory in which it is remembered which notifications were sent, so that none is sent twice; nil to send all.
    ///   - digests: a directory that keeps digests of files, so that a file that did not change is not read again; nil for none.
    ///   - events: told what is done, from any thread.
    /// - Throws: `EngineError`; `invalidConfig` with every problem of the config, one a line.
    public init(
        config: String, configMapping: String?, account: AWSAccount, policy: PollPolicy = PollPolicy(), notifications: String? = nil,
        digests: String? = nil, events: @escaping EngineEventHandler = { _ in }
    ) async throws {
        let loaded: LoadedConfig
        do { loaded = try LoadedConfig(path: config, mappingPath: configMapping) } catch { throw EngineError(.invalidConfig, "\(error)") }
        try await self.init(
            config: loaded.config, account: account, policy: policy, notifications: notifications, digests: digests, events: events)
    }
}
