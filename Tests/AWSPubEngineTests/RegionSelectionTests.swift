import AWSPartition
import Testing

@testable import AWSPubEngine

struct RegionSelectionTests {
    static let usable: [Region] = ["us-east-1", "eu-west-1", "ap-south-1"]

    @Test(
        arguments: [
            (allowed: nil, denied: nil, chosen: ["ap-south-1", "eu-west-1", "us-east-1"], unavailable: []),
            (allowed: [], denied: ["eu-west-1"], chosen: ["ap-south-1", "us-east-1"], unavailable: []),
            (allowed: ["eu-west-1", "cn-north-1"], denied: nil, chosen: ["eu-west-1"], unavailable: ["cn-north-1"]),
            (allowed: ["eu-west-1", "eu-west-1"], denied: ["us-west-9"], chosen: ["eu-west-1"], unavailable: []),
            (allowed: ["cn-north-1"], denied: nil, chosen: [], unavailable: ["cn-north-1"]),
        ] as [(allowed: [String]?, denied: [String]?, chosen: [Region], unavailable: [Region])])
    func choosesAsAwspubDoes(allowed: [String]?, denied: [String]?, chosen: [Region], unavailable: [Region]) {
        let selection = RegionSelection(allowed: allowed, denied: denied, usable: Self.usable)
        #expect(selection.regions == chosen)
        #expect(selection.unavailable == unavailable)
    }
}
