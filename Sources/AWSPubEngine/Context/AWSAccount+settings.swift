package import AWS
import AWSPartition
package import ImageConfig

extension AWSAccount {
    /// Finds the accounts that an operator named, one for each partition.
    /// - Parameters:
    ///   - settings: empty for the one account that the environment says.
    ///   - environment: the variables that count beside.
    ///   - observer: told of every attempt of a call.
    /// - Throws: `ConfigurationError` when an account is not of the partition that it is named for, or its profile does not exist; `EngineError` for
    ///   two of one partition.
    package init(
        _ settings: [AccountSettings], environment: [String: String], observer: @escaping @Sendable (AWSCallEvent) -> Void = { _ in }
    ) throws {
        guard !settings.isEmpty else {
            try self.init(environment: environment, observer: observer)
            return
        }
        try self.init(joining: settings.map { try AWSAccount($0, environment: environment, observer: observer) })
    }

    private init(_ settings: AccountSettings, environment: [String: String], observer: @escaping @Sendable (AWSCallEvent) -> Void) throws {
        let source = "the account for the partition \(settings.partition)"
        guard let partition = Partition.named(settings.partition) else {
            let known = Partition.all.map(\.id).joined(separator: ", ")
            throw ConfigurationError(source: source, reason: "there is no such partition; one of \(known) is right")
        }
        let found = try AWSSettings(environment: AWSEnvironment(variables: environment), profile: settings.profile)
        let region = try AWSAccount.region(settings, found, of: partition, source: source)
        // What the credentials are fetched with: the regions of variables are for the partition of one account only.
        var variables = environment.filter { $0.key != "AWS_DEFAULT_REGION" }
        variables["AWS_REGION"] = region.rawValue
        let own = try AWSSettings(environment: AWSEnvironment(variables: variables), profile: settings.profile)
        let role = try settings.roleARN.map { arn in
            guard arn.hasPrefix("arn:\(partition.id):iam::") else {
                throw ConfigurationError(
                    source: source, reason: "the role \(arn) is not of this partition; it should begin with arn:\(partition.id):iam::")
            }
            return try AssumedRole(arn: arn, sessionName: settings.sessionName, externalID: settings.externalID, settings: own)
        }
        self.init(client: AWSClient(configuration: AWSClientConfiguration(settings: own, role: role, observer: observer)), region: region)
    }

    /// The region that is named, the profile's, that of the variables where it is of the partition, or the partition's main one.
    private static func region(
        _ settings: AccountSettings, _ found: AWSSettings, of partition: Partition, source: String
    ) throws(ConfigurationError) -> Region {
        let isNamed = settings.region != nil
        if let region = (settings.region ?? found.profile?["region"]).map(Region.init(_:)) {
            let other = Partition.containing(region)
            guard other == partition else {
                let place = isNamed ? "its region" : "the region of its profile “\(found.profileName)”"
                throw ConfigurationError(
                    source: source, reason: "\(place) is \(region), which is of \(other.id); one such as \(partition.defaultRegion) is right")
            }
            return region
        }
        if let region = found.region, Partition.containing(region) == partition { return region }
        return partition.defaultRegion
    }
}
