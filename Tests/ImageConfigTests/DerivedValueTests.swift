import CanonicalJSON
import Digest
import ImageConfig
import OrderedCollections
import Testing

struct DerivedValueTests {
    private let digest = SHA256.digest("disk")

    private func read(_ text: String, mapping: String? = nil) throws -> PublicationConfig {
        let reading = ConfigDocument.read(
            NamedText(name: "c", bytes: Array(text.utf8)), mapping: mapping.map { NamedText(name: "m", bytes: Array($0.utf8)) })
        return try #require(reading.config, "\(reading.diagnostics)")
    }

    private func image(_ fields: String) throws -> ImageDefinition {
        let config = try read(
            "awspub:\n  s3: {bucket_name: b}\n  source: {path: p, architecture: x86_64}\n  images:\n    i: {boot_mode: uefi, \(fields)}\n")
        return try #require(config.images["i"])
    }

    @Test("a snapshot is named by the source, unless something sets it apart")
    func snapshotNames() throws {
        #expect(try image("").snapshotName(sourceSHA256: digest) == digest.hex)
        #expect(try image("separate_snapshot: true").snapshotName(sourceSHA256: digest) == SHA256.digest(digest.hex + SHA256.digest("i").hex).hex)
        #expect(
            try image("billing_products: [bp-1, bp-2]").snapshotName(sourceSHA256: digest)
                == SHA256.digest(digest.hex + SHA256.digest("bp-1").hex + SHA256.digest("bp-2").hex).hex)
        #expect(
            try image("billing_products: [x], separate_snapshot: true").snapshotName(sourceSHA256: digest)
                == SHA256.digest(digest.hex + SHA256.digest("i").hex + SHA256.digest("x").hex).hex)
        #expect(try image("billing_products: []").snapshotName(sourceSHA256: digest) == digest.hex)
    }

    @Test("tags: the source's, then the config's, then the image's; later ones replace the value in place")
    func tags() throws {
        let config = try read(
            """
            awspub:
              s3: {bucket_name: b}
              source: {path: folder/image.vmdk, architecture: arm64}
              tags: {team: os, "awspub:source:filename": other}
              images: {i: {boot_mode: uefi, tags: {team: kernel, extra: x}}}
            """)
        let tags = config.tags(ofImage: try #require(config.images["i"]), sourceSHA256: digest)
        #expect(Array(tags.keys) == ["awspub:source:filename", "awspub:source:architecture", "awspub:source:sha256", "team", "extra"])
        #expect(Array(tags.values) == ["other", "arm64", digest.hex, "kernel", "x"])
    }

    @Test("shares are filtered by partition and told apart")
    func shares() throws {
        let image = try image(
            "share: ['123456789012', 'aws-cn:210987654321', 'arn:aws:organizations::123456789012:organization/o-123456789012', 'arn:aws:organizations::123456789012:ou/o-123456789012/ou-1234-12345678']"
        )
        #expect(
            image.shareTargets(inPartition: "aws") == [
                .account("123456789012"), .organization(arn: "arn:aws:organizations::123456789012:organization/o-123456789012"),
                .organizationalUnit(arn: "arn:aws:organizations::123456789012:ou/o-123456789012/ou-1234-12345678"),
            ])
        #expect(image.shareTargets(inPartition: "aws-cn") == [.account("210987654321")])
    }

    @Test(
        "mapping values are put into the text as Python writes them",
        arguments: [
            ("text", "text"), ("true", "True"), ("~", "None"), ("0x1F", "31"), ("0o17", "15"), ("017", "17"), ("1_000", "1000"), ("+5", "5"),
            ("1.0", "1.0"), ("1e3", "1000.0"),
            ("1e15", "1000000000000000.0"), ("1e16", "1e+16"), ("0.00001", "1e-05"), ("0.0001", "0.0001"), ("0.10", "0.1"), ("-0.0", "-0.0"),
            (".inf", "inf"), ("2017-10-22", "2017-10-22"),
            ("2017-10-22T10:11:12Z", "2017-10-22 10:11:12+00:00"), ("2017-10-22 10:11:12.5 -5", "2017-10-22 10:11:12.500000-05:00"),
            ("[a, 1, true, ~]", "['a', 1, True, None]"),
            ("{a: it's}", "{'a': \"it's\"}"), ("[2017-10-22]", "[datetime.date(2017, 10, 22)]"), ("!!binary YWJj", "b'abc'"), ("12e03", "12000.0"),
            ("1.10", "1.1"),
        ])
    func templateValues(value: String, text: String) throws {
        let template = "awspub:\n  source: {path: p, architecture: x86_64}\n  images: {}\n  s3:\n    bucket_name: |\n      <$v>\n"
        let config = try read(template, mapping: "v: \(value)\n")
        #expect(config.s3.bucketName == "<\(text)>\n")
    }

    @Test("a config has a unit for each group in order of appearance, and one for images without any")
    func units() throws {
        let config = try read(
            "awspub:\n  s3: {bucket_name: b}\n  source: {path: p, architecture: x86_64}\n  images: {a: {boot_mode: uefi, groups: [y, x]}, b: {boot_mode: uefi}, c: {boot_mode: uefi, groups: [x]}}\n"
        )
        #expect(config.units == [.named("y"), .named("x"), .ungrouped])
        #expect(config.images(in: .named("x")).map(\.name) == ["a", "c"])
        #expect(config.images(in: .ungrouped).map(\.name) == ["b"])
        let (first, second) = (config.fingerprints(source: "1"), config.fingerprints(source: "2"))
        #expect(first[.named("x")] != second[.named("x")])
        #expect(first[.named("x")] != first[.named("y")])
        #expect(Set(first.keys) == Set(config.units))
    }

    @Test(
        "globs stay within a component unless they are doubled",
        arguments: [
            ("**/config.yaml", "config.yaml", true), ("**/config.yaml", "a/b/config.yaml", true), ("images/*.yaml", "images/a.yaml", true),
            ("images/*.yaml", "images/a/b.yaml", false),
            ("a?c", "abc", true), ("a?c", "a/c", false), ("*", "a", true), ("*", "a/b", false), ("**", "a/b", true), ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/x", false),
        ])
    func globs(pattern: String, path: String, matches: Bool) {
        #expect(PathPattern(pattern).matches(path) == matches)
    }

    @Test("a repository's settings are read, and errors in them are told with their place")
    func settings() throws {
        let settings = try RepositorySettings(
            NamedText(
                name: "s",
                bytes: Array(
                    "configs: ['images/*.yaml']\nresults: out/\npages: false\nstages: [create, verify]\npublish: manual\nprune: {mode: deregister}\non_change: keep\n"
                        .utf8)))
        #expect(settings.results == "out")
        #expect(!settings.pages && RepositorySettings().pages)
        #expect(settings.stages == ["create", "verify"])
        #expect(settings.publish == .manual)
        #expect(settings.prune.mode == .deregister)
        #expect(settings.onChange == .keep)
        #expect(settings.mapping(of: "a.yaml") == "a.yaml.mapping")
        #expect(try RepositorySettings(NamedText(name: "s", bytes: [])) == RepositorySettings())
        for (text, problem) in [
            ("stage: x\n", "s:1:1: error: stage: “stage” is not a key"),
            ("results: ../x\n", "s:1:10: error: results: this must be a folder in the repository"),
            ("publish: later\n", "one of auto, manual"), ("prune: {mode: all}\n", "prune.mode: one of never"),
        ] {
            #expect { try RepositorySettings(NamedText(name: "s", bytes: Array(text.utf8))) } throws: { "\($0)".contains(problem) }
        }
    }
}
