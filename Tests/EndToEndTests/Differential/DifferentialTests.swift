import CanonicalJSON
import Testing

/// awspub and awspub-bot do the same with the same configs, each against a sandbox of its own that nobody used before.
struct DifferentialTests {
    @Test(arguments: [
        ["create", "list"],
        ["create", "create", "list", "publish", "cleanup", "list"],
    ])
    func endsAsAwspubDoes(commands: [String]) async throws {
        async let awspub = Peer.awspub.run(commands, on: DifferentialConfig.allFeatures)
        async let bot = Peer.bot.run(commands, on: DifferentialConfig.allFeatures)
        let (theirs, ours) = try await (awspub, bot)
        #expect(theirs.statuses.allSatisfy { $0 == 0 }, "\(theirs.errors)")
        #expect(ours.statuses == theirs.statuses, "\(ours.errors)")
        #expect(ours.outputs == theirs.outputs)
        // awspub takes a port to scan and never sends it.
        #expect(ours.state.without("ScanningPort").differences(from: theirs.state) == [])
    }

    @Test func handlesOnlyTheImagesOfAGroup() async throws {
        async let awspub = Peer.awspub.run(["create", "list"], on: DifferentialConfig.allFeatures, group: "lts")
        async let bot = Peer.bot.run(["create", "list"], on: DifferentialConfig.allFeatures, group: "lts")
        let (theirs, ours) = try await (awspub, bot)
        #expect(theirs.statuses == [0, 0], "\(theirs.errors)")
        #expect(ours.statuses == [0, 0], "\(ours.errors)")
        #expect(ours.outputs == theirs.outputs)
        #expect(ours.state.differences(from: theirs.state) == [])
    }

    /// awspub sends the description as null, which its own client refuses after everything was uploaded, imported and copied.
    @Test func makesAnImageWithoutADescriptionWhichAwspubCannot() async throws {
        let theirs = try await Peer.awspub.run(["create"], on: DifferentialConfig.withoutDescription)
        #expect(theirs.statuses == [1])
        #expect(theirs.errors.contains("Description"))
        let ours = try await Peer.bot.run(["create", "publish"], on: DifferentialConfig.withoutDescription)
        #expect(ours.statuses == [0, 0], "\(ours.errors)")
        #expect(ours.outputs == [["images": ["plain": ["eu-west-1": "ami"]], "images-by-group": [:]]])
        #expect(ours.state["ec2"]?["eu-west-1"]?["images"]?[0]?["description"]?.stringValue ?? "" == "")
        #expect(ours.state.canonicalText.contains("/images/plain"))
    }
}
