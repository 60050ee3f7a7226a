/// Cases at the edges of the rules, each of which some reader of YAML gets wrong.
extension ConfigCase {
    static let edges: [ConfigCase] = edgesOfExtensions + edgesOfFlow + edgesOfTags + edgesOfNumbers + edgesOfNames + edgesOfValues

    /// Colons at the ends of plain texts in flow collections, as addresses of IPv6 have them.
    private static let edgesOfFlow: [ConfigCase] =
        ["[::/0]", "[2001:db8::]", "[::1, fe80::/10, a]", "[:a]", "[a:]", "[a:, b]", "[:]", "[::]", "[a::b]", "[\n  ::/0 ,\n  b]"].map {
            .image("groups: \($0)")
        }
        + [
            .image("tags: {a: b:, c: d}"), .image("tags: {a: 2001:db8::}"), .ignored("{a:}"), .ignored("{a:, b: c}"),
            .image("tags: {a:}", "awspub.images.i.tags.a:: a text is wanted here; this is null"),
            .image("groups: [: a]", "a value is expected here"), .image("tags: {a: :b}", "a value is expected here"),
            .image("groups: ['a':b]", "awspub.images.i.groups.0: a text is wanted here; this is a mapping"),
        ]

    private static let edgesOfTags: [ConfigCase] =
        [
            "!!int ' 12 '", "!!int _1", "!!int -_1", "!!float .5e3", "!!float inf", "!!float -.nan", "!!float ' 1_0.5'", "!!float 017", "{=: x}",
            "{!!value x: y}", "{!!merge x: {a: b}}", "!!binary YQ==YQ==", "!!binary =YQ==",
        ]
        .map { .ignored($0) }
        + [
            ("!!float 0x1F", "does not fit"), ("!!float 0o17", "does not fit"), ("!!float e3", "does not fit"), ("!!float ._", "does not fit"),
            ("!!binary Y", "does not fit"), ("!!binary YWI", "does not fit"), ("!!binary Y-Q=", "does not fit"), ("!!merge <<", "the tag"),
            ("[!!merge <<]", "the tag"), ("!!value x", "the tag"), ("[=]", "needs quotes"), ("{a: =}", "needs quotes"),
        ].map { .ignored($0.0, $0.1) }

    private static let edgesOfNumbers: [ConfigCase] =
        ["-_1", "+_1_"].map { .block("description: \($0)", "awspub.images.i.description: a text is wanted here; this is a number") }
        + ["-.5", "+.5", "_1"].map { .file("%YAML 1.1\n---\n" + block("description: \($0)").text) }
        + ["1:30.5", "190:20:30.15", "1:30.", ".5", "1.5e3", "0_", "-_1", "0_7", "-1:30"].map {
            .file("%YAML 1.1\n---\n" + block("description: \($0)").text, "a text is wanted here")
        }
        + ["\" 8\"", "\"\\t8\\n\"", "\"\\u00a08\\u3000\"", "\"\\x0b8\""].map { .image("root_device_volume_size: \($0)") }
        + ["\"8\\u200b\"", "\"\\ufeff8\"", "'８'", "'8 0'"].map {
            .image("root_device_volume_size: \($0)", "a whole number from 1 to 65536 is wanted")
        }

    private static let edgesOfExtensions: [ConfigCase] = {
        let digest = String(repeating: "a", count: 64)
        let urls = ["https://example.com:8443/a/b?c=d", "s3://bucket/a key".replacing(" ", with: "_"), "https://[::1]/i"]
        let wrong = [
            "https:///i", "https://:80/i", "https://h:x/i", "https://h:70000/i", "ftp://h/i", "HTTPS://h/i", "https://h", "s3://b/", "file:///i",
        ]
        let secret = ["https://u:p@h/i", "https://u@h:80/i", "https://h/i?X-Amz-Signature=abc", "https://h/i?a=b&x-amz-credential=c"]
        return urls.map { .file("\(minimal)awspub-bot: {source: {url: '\($0)', sha256: \(digest)}}\n") }
            + wrong.map {
                .file("\(minimal)awspub-bot: {source: {url: '\($0)', sha256: \(digest)}}\n", "awspub-bot.source.url: https://HOST/PATH or")
            }
            + secret.map { .file("\(minimal)awspub-bot: {source: {url: '\($0)', sha256: \(digest)}}\n", "cannot hold credentials") }
            + ["+30d", "-1d", "0d", "30", "d", "1.5d", "30D", "' 30d'", "30", "3651d", "1w", "99999999999999999999d"].map {
                .file(image("groups: []").text + "awspub-bot: {images: {i: {deprecate_after: \($0)}}}\n", "awspub-bot.images.i.deprecate_after: ")
            }
            + ["1d", "0030d", "3650d", "null"].map {
                .file(image("groups: []").text + "awspub-bot: {images: {i: {deprecate_after: \($0)}}}\n")
            }
            + [
                .file("\(minimal)awspub-bot: {source: {sha256: \(digest.dropLast(3))\u{FF11}}}\n", "the 64 hexadecimal digits"),
                .file("\(minimal)awspub-bot: {source: {sha256: \(digest.uppercased())}}\n"),
                .file("\(minimal)awspub-bot: {source: {sha256: \(String(repeating: "1", count: 64))}}\n", "a text is wanted here; this is a number"),
                .file("\(minimal)awspub-bot: {source: {}}\n", "“sha256” is missing"),
                .file("\(minimal)awspub-bot: {source: {sha: \(digest)}}\n", "awspub-bot.source: “sha256” is missing"),
                .file("\(minimal)awspub-bot: {upload: s3}\n", "one of s3-import, ebs-direct is allowed here; this is “s3”"),
                .file("\(minimal)awspub-bot: {images: []}\n", "a mapping of names to values is wanted here; this is a list"),
                .file(
                    image("groups: []").text + "awspub-bot: {images: {i: {deregistration_protection: maybe}}}\n",
                    "true or false is wanted here; this is “maybe”"),
                .file(image("groups: []").text + "awspub-bot: {images: {i: {on_changes: keep}}}\n", "did you mean “on_change”?"),
            ]
    }()

    /// Names are compared byte by byte.
    private static let edgesOfNames: [ConfigCase] =
        [
            .image("tags: {é: a, e\u{301}: b}"), .image("groups: [é, e\u{301}]"), .image("tags: {Å: a, \u{212B}: b, A\u{30A}: c}"),
            .file(minimal.replacing("{}", with: "{é: {boot_mode: uefi}, e\u{301}: {boot_mode: uefi, separate_snapshot: true}}")),
            .image("regions: [é], regions_denylist: [e\u{301}]"),
        ]
        + [
            ("%FOO\n\(minimal)", "“---” is expected between a directive and the document"), ("\(minimal)%a\n", "is a directive"),
            ("\(minimal)...\n%FOO x\n", "is a directive"),
        ].map { .file($0.0, $0.1) }

    /// What values of the mapping become.
    private static let edgesOfValues: [ConfigCase] = [
        "2017-10-22 10:11:12.1234567", "2017-10-22 10:11:12.1234564", "2017-12-31 23:59:59.9999999", "2016-02-28 23:59:59.9999995",
        "[2017-10-22 10:11:12Z]", "[2017-10-22 10:11:12 -05:00]", "[2017-10-22 10:11:12+5]", "[2017-10-22 10:11:12+00:00]", "!!omap []",
        "{[a]: x}", "{[a, 1]: x}", "&a [*a ]", "&a {k: *a }", "[&a {k: [*a ]}]", "!!binary YWJjZA==",
    ].map {
        .file("awspub:\n  s3:\n    bucket_name: >-\n      <$a>\n  source: {path: p, architecture: x86_64}\n  images: {}\n", mapping: "a: \($0)\n")
    }
}
