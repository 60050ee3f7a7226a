import AWSPubEngine
import ArgumentParser
import CanonicalJSON

/// `verify`: what awspub had once, and dropped.
struct VerifyCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compares a config's images with AWS, prints what is wrong, and exits 1 if anything is. Changes nothing.")

    @OptionGroup var options: PublicationOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let found = try await options.run("verify", logging, problems: problems) { try await AWSPub.verify($0, group: $1) }
        try options.output.write(JSON.object(found.mapValues { .object($0.mapValues { .strings($0.map(\.rawValue)) }) }).text(indent: 4))
        if found.values.contains(where: { !$0.isEmpty }) { throw CommandFailure(.failed) }
    }

    private func problems(_ found: [String: [String: [ImageVerificationErrors]]]) -> [EngineError] {
        found.sorted { $0.key < $1.key }.flatMap { image, regions in
            regions.sorted { $0.key < $1.key }.map { region, problems in
                EngineError(.imageDiffers, image: image, region: region, problems.map(\.rawValue).joined(separator: ", "))
            }
        }
    }
}
