import AWSPartition
import CanonicalJSON
import OrderedCollections

extension Validator {
    /// Tells what is legal by itself and surely a mistake together with the rest.
    mutating func crossCheck(_ config: PublicationConfig, _ awspub: YAMLNode, _ bot: YAMLNode?) {
        for pair in awspub["images"]?.pairs ?? [] {
            let (key, node) = (pair.key, pair.value)
            guard let name = key.text, let image = config.images[ExactText(name)] else { continue }
            let path = "awspub.images.\(name)"
            warnAboutName(name, key, path)
            if image.tpmSupport != nil, image.bootMode != .uefi {
                warn(
                    node["tpm_support"] ?? node, "\(path).tpm_support",
                    "a TPM works with boot_mode: uefi only, and this image boots \(image.bootMode.rawValue)")
            }
            if config.source.architecture == .arm, image.bootMode != .uefi {
                warn(node["boot_mode"] ?? node, "\(path).boot_mode", "arm64 instances boot with uefi only")
            }
            if image.isPublic, image.isTemporary {
                warn(node["public"] ?? node, "\(path).public", "a temporary image is never made public")
            }
            warnAboutRegions(node, path)
            for (index, item) in (node["sns"]?.items ?? []).enumerated() {
                for topic in item.pairs ?? [] { warnAboutRegions(topic.value, "\(path).sns.\(index).\(YAMLKey.words(topic.key))") }
            }
            warnAboutTags(node["tags"], "\(path).tags")
            if Set(image.groups).count < image.groups.count { warn(node["groups"] ?? node, "\(path).groups", "a group is named twice") }
        }
        warnAboutTags(awspub["tags"], "awspub.tags")
        crossCheckExtensions(config, bot)
    }

    private mutating func crossCheckExtensions(_ config: PublicationConfig, _ bot: YAMLNode?) {
        for pair in bot?["images"]?.pairs ?? [] {
            let (key, extensions) = (pair.key, pair.value)
            guard let name = key.text else { continue }
            let path = "awspub-bot.images.\(name)"
            guard let image = config.images[ExactText(name)] else {
                fail(key, path, "awspub.images has no image “\(name)”\(Validator.hint(name, config.images.keys.map(\.text)))")
                continue
            }
            if image.isTemporary, config.bot.images[ExactText(name)]?.deregistrationProtection == true {
                warn(
                    extensions["deregistration_protection"] ?? extensions, "\(path).deregistration_protection",
                    "a temporary image is never protected, since cleanup deregisters it")
            }
            // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html: two years for public AMIs, ten for others.
            if image.isPublic, let days = config.bot.images[ExactText(name)]?.deprecateAfterDays, days > 730 {
                warn(
                    extensions["deprecate_after"] ?? extensions, "\(path).deprecate_after",
                    "EC2 deprecates a public image after two years whatever is asked for; 730d is the most that has an effect")
            }
        }
    }

    private mutating func warn(_ node: YAMLNode, _ path: String, _ message: @autoclosure () -> String) {
        fail(node, path, message(), severity: .warning)
    }

    private static func hint(_ name: String, _ known: some Collection<String>) -> String {
        // Comparing with thousands of names takes long, and one of them is always close.
        guard known.count <= 1000 else { return "" }
        return Spelling.closest(to: name, in: known).map { "; did you mean “\($0)”?" } ?? ""
    }

    /// EC2's rule: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html>.
    private mutating func warnAboutName(_ name: String, _ key: YAMLNode, _ path: String) {
        let isAllowed = { (byte: UInt8) in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "()[] ./-'@_".utf8.contains(byte)
            }
        }
        guard !(3...128).contains(name.utf8.count) || !name.utf8.allSatisfy(isAllowed) else { return }
        warn(key, path, "EC2 refuses this name: an AMI's has 3 to 128 of the ASCII letters and digits, blanks, and ()[]./-'@_")
    }

    private mutating func warnAboutRegions(_ image: YAMLNode, _ path: String) {
        for key in ["regions", "regions_denylist"] {
            guard let regions = image[key]?.items else { continue }
            for (index, region) in regions.enumerated() {
                guard let name = region.text, !Partition.isKnown(Region(name)) else { continue }
                warn(
                    region, "\(path).\(key).\(index)",
                    "no region “\(name)” is known\(Validator.hint(name, Partition.all.flatMap(\.knownRegions).map(\.rawValue)))")
            }
        }
    }

    private mutating func warnAboutTags(_ tags: YAMLNode?, _ path: String) {
        for key in (tags?.pairs ?? []).map(\.key) {
            guard let name = key.text, PublicationConfig.sourceTags.contains(name) else { continue }
            warn(key, "\(path).\(name)", "this replaces a tag that says where the image comes from")
        }
    }
}
