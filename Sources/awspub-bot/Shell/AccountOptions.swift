import AWSPartition
import AWSPubEngine
import ArgumentParser
import Foundation
import ImageConfig

/// The accounts of several partitions.
struct AccountOptions: ParsableArguments {
    @Option(
        name: .customLong("aws"),
        help: ArgumentHelp(
            "The profile for a partition, such as aws-cn=publisher-cn; once for each partition to publish in. Else what the environment says.",
            valueName: "partition=profile"))
    var profiles: [String] = []

    func validate() throws { _ = try settings }

    private var settings: [AccountSettings] {
        get throws {
            let settings = try profiles.map { text in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2, !parts[1].isEmpty else { throw ValidationError("--aws takes PARTITION=PROFILE, such as aws-cn=publisher-cn") }
                guard Partition.named(parts[0]) != nil else {
                    let known = Partition.all.map(\.id).joined(separator: ", ")
                    throw ValidationError("--aws: there is no partition “\(parts[0])”; one of \(known) is right")
                }
                return AccountSettings(partition: parts[0], profile: parts[1])
            }
            guard Set(settings.map(\.partition)).count == settings.count else { throw ValidationError("--aws takes one profile for each partition") }
            return settings
        }
    }

    /// Returns the account, joined where several are named.
    /// - Throws: `ConfigurationError` for a profile that does not exist or is of another partition.
    func account(environment: [String: String]) throws -> AWSAccount { try AWSAccount(settings, environment: environment) }
}
