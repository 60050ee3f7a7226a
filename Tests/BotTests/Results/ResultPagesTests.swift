import AWSPartition
import ConfigDiff
import ImageConfig
import Testing

@testable import Bot

/// The pages for people who review in a forge.
struct ResultPagesTests {
    static func manifest(_ config: String, _ group: String?, _ status: Manifest.Status, images: [String: [String: String]] = [:]) -> Manifest {
        let unit = UnitID(config: config, group: group.map(UnitGroup.named) ?? .ungrouped)
        var manifest = Manifest(unit: unit, configCommit: "0123456789abcdef", fingerprint: "sha256:1", status: status)
        manifest.sourceFilename = "image.vmdk"
        manifest.sourceArchitecture = "x86_64"
        manifest.sourceSHA256 = "5ca1ab1e"
        manifest.details = images.mapValues { $0.mapValues { .init(imageID: $0, snapshotID: "snap-1", isPublic: false) } }
        return manifest
    }

    private static var small: [Manifest] {
        var stable = manifest("a/b.yaml", "stable", .published, images: ["one": ["us-east-1": "ami-1", "cn-north-1": "ami-2"]])
        stable.details["one"]?["us-east-1"]?.isPublic = true
        stable.parameters = ["us-east-1": ["/images/one": "ami-1"]]
        var failed = manifest("c.yaml", nil, .failed)
        failed.errors = ["the bucket is missing"]
        failed.orphans = ["old": ["eu-west-1": "ami-9"]]
        return [stable, failed]
    }

    @Test("the index has a row for each unit, what failed first")
    func index() {
        let pages = ResultPages(Self.small, folder: "manifests", hasDefinitions: true)
        #expect(
            pages.index == """
                <!-- Made by awspub-bot with each results commit; edits are overwritten. -->

                # Images

                Units: 2 in 2 configs (1 failed, 1 published). AMIs: 2, of 1 images. Orphans: 1.

                | Status | Config | Group | Images | Regions | AMIs | Orphans | Config commit |
                | --- | --- | --- | --- | --- | --- | --- | --- |
                | **failed** | [`c.yaml`](c.yaml/README.md) | (ungrouped) | 0 | 0 | 0 | 1 | `0123456789` |
                | published | [`a/b.yaml`](a/b.yaml/README.md) | `stable` | 1 | 2 | 2 | 0 | `0123456789` |

                """)
    }

    @Test("a config's page tells of images, where to launch them, parameters, and what changed")
    func config() {
        let unit = Self.small[0].unit
        let pages = ResultPages(Self.small, folder: "out/manifests", hasDefinitions: true, changes: [unit: ["the first results"]])
        #expect(
            pages.page(of: "a/b.yaml") == """
                <!-- Made by awspub-bot with each results commit; edits are overwritten. -->

                # `a/b.yaml`

                [All configs](../../README.md) · [Definition](../../../../a/b.yaml)

                ## Group `stable`: published

                Config commit `0123456789` · source `image.vmdk` (`x86_64`) · SHA-256 `5ca1ab1e` · [manifest](stable.json)

                ### Changed last

                - the first results

                ### Image `one`

                | Region | AMI | Snapshot | Public |
                | --- | --- | --- | --- |
                | `cn-north-1` | [`ami-2`](https://cn-north-1.console.amazonaws.cn/ec2/home?region=cn-north-1#LaunchInstances:ami=ami-2) | `snap-1` | no |
                | `us-east-1` | [`ami-1`](https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#LaunchInstances:ami=ami-1) | `snap-1` | yes |

                ### SSM parameters

                | Region | Parameter | AMI |
                | --- | --- | --- |
                | `us-east-1` | `/images/one` | `ami-1` |

                """)
        let failed = pages.page(of: "c.yaml") ?? ""
        #expect(failed.contains("## (ungrouped): failed\n"))
        #expect(failed.contains("### Errors\n\n- `the bucket is missing`\n"))
        #expect(failed.contains("| `old` | `eu-west-1` | `ami-9` |"))
        #expect(failed.contains("[manifest](_ungrouped.json)"))
        #expect(pages.page(of: "none.yaml") == nil)
    }

    @Test("on a results branch nothing leads to definitions, nor from a config that is gone")
    func definitions() {
        let gone = Self.manifest("g.yaml", "x", .orphaned)
        #expect(ResultPages([gone], folder: "m", hasDefinitions: true).page(of: "g.yaml")?.contains("Definition") == false)
        #expect(ResultPages(Self.small, folder: "m", hasDefinitions: false).page(of: "c.yaml")?.contains("Definition") == false)
    }

    @Test("names cannot leave their place", arguments: hostile)
    func hostileNames(name: String) {
        var manifest = Self.manifest("x/\(name)/c.yaml", name, .published, images: [name: [name: name]])
        manifest.parameters = [name: [name: name]]
        manifest.orphans = [name: [name: name]]
        manifest.errors = [name]
        manifest.configCommit = name
        manifest.sourceFilename = name
        let changes = ManifestChanges.lines(from: Self.manifest("x/\(name)/c.yaml", name, .failed), to: manifest)
        let pages = ResultPages([manifest], folder: "manifests", hasDefinitions: true, changes: [manifest.unit: changes])
        let plain = ResultPages([Self.manifest("x/c.yaml", "g", .published)], folder: "manifests", hasDefinitions: true)
        #expect(pages.index.split(separator: "\n").count == plain.index.split(separator: "\n").count)
        for page in [pages.index, pages.page(of: manifest.unit.config) ?? ""] {
            let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
            for line in lines.dropFirst() {
                // Outside of code spans and of links that the bot made, nothing of a name is left.
                let outside = line.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
                #expect(outside.count * 2 - 1 == line.split(separator: "`", omittingEmptySubsequences: false).count, "\(line)")
                #expect(!outside.joined().contains { "<>@!\"'\\\u{202E}\r".contains($0) }, "\(line)")
                #expect(!outside.joined().contains("://"), "\(line)")
            }
            let rows = lines.filter { $0.hasPrefix("|") }
            for row in rows { #expect([4, 5, 9].contains(row.count { $0 == "|" }), "\(row)") }
        }
    }

    private static let hostile = [
        "a|b", "a`b", "``|``", "[x](https://evil.example/)", "<img src=https://evil.example/>", "a\n\n# Title", "a\r\n| x | y |", "\u{1B}[31mred",
        "\\|", "\\`<b>", "![x](https://evil.example/)", "https://evil.example/", "@everyone", "a\u{2028}b\u{202E}c", "-->", "\"'&lt;", " ",
    ]

    @Test("what acts even in code is written as its number")
    func code() {
        #expect(MarkdownText.code("a|b`c\n\u{202E}ü") == "`a\\u{7C}b\\u{60}c\\u{A}\\u{202E}ü`")
        #expect(MarkdownText.code("<b>[x](y)") == "`<b>[x](y)`")
        #expect(MarkdownText.code("") == "—")
    }

    @Test("launching is offered where there is a console, for what is an image")
    func consoles() {
        for (region, host) in [
            ("eu-west-1", "console.aws.amazon.com"), ("cn-northwest-1", "console.amazonaws.cn"), ("us-gov-west-1", "console.amazonaws-us-gov.com"),
            ("eusc-de-east-1", "console.amazonaws-eusc.eu"),
        ] {
            let link = "https://\(region).\(host)/ec2/home?region=\(region)#LaunchInstances:ami=ami-0a"
            #expect(ConsoleLink.launch("ami-0a", in: Region(region)) == link)
        }
        #expect(ConsoleLink.launch("ami-0a", in: "us-iso-east-1") == nil)
        #expect(ConsoleLink.launch("ami-0a)", in: "us-east-1") == nil)
        #expect(ConsoleLink.launch("i-0a", in: "us-east-1") == nil)
        #expect(ConsoleLink.launch("ami-0a", in: "evil.example/") == nil)
    }

    @Test("the same manifests are the same pages, in whatever order they come")
    func deterministic() {
        let manifests = (0..<20).map { Self.manifest("c\($0 % 7).yaml", "g\($0)", .published, images: ["i": ["us-east-1": "ami-\($0)"]]) }
        let first = ResultPages(manifests, folder: "m", hasDefinitions: true)
        let second = ResultPages(manifests.reversed(), folder: "m", hasDefinitions: true)
        #expect(first.index == second.index)
        for number in 0..<7 { #expect(first.page(of: "c\(number).yaml") == second.page(of: "c\(number).yaml")) }
    }

    @Test("a long index ends, and says so")
    func longIndex() {
        let manifests = (0..<1003).map { Self.manifest("c\($0).yaml", "g", $0 == 1002 ? .failed : .published) }
        let index = ResultPages(manifests, folder: "m", hasDefinitions: true).index
        #expect(index.count { $0 == "\n" } == 8 + 2 + 1000)
        #expect(index.contains("| **failed** | [`c1002.yaml`]"))
        #expect(index.hasSuffix("\n3 more units are on the pages of their configs only.\n"))
    }

    @Test("a config that is called like a page is in nobody's way")
    func obstacles() {
        let manifests = ["README.md/c.yaml", "a.yaml", "a.yaml/README.md"].map { Self.manifest($0, "g", .published) }
        let pages = ResultPages(manifests, folder: "m", hasDefinitions: true)
        #expect(pages.obstacles == [pages.indexPath, pages.path(of: "a.yaml")])
    }

    @Test("what changed is told line by line")
    func changes() {
        var old = Self.manifest("c.yaml", "g", .incomplete, images: ["one": ["r1": "ami-1", "r2": "ami-2", "r3": "ami-3", "r5": "ami-5"]])
        old.errors = ["r4 is down"]
        old.parameters = ["r1": ["/p": "ami-1"]]
        var new = Self.manifest("c.yaml", "g", .published, images: ["one": ["r1": "ami-7", "r2": "ami-2", "r4": "ami-4"]])
        new.sourceSHA256 = "0ddba11"
        new.details["one"]?["r2"]?.isPublic = true
        new.orphans = ["one": ["r3": "ami-3"]]
        new.parameters = ["r1": ["/p": "ami-7"]]
        #expect(
            ManifestChanges.lines(from: old, to: new) == [
                "the source is another: SHA-256 `5ca1ab1e` → `0ddba11`", "status: incomplete → published", "`one` in `r1`: `ami-1` → `ami-7`",
                "`one` in `r2`: public now", "`one` in `r3`: left its definition, `ami-3`", "`one` in `r4`: new, `ami-4`",
                "`one` in `r5`: gone, `ami-5`", "SSM parameter `/p` in `r1`: `ami-1` → `ami-7`", "no errors any more",
            ])
        #expect(ManifestChanges.lines(from: new, to: new) == [])
        #expect(ManifestChanges.lines(from: nil, to: new) == ["the first results"])
    }
}
