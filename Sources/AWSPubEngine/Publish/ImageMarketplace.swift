import AWS
import CanonicalJSON
import Digest
public import ImageConfig

/// Asks AWS Marketplace for a new version of a product.
public struct ImageMarketplace: Sendable {
    private let context: Context
    /// The listing in the config.
    public let conf: MarketplaceListing

    /// - Throws: `EngineError` when the config has no image of that name, or the image no listing.
    public init(_ context: Context, imageNamed name: String) throws(EngineError) {
        guard let listing = try context.definition(of: name).marketplace else {
            throw EngineError(.invalidConfig, image: name, "the image has no `marketplace`")
        }
        self.context = context
        conf = listing
    }

    /// Asks for a version with an image, unless the product has one of that title or one is on its way.
    /// - Parameter imageID: an image in `us-east-1`.
    /// - Returns: the id of the change set; nil when nothing had to be asked for.
    @discardableResult
    public func requestNewVersion(imageID: String) async throws -> String? {
        let entity = try await context.client.describeEntity(conf.entityID)
        let titles = (entity["Versions"]?.arrayValue ?? []).compactMap { $0["VersionTitle"]?.stringValue }
        guard !titles.contains(conf.versionTitle) else { return nil }
        if let open = try await context.client.openChangeSets(entity: conf.entityID).first(where: { $0.name == changeSetName }) { return open.id }
        let token = SHA256.digest(JSON.strings([conf.entityID, conf.versionTitle, imageID]).canonicalText).hex
        let id = try await context.client.startChangeSet(
            [changes(imageID: imageID)], name: changeSetName, clientToken: token, tags: context.tagsByName.map { AWSTag($0.key.text, $0.value) })
        context.events(EngineEvent(.marketplaceRequested(changeSet: id)))
        return id
    }

    /// The Catalog API takes at most 100 of these characters:
    /// <https://docs.aws.amazon.com/marketplace-catalog/latest/api-reference/API_StartChangeSet.html>.
    var changeSetName: String {
        let kept = "New version request for \(conf.versionTitle)".unicodeScalars.filter { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "_ \t+=.:@-".unicodeScalars.contains(scalar))
        }
        return String(String.UnicodeScalarView(kept.prefix(100)))
    }

    private func changes(imageID: String) -> JSON {
        [
            "ChangeType": "AddDeliveryOptions",
            "Entity": ["Identifier": .string(conf.entityID), "Type": "AmiProduct@1.0"],
            "DetailsDocument": [
                "Version": ["VersionTitle": .string(conf.versionTitle), "ReleaseNotes": .string(conf.releaseNotes)],
                "DeliveryOptions": [["Details": ["AmiDeliveryOptionDetails": deliveryOption(imageID: imageID)]]],
            ],
        ]
    }

    private func deliveryOption(imageID: String) -> JSON {
        [
            "AmiSource": [
                "AmiId": .string(imageID), "AccessRoleArn": .string(conf.accessRoleARN), "UserName": .string(conf.userName),
                "OperatingSystemName": .string(conf.osName), "OperatingSystemVersion": .string(conf.osVersion),
                "ScanningPort": .integer(conf.scanningPort),
            ],
            "UsageInstructions": .string(conf.usageInstructions),
            "RecommendedInstanceType": .string(conf.recommendedInstanceType),
            "SecurityGroups": .array(
                conf.securityGroups.map { group in
                    [
                        "IpProtocol": .string(group.ipProtocol), "IpRanges": .strings(group.ipRanges), "FromPort": .integer(group.fromPort),
                        "ToPort": .integer(group.toPort),
                    ]
                }),
        ]
    }
}
