import AWSPartition

/// Kinds of endpoints that AWS offers beside the usual ones.
package struct EndpointVariant: OptionSet, Sendable, Hashable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Endpoints whose cryptography is validated to FIPS 140.
    package static let fips = EndpointVariant(rawValue: 1)
    /// Endpoints that have IPv6 addresses too.
    package static let dualStack = EndpointVariant(rawValue: 2)
    /// The one endpoint of the token service for the regions that were there before it had regional ones.
    package static let globalSTS = EndpointVariant(rawValue: 4)
}

extension AWSService {
    /// Returns the host of the service in a region. The rules are those of botocore's `endpoint-rule-set` of each service (1.44).
    func host(in region: Region, variant: EndpointVariant = []) -> String {
        let partition = Partition.containing(region)
        if self == .iam { return partition.iamHost(variant) }
        let isDualStack = variant.contains(.dualStack)
        // The endpoints of GovCloud are all validated, and bear the usual names; those of S3 and with IPv6 excepted.
        let hasUsualName = partition.id == "aws-us-gov" && self != .s3 && !isDualStack
        let prefix = variant.contains(.fips) && !hasUsualName ? "\(endpointPrefix)-fips" : endpointPrefix
        if self == .signIn, !isDualStack, let host = partition.signInHost(region, isFIPS: variant.contains(.fips)) { return host }
        // The endpoint that older settings ask for; it signs for us-east-1.
        if self == .sts, variant == .globalSTS, region == partition.defaultRegion, partition == .aws { return "sts.\(partition.dnsSuffix)" }
        switch (self, isDualStack) {
        case (.s3, true): return "\(prefix).dualstack.\(region).\(partition.dnsSuffix)"
        case (.marketplaceCatalog, true) where !variant.contains(.fips): return "catalog-marketplace.\(region).\(partition.dualStackSuffix)"
        case (_, true): return "\(prefix).\(region).\(partition.dualStackSuffix)"
        case (_, false): return "\(prefix).\(region).\(partition.dnsSuffix)"
        }
    }
}

extension Partition {
    /// The host of IAM, which has one for all regions of a partition, named in several ways.
    fileprivate func iamHost(_ variant: EndpointVariant) -> String {
        let (isFIPS, isDualStack) = (variant.contains(.fips), variant.contains(.dualStack))
        let suffix = isDualStack ? dualStackSuffix : dnsSuffix
        if id == "aws-us-gov" { return "iam.us-gov.\(suffix)" }
        let label: String? =
            switch id {
            case "aws": isDualStack ? "global" : nil
            case "aws-iso", "aws-iso-b": isDualStack ? nil : iamRegion.rawValue
            case "aws-cn", "aws-eusc": isFIPS ? nil : isDualStack ? "global" : iamRegion.rawValue
            default: isFIPS || isDualStack ? nil : iamRegion.rawValue
            }
        return [isFIPS ? "iam-fips" : "iam", label, suffix].compactMap(\.self).joined(separator: ".")
    }

    /// Where people sign in, which is on the console's domains; nil for the usual name.
    fileprivate func signInHost(_ region: Region, isFIPS: Bool) -> String? {
        let domain: String? =
            switch id {
            case "aws": "aws.amazon.com"
            case "aws-cn": "amazonaws.cn"
            case "aws-us-gov": "amazonaws-us-gov.com"
            case "aws-eusc": "amazonaws-eusc.eu"
            case "aws-iso": "c2shome.ic.gov"
            case "aws-iso-b": "sc2shome.sgov.gov"
            case "aws-iso-f": "csphome.hci.ic.gov"
            default: nil
            }
        guard !isFIPS else { return id == "aws-us-gov" ? domain.map { "signin-fips.\($0)" } : nil }
        return domain.map { "\(region).signin.\($0)" }
    }

    /// The domain of endpoints that have IPv6 addresses too (botocore's `partitions.json`).
    fileprivate var dualStackSuffix: String {
        switch id {
        case "aws-cn": "api.amazonwebservices.com.cn"
        case "aws-eusc": "api.amazonwebservices.eu"
        case "aws-iso": "api.aws.ic.gov"
        case "aws-iso-b": "api.aws.scloud"
        case "aws-iso-e": "api.cloud-aws.adc-e.uk"
        case "aws-iso-f": "api.aws.hci.ic.gov"
        default: "api.aws"
        }
    }
}
