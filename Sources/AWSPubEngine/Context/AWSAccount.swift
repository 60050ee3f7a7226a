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

    package init(client: AWSClient, region: Region) {
        self.client = client
        self.region = region
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
    }
}
