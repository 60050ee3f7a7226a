import AWSPubEngine
import ConfigDiff
import ImageConfig
import Testing

@testable import Bot

/// Which orphans may go, and in which order.
struct PrunePlanTests {
    private static func manifest(
        _ config: String, _ group: String = "stable", commit: String = "c1", images: [String: String] = [:], orphans: [String: [String: String]] = [:]
    ) -> Manifest {
        var manifest = Manifest(
            unit: UnitID(config: config, group: .named(group)), configCommit: commit, fingerprint: "sha256:1",
            status: images.isEmpty ? .orphaned : .published)
        manifest.details = images.mapValues { ["us-east-1": .init(imageID: $0, snapshotID: nil, isPublic: false)] }
        manifest.orphans = orphans
        return manifest
    }

    private static func plan(
        _ manifests: [Manifest], names: Set<String> = [], ages: [String: Int64] = [:], failed: Set<String> = []
    ) -> PrunePlan {
        PrunePlan(
            manifests: Dictionary(uniqueKeysWithValues: manifests.map { ($0.unit, $0) }), names: names, age: { ages[$0.configCommit] ?? 0 },
            failed: { failed.contains($1) })
    }

    @Test("the oldest commits first, then by unit, name and region; what failed last time goes last")
    func order() {
        let manifests = [
            Self.manifest("a.yaml", commit: "new", orphans: ["x": ["us-east-1": "ami-5"]]),
            Self.manifest("b.yaml", commit: "old", orphans: ["z": ["us-east-1": "ami-4"], "y": ["us-east-1": "ami-3", "eu-west-1": "ami-2"]]),
            Self.manifest("c.yaml", commit: "lost", orphans: ["w": ["us-east-1": "ami-1"]]),
        ]
        let plan = Self.plan(manifests, ages: ["new": 200, "old": 100], failed: ["ami-2"])
        #expect(plan.candidates.map(\.orphan.imageID) == ["ami-1", "ami-3", "ami-4", "ami-5", "ami-2"])
    }

    @Test("nothing of a name that is defined, and nothing that another unit has")
    func kept() {
        let manifests = [
            Self.manifest(
                "a.yaml", orphans: ["alive": ["us-east-1": "ami-1"], "moved": ["us-east-1": "ami-2"], "left": ["us-east-1": "ami-3"]]),
            Self.manifest("b.yaml", images: ["moved": "ami-2"]),
        ]
        let plan = Self.plan(manifests, names: ["alive"])
        #expect(plan.candidates.map(\.orphan.imageID) == ["ami-3"])
        #expect(plan.adopted == [manifests[0].unit: ["moved": ["us-east-1": "ami-2"]]])
    }

    @Test("an image that two units left is one")
    func shared() {
        let manifests = ["stable", "beta"].map { Self.manifest("a.yaml", $0, orphans: ["left": ["us-east-1": "ami-1"]]) }
        let plan = Self.plan(manifests)
        #expect(plan.candidates.count == 1)
        #expect(plan.candidates.first?.unit == manifests[1].unit)
    }
}
