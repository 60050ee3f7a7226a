import ConfigDiff
import ImageConfig
import Testing

struct ManifestTests {
    @Test(
        "a group's name becomes a file name that stays in its folder",
        arguments: [
            ("stable", "manifests/a/config.yaml/stable.json"), ("../../x", "manifests/a/config.yaml/%2E.%2F..%2Fx.json"),
            ("_ungrouped", "manifests/a/config.yaml/%5Fungrouped.json"), (".hidden", "manifests/a/config.yaml/%2Ehidden.json"),
            ("a b/ü", "manifests/a/config.yaml/a%20b%2F%C3%BC.json"), ("x.y_z-1", "manifests/a/config.yaml/x.y_z-1.json"),
        ])
    func paths(group: String, path: String) {
        #expect(UnitID(config: "a/config.yaml", group: .named(group)).manifestPath(in: "manifests") == path)
    }

    @Test("the ungrouped unit and very long names have files of their own")
    func specialPaths() {
        #expect(UnitID(config: "c.yaml", group: .ungrouped).manifestPath(in: "m") == "m/c.yaml/_ungrouped.json")
        let long = UnitID(config: "c.yaml", group: .named(String(repeating: "x", count: 201))).manifestPath(in: "m")
        #expect(long.hasPrefix("m/c.yaml/\(String(repeating: "x", count: 180))~"))
        #expect(long.utf8.count == "m/c.yaml/".count + 180 + 1 + 16 + ".json".count)
        #expect(UnitID(config: "c.yaml", group: .named(String(repeating: "x", count: 200))).manifestPath(in: "m").utf8.count == 9 + 200 + 5)
    }

    private var manifest: Manifest {
        var manifest = Manifest(
            unit: UnitID(config: "images/a/config.yaml", group: .named("stable")), configCommit: "c0ffee", fingerprint: "sha256:1", status: .published
        )
        manifest.sourceFilename = "image.vmdk"
        manifest.sourceArchitecture = "x86_64"
        manifest.sourceSHA256 = "ab"
        manifest.details = ["my-image": ["us-east-1": .init(imageID: "ami-1", snapshotID: "snap-1", isPublic: true)]]
        return manifest
    }

    @Test("what AWS has differently is read as it was written, and the manifest is as before without it")
    func drift() {
        let drifted = manifest.drifted(["my-image": ["us-east-1": ["image does not exist"]]])
        #expect(drifted.status == .drifted && drifted.achieved == .published && Manifest(drifted.bytes) == drifted)
        #expect(drifted.drift?.lines == ["my-image in us-east-1: image does not exist"])
        #expect(drifted.drifted(["my-image": ["us-east-1": ["tags mismatch"]]]).achieved == .published)
        #expect(drifted.drifted([:]) == manifest && drifted.drifted([:]).bytes == manifest.bytes)
        // One that says it is drifted and not from what is none.
        let broken = String(decoding: drifted.bytes, as: UTF8.self).replacing(#""was": "published""#, with: #""was": "failed""#)
        #expect(Manifest(Array(broken.utf8)) == nil)
    }

    @Test("a manifest is always the same bytes")
    func bytes() {
        #expect(
            String(decoding: manifest.bytes, as: UTF8.self) == """
                {
                  "awspub-bot": {
                    "config": "images/a/config.yaml",
                    "config-commit": "c0ffee",
                    "details": {
                      "my-image": {
                        "us-east-1": {
                          "image_id": "ami-1",
                          "public": true,
                          "snapshot_id": "snap-1"
                        }
                      }
                    },
                    "errors": [],
                    "fingerprint": "sha256:1",
                    "group": "stable",
                    "marketplace": {},
                    "orphans": {},
                    "sns": {},
                    "source": {
                      "architecture": "x86_64",
                      "filename": "image.vmdk",
                      "sha256": "ab"
                    },
                    "ssm": {},
                    "status": "published",
                    "version": 1
                  },
                  "images": {
                    "my-image": {
                      "us-east-1": "ami-1"
                    }
                  },
                  "images-by-group": {
                    "stable": {
                      "my-image": {
                        "us-east-1": "ami-1"
                      }
                    }
                  }
                }

                """)
    }

    @Test("what is written is read back; what is no manifest is none")
    func roundTrip() {
        #expect(Manifest(manifest.bytes) == manifest)
        for text in ["", "{", "[]", "{}", #"{"awspub-bot": {"version": 2}}"#, #"{"awspub-bot": 1}"#] { #expect(Manifest(Array(text.utf8)) == nil) }
    }
}
