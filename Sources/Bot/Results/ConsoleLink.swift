import AWSPartition

/// The page of the AWS console that launches an instance of an image.
enum ConsoleLink {
    /// By partition. The isolated ones have none that is known in public.
    private static let hosts = [
        "aws": "console.aws.amazon.com", "aws-cn": "console.amazonaws.cn", "aws-us-gov": "console.amazonaws-us-gov.com",
        "aws-eusc": "console.amazonaws-eusc.eu",
    ]

    /// Returns the address; nil where there is none, or the names are none that AWS gives.
    static func launch(_ imageID: String, in region: Region) -> String? {
        guard region.isHostLabel, isImageID(imageID), let host = hosts[Partition.containing(region).id] else { return nil }
        return "https://\(region).\(host)/ec2/home?region=\(region)#LaunchInstances:ami=\(imageID)"
    }

    private static func isImageID(_ text: String) -> Bool {
        text.hasPrefix("ami-") && text.utf8.count < 64 && Region(text).isHostLabel
    }
}
