import AWS
import CanonicalJSON
import Foundation
import ImageConfig
import OrderedCollections

/// When an image is deprecated, and whether it is protected from being deregistered, by its definition. Pure.
///
/// What was set is written into tags of the image, so that a run of the bot takes back what an earlier one set, and nothing that somebody else did.
struct ImageLifecycle: Sendable {
    let image: ImageDefinition
    private let extensions: BotExtensions.ImageExtensions

    static let deprecationTag = "awspub-bot:deprecate-after"
    static let protectionTag = "awspub-bot:deregistration-protection"

    /// EC2 deprecates public images two years after their creation at the latest:
    /// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html>.
    private static let longestOfPublic = 730

    init(_ image: ImageDefinition, _ config: PublicationConfig) {
        self.image = image
        extensions = config.bot.images[ExactText(image.name)] ?? BotExtensions.ImageExtensions()
    }

    /// Whether the image is to be protected; nil leaves it as it is. A temporary image never is, since it is going to be deregistered.
    var wantsProtection: Bool? { image.isTemporary ? nil : extensions.deregistrationProtection }

    /// What the image's tags say about it.
    var tags: [AWSTag] {
        var tags: [AWSTag] = []
        if let days = extensions.deprecateAfterDays { tags.append(AWSTag(ImageLifecycle.deprecationTag, "\(days)d")) }
        if wantsProtection == true { tags.append(AWSTag(ImageLifecycle.protectionTag, "true")) }
        return tags
    }

    /// Something that is done to an image that exists.
    enum Change: Sendable, Hashable {
        case deprecate(Date)
        case cancelDeprecation
        case protect
        case unprotect
        /// The tag of something that was taken back goes last.
        case removeTag(String)
    }

    /// Returns what is different from the definition.
    func changes(of found: EC2Image, now: Date) -> [Change] {
        var changes: [Change] = []
        if let date = deprecation(of: found, now: now) { changes.append(.deprecate(date)) }
        if let wanted = wantsProtection, wanted != found.isDeregistrationProtected { changes.append(wanted ? .protect : .unprotect) }
        return changes
    }

    /// Returns what an earlier run set and the definition does not say any more.
    func leftovers(of found: EC2Image) -> [Change] {
        var changes: [Change] = []
        if extensions.deprecateAfterDays == nil, found.has(ImageLifecycle.deprecationTag) {
            // EC2 keeps the date of a public image.
            if found.deprecationTime != nil, !found.isPublic { changes.append(.cancelDeprecation) }
            changes.append(.removeTag(ImageLifecycle.deprecationTag))
        }
        if wantsProtection != true, found.has(ImageLifecycle.protectionTag) {
            if wantsProtection == nil, found.isDeregistrationProtected { changes.append(.unprotect) }
            changes.append(.removeTag(ImageLifecycle.protectionTag))
        }
        return changes
    }

    /// Whether an image that is protected is so against its definition, or by an earlier run only.
    func releases(_ found: EC2Image) -> Bool { wantsProtection == false || wantsProtection == nil && found.has(ImageLifecycle.protectionTag) }

    /// Returns the date that an image lacks; nil where all is well.
    private func deprecation(of found: EC2Image, now: Date) -> Date? {
        guard let days = extensions.deprecateAfterDays, let created = found.createdAt else { return nil }
        let isPublic = found.isPublic || image.isPublic && !image.isTemporary
        let wanted = created.addingTimeInterval(Double(isPublic ? min(days, ImageLifecycle.longestOfPublic) : days) * 86400)
        if let present = found.deprecatedAt {
            // EC2 rounds to the minute.
            if abs(present.timeIntervalSince(wanted)) <= 60 { return nil }
            // A date in the past cannot be set; that the image is deprecated is what counts.
            if wanted <= now, present <= now.addingTimeInterval(300) { return nil }
        }
        return max(wanted, now.addingTimeInterval(120))
    }
}

extension EC2Image {
    fileprivate func has(_ tag: String) -> Bool { tags.contains { $0.key == tag } }
}
