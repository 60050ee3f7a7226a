public import CanonicalJSON
public import OrderedCollections

/// One machine image: how it is registered, where, and who gets to see it.
public struct ImageDefinition: Sendable, Hashable {
    public var name: String
    public var bootMode: BootMode
    public var description: String?
    /// The regions it is wanted in; nil or none means all of the partition.
    public var regions: [String]?
    public var regionsDenylist: [String]?
    /// Whether it has a snapshot of its own instead of sharing the source's.
    public var separateSnapshot: Bool
    public var billingProducts: [String]?
    /// Who may use it, as the config writes it.
    public var share: [String]?
    public var rootDeviceName: String?
    public var rootDeviceVolumeType: VolumeType?
    /// In GiB.
    public var rootDeviceVolumeSize: Int?
    /// The path of a file with UEFI variables.
    public var uefiData: String?
    public var tpmSupport: String?
    public var imdsSupport: String?
    /// Whether `cleanup` removes it; it is then never published.
    public var isTemporary: Bool
    public var isPublic: Bool
    public var groups: [String]
    public var tags: OrderedDictionary<ExactText, String>
    public var marketplace: MarketplaceListing?
    public var ssmParameters: [SSMParameterDefinition]
    /// Topics to notify: a list of maps as the config writes it, since a topic may appear more than once.
    public var sns: [OrderedDictionary<ExactText, SNSTopicMessage>]

    public init(
        name: String, bootMode: BootMode, description: String? = nil, regions: [String]? = nil, regionsDenylist: [String]? = nil,
        separateSnapshot: Bool = false, billingProducts: [String]? = nil, share: [String]? = nil, rootDeviceName: String? = "/dev/sda1",
        rootDeviceVolumeType: VolumeType? = .gp3, rootDeviceVolumeSize: Int? = 8, uefiData: String? = nil, tpmSupport: String? = nil,
        imdsSupport: String? = nil, isTemporary: Bool = false, isPublic: Bool = false, groups: [String] = [],
        tags: OrderedDictionary<ExactText, String> = [:], marketplace: MarketplaceListing? = nil, ssmParameters: [SSMParameterDefinition] = [],
        sns: [OrderedDictionary<ExactText, SNSTopicMessage>] = []
    ) {
        self.name = name
        self.bootMode = bootMode
        self.description = description
        self.regions = regions
        self.regionsDenylist = regionsDenylist
        self.separateSnapshot = separateSnapshot
        self.billingProducts = billingProducts
        self.share = share
        self.rootDeviceName = rootDeviceName
        self.rootDeviceVolumeType = rootDeviceVolumeType
        self.rootDeviceVolumeSize = rootDeviceVolumeSize
        self.uefiData = uefiData
        self.tpmSupport = tpmSupport
        self.imdsSupport = imdsSupport
        self.isTemporary = isTemporary
        self.isPublic = isPublic
        self.groups = groups
        self.tags = tags
        self.marketplace = marketplace
        self.ssmParameters = ssmParameters
        self.sns = sns
    }
}

/// How instances of an image boot.
public enum BootMode: String, Sendable, Hashable, CaseIterable {
    case legacyBIOS = "legacy-bios"
    case uefi
    case uefiPreferred = "uefi-preferred"
}

/// The type of a root volume.
public enum VolumeType: String, Sendable, Hashable, CaseIterable {
    case gp2
    case gp3
}
