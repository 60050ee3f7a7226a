package import AWS
package import AWSPartition

/// The account that images are published with: its credentials, and how AWS is reached.
///
/// ```swift
/// let account = try AWSAccount(environment: ProcessInfo.processInfo.environment)
/// ```
public struct AWSAccount: Sendable {
    package let client: AWSClient
    /// Where to ask first; any region of the account's partition.
    package let region: Region
    /// The same for the other partitions of joined accounts.
    private let otherStarts: [Region]

    package init(client: AWSClient, region: Region) {
        self.client = client
        self.region = region
        otherStarts = []
    }

    /// Where to ask first, for each partition.
    package var starts: [Region] { [region] + otherStarts }

    /// The partitions that are published in.
    package var partitions: [Partition] { starts.map { Partition.containing($0) } }

    /// Joins accounts of several partitions to one: what is done with it is done in all of them, and its results are those of all.
    ///
    /// ```swift
    /// let account = try AWSAccount(joining: [AWSAccount(environment: variables), AWSAccount(environment: variables, profile: "china")])
    /// ```
    /// - Throws: `EngineError` unless there is an account, and each is of a partition of its own.
    public init(joining accounts: [AWSAccount]) throws(EngineError) {
        guard let first = accounts.first else { throw EngineError(.invalidConfig, "there must be an account to publish with") }
        var others: [String: AWSClient] = [:]
        var known: Set = [Partition.containing(first.region).id]
        for account in accounts.dropFirst() {
            let id = Partition.containing(account.region).id
            guard known.insert(id).inserted else {
                throw EngineError(.invalidConfig, "there is more than one account of the partition \(id), such as for \(account.region)")
            }
            others[id] = account.client
        }
        client = others.isEmpty ? first.client : first.client.joining(others)
        region = first.region
        otherStarts = accounts.dropFirst().map(\.region)
    }

    /// Finds credentials, region and endpoints as the AWS CLI does: in variables, in the shared configuration files, and so on.
    /// - Parameters:
    ///   - environment: the variables that count; nothing else is read from the process.
    ///   - profile: the profile to use, whatever the variables say.
    /// - Throws: `EngineError` when the files are unreadable, or the profile does not exist.
    public init(environment: [String: String], profile: String? = nil) throws(EngineError) {
        try self.init(environment: environment, profile: profile, observer: { _ in })
    }

    /// - Parameter observer: told of every attempt of a call.
    package init(
        environment: [String: String], profile: String? = nil, observer: @escaping @Sendable (AWSCallEvent) -> Void
    ) throws(EngineError) {
        let settings: AWSSettings
        do {
            settings = try AWSSettings(environment: AWSEnvironment(variables: environment), profile: profile)
        } catch {
            throw EngineError(.awsFailed, "\(error)")
        }
        client = AWSClient(configuration: AWSClientConfiguration(settings: settings, observer: observer))
        region = settings.region ?? Partition.aws.defaultRegion
        otherStarts = []
    }
}
