/// What can be wrong with an image that exists, or should.
public enum ImageVerificationErrors: String, Sendable, Hashable, CaseIterable {
    /// There is no image of the name.
    case notExist = "image does not exist"
    case stateNotAvailable = "image not available"
    case architecture = "architecture mismatch"
    case rootDeviceType = "root device type mismatch"
    case rootDeviceName = "root device name mismatch"
    case rootDeviceVolumeType = "root device volume type mismatch"
    case rootDeviceVolumeSize = "root device volume size mismatch"
    case rootDeviceSnapshot = "root device snapshot mismatch"
    case rootDeviceSnapshotNotComplete = "root device snapshot not complete"
    case bootMode = "boot mode mismatch"
    case tags = "tags mismatch"
    case tpmSupport = "tpm support mismatch"
    case imdsSupport = "imds support mismatch"
    case billingProducts = "billing products mismatch"
    case description = "description mismatch"
    /// Somebody that the image is to be shared with may not launch it, or use its snapshot.
    case launchPermission = "launch permission mismatch"
    /// The image is to be public and it, or its snapshot, is not, or the other way round.
    case publicState = "public state mismatch"
    /// An SSM parameter is absent or names another image.
    case ssmParameter = "ssm parameter mismatch"
    /// The image is deprecated at another time, or never.
    case deprecation = "deprecation mismatch"
    /// The image is to be protected from deregistration and is not, or the other way round.
    case deregistrationProtection = "deregistration protection mismatch"
}
