extension Partition {
    /// The commercial partition.
    public static let aws = Partition(
        id: "aws", dnsSuffix: "amazonaws.com",
        regionPrefixes: ["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"],
        knownRegions: [
            "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1",
            "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1",
            "me-central-1", "me-south-1", "me-west-1", "mx-central-1", "sa-east-1", "sa-west-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
        ],
        defaultRegion: "us-east-1")

    /// Every partition, the commercial one first.
    public static let all: [Partition] = [
        .aws,
        Partition(
            id: "aws-cn", dnsSuffix: "amazonaws.com.cn", regionPrefixes: ["cn-"], knownRegions: ["cn-north-1", "cn-northwest-1"],
            defaultRegion: "cn-northwest-1"),
        Partition(
            id: "aws-us-gov", dnsSuffix: "amazonaws.com", regionPrefixes: ["us-gov-"], knownRegions: ["us-gov-east-1", "us-gov-west-1"],
            defaultRegion: "us-gov-west-1"),
        Partition(
            id: "aws-iso", dnsSuffix: "c2s.ic.gov", regionPrefixes: ["us-iso-"], knownRegions: ["us-iso-east-1", "us-iso-west-1"],
            defaultRegion: "us-iso-east-1"),
        Partition(
            id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", regionPrefixes: ["us-isob-"], knownRegions: ["us-isob-east-1", "us-isob-west-1"],
            defaultRegion: "us-isob-east-1"),
        Partition(
            id: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", regionPrefixes: ["eu-isoe-"], knownRegions: ["eu-isoe-west-1"],
            defaultRegion: "eu-isoe-west-1"),
        Partition(
            id: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", regionPrefixes: ["us-isof-"], knownRegions: ["us-isof-east-1", "us-isof-south-1"],
            defaultRegion: "us-isof-south-1"),
        Partition(
            id: "aws-eusc", dnsSuffix: "amazonaws.eu", regionPrefixes: ["eusc-de-"], knownRegions: ["eusc-de-east-1"],
            defaultRegion: "eusc-de-east-1"),
    ]
}
