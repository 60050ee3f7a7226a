import AWSPartition
import Testing

struct PartitionTests {
    @Test(
        "a region's name tells its partition, also when the region is newer than the list",
        arguments: [
            ("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-iso-east-1", "aws-iso"),
            ("us-isob-west-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"), ("us-isof-south-1", "aws-iso-f"), ("eusc-de-east-1", "aws-eusc"), ("us-east-9", "aws"),
            ("cn-south-7", "aws-cn"),
            ("us-gov-north-3", "aws-us-gov"), ("nowhere", "aws"),
        ])
    func containing(region: String, partition: String) {
        #expect(Partition.containing(Region(region)).id == partition)
    }

    @Test(
        "only names that can be part of a host name are host labels",
        arguments: [
            ("eu-west-1", true), ("", false), ("-x", false), ("EU-west-1", false), ("a.b", false), ("x/../y", false),
            (String(repeating: "a", count: 64), false),
        ])
    func hostLabel(name: String, isLabel: Bool) {
        #expect(Region(name).isHostLabel == isLabel)
    }

    @Test("partitions are found by their id")
    func named() {
        #expect(Partition.named("aws-cn")?.dnsSuffix == "amazonaws.com.cn")
        #expect(Partition.named("aws-moon") == nil)
        #expect(Partition.isKnown("eu-west-3"))
        #expect(!Partition.isKnown("eu-west-9"))
    }
}
