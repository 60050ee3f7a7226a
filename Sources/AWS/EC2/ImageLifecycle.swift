package import AWSPartition
package import Foundation

extension EC2Image {
    package var createdAt: Date? { EC2Image.date(creationDate) }

    /// When users of the image do not find it in lists any more; nil for never.
    package var deprecatedAt: Date? { deprecationTime.flatMap(EC2Image.date) }

    private static func date(_ text: String) -> Date? {
        // What is no date is none: EC2 writes ISO 8601, with and without fractions.
        try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains(".")))
    }
}

extension AWSClient {
    /// Sets when an image is deprecated. EC2 rounds to the minute.
    /// - Parameter date: in the future; at most ten years ahead, for a public image at most two after its creation.
    package func enableDeprecation(of image: String, at date: Date, in region: Region) async throws(AWSError) {
        _ = try await ec2("EnableImageDeprecation", in: region) { parameters in
            parameters.set("ImageId", image)
            parameters.set("DeprecateAt", date.formatted(.iso8601))
        }
    }

    /// Takes back when an image is deprecated.
    package func disableDeprecation(of image: String, in region: Region) async throws(AWSError) {
        _ = try await ec2("DisableImageDeprecation", in: region) { $0.set("ImageId", image) }
    }

    /// Protects an image from being deregistered, or ends that.
    package func setDeregistrationProtection(_ isOn: Bool, of image: String, in region: Region) async throws(AWSError) {
        let action = isOn ? "EnableImageDeregistrationProtection" : "DisableImageDeregistrationProtection"
        _ = try await ec2(action, in: region) { $0.set("ImageId", image) }
    }
}
