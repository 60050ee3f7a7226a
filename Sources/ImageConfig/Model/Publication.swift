public import CanonicalJSON
public import OrderedCollections

/// A product of AWS Marketplace that gets a new version with the image.
public struct MarketplaceListing: Sendable, Hashable {
    public var entityID: String
    public var accessRoleARN: String
    public var versionTitle: String
    public var releaseNotes: String
    public var userName: String
    public var scanningPort: Int
    public var osName: String
    public var osVersion: String
    public var usageInstructions: String
    public var recommendedInstanceType: String
    public var securityGroups: [SecurityGroup]

    /// A recommended rule for traffic into instances.
    public struct SecurityGroup: Sendable, Hashable {
        public var fromPort: Int
        public var toPort: Int
        /// `tcp` or `udp`.
        public var ipProtocol: String
        public var ipRanges: [String]

        public init(fromPort: Int, toPort: Int, ipProtocol: String, ipRanges: [String]) {
            self.fromPort = fromPort
            self.toPort = toPort
            self.ipProtocol = ipProtocol
            self.ipRanges = ipRanges
        }
    }

    public init(
        entityID: String, accessRoleARN: String, versionTitle: String, releaseNotes: String, userName: String, scanningPort: Int = 22, osName: String,
        osVersion: String, usageInstructions: String, recommendedInstanceType: String, securityGroups: [SecurityGroup] = []
    ) {
        self.entityID = entityID
        self.accessRoleARN = accessRoleARN
        self.versionTitle = versionTitle
        self.releaseNotes = releaseNotes
        self.userName = userName
        self.scanningPort = scanningPort
        self.osName = osName
        self.osVersion = osVersion
        self.usageInstructions = usageInstructions
        self.recommendedInstanceType = recommendedInstanceType
        self.securityGroups = securityGroups
    }
}

/// A parameter in Systems Manager's store that names the image in each of its regions.
public struct SSMParameterDefinition: Sendable, Hashable {
    public var name: String
    public var description: String?
    public var allowOverwrite: Bool

    public init(name: String, description: String? = nil, allowOverwrite: Bool = false) {
        self.name = name
        self.description = description
        self.allowOverwrite = allowOverwrite
    }
}

/// What is sent to an SNS topic.
public struct SNSTopicMessage: Sendable, Hashable {
    public var subject: String
    /// The text for each protocol, `default` among them.
    public var message: OrderedDictionary<ExactText, String>
    public var regions: [String]?
    public var regionsDenylist: [String]?

    public init(
        subject: String, message: OrderedDictionary<ExactText, String> = ["default": ""], regions: [String]? = nil, regionsDenylist: [String]? = nil
    ) {
        self.subject = subject
        self.message = message
        self.regions = regions
        self.regionsDenylist = regionsDenylist
    }
}
