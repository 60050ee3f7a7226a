/// What can be wrong with an image that exists, or should.
public enum ImageVerificationErrors: String, Sendable, Hashable, CaseIterable {
    /// There is no image of the name.
    case notExist = "image does not exist"
    /// There is an image of the name, but not the one that was made.
    case otherImage = "another image has the name"
    /// The image is there and not available.
    case stateNotAvailable = "image not available"
    /// The image is for another processor.
    case architecture = "architecture mismatch"
    /// The root device is no EBS volume.
    case rootDeviceType = "root device type mismatch"
    /// The root device has another name.
    case rootDeviceName = "root device name mismatch"
    /// The root volume is of another type.
    case rootDeviceVolumeType = "root device volume type mismatch"
    /// The root volume has another size.
    case rootDeviceVolumeSize = "root device volume size mismatch"
    /// The root volume is made from another snapshot.
    case rootDeviceSnapshot = "root device snapshot mismatch"
    /// The root volume's snapshot is not completed.
    case rootDeviceSnapshotNotComplete = "root device snapshot not complete"
    /// The image boots in another mode.
    case bootMode = "boot mode mismatch"
    /// Tags are absent, or have other values.
    case tags = "tags mismatch"
    /// The TPM version is another.
    case tpmSupport = "tpm support mismatch"
    /// The version of the instance metadata service is another.
    case imdsSupport = "imds support mismatch"
    /// The snapshot has other billing products.
    case billingProducts = "billing products mismatch"
    /// The description is another.
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
