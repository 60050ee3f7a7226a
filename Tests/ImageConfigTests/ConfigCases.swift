import ImageConfig
import Testing

/// A config, whether it is valid, and what is said about it if not.
struct ConfigCase: Sendable, CustomTestStringConvertible {
    let text: String
    /// nil for a valid config; else a part of the first diagnostic, position first.
    let problem: String?
    var mapping: String?
    /// Why awspub decides otherwise; nil when it does not.
    var difference: String?

    var reading: ConfigDocument.Reading {
        ConfigDocument.read(
            NamedText(name: "c", bytes: Array(text.utf8)), mapping: mapping.map { NamedText(name: "map", bytes: Array($0.utf8)) })
    }

    func differing(_ reason: String) -> ConfigCase {
        var copy = self
        copy.difference = reason
        return copy
    }

    var testDescription: String { String(text.prefix(120)) }

    /// A config with one image whose fields are given in flow form.
    static func image(_ fields: String, _ problem: String? = nil) -> ConfigCase {
        ConfigCase(
            text: "awspub:\n  s3: {bucket_name: b}\n  source: {path: p, architecture: x86_64}\n  images:\n    i: {boot_mode: uefi, \(fields)}\n",
            problem: problem)
    }

    /// A config whose second line holds a value.
    static func ignored(_ value: String, _ problem: String? = nil) -> ConfigCase {
        ConfigCase(text: "other: \(value)\n\(minimal)", problem: problem)
    }

    static func file(_ text: String, _ problem: String? = nil, mapping: String? = nil) -> ConfigCase {
        ConfigCase(text: text, problem: problem, mapping: mapping)
    }

    static let minimal = "awspub:\n  s3: {bucket_name: b}\n  source: {path: p, architecture: x86_64}\n  images: {}\n"
}

extension ConfigCase {
    /// Values that fields take or refuse.
    static let fields: [ConfigCase] =
        ["a text", "\"\"", "'12'", "yes", "24.04 LTS", "~x", "!!str 12", "!!binary YWJj"].map { .image("description: \($0)") }
        + ["12", "1.5", "true", "2024-01-01", "[a]", "{a: b}", "0x1F", ".inf"].map {
            .image("description: \($0)", "5:39: error: awspub.images.i.description: a text is wanted")
        }
        + ["null", "~", ""].map { .image("description: \($0)") }
        + ["8", "'8'", "' 8 '", "'+8'", "'08'", "'1_000'", "'8.0'", "8.0", "1e3", "true", "0b11", "0o17", "0x1F", "65536", "1"].map {
            .image("root_device_volume_size: \($0)")
        }
        + ["8.5", "'8.'", "'1e3'", "'0x10'", "'1__0'", "''", "x", "1e300", ".nan", "[8]"].map {
            .image("root_device_volume_size: \($0)", "5:51: error: awspub.images.i.root_device_volume_size: a whole number from 1 to 65536 is wanted")
        }
        + ["0", "-8", "65537", "99999999999999999999999"].map {
            ConfigCase.image("root_device_volume_size: \($0)", "root_device_volume_size: a whole number from 1 to 65536 is wanted")
                .differing("awspub takes any number")
        }
        + ["true", "False", "1", "0", "1.0", "yes", "'on'", "'T'", "n"].map { .image("public: \($0)") }
        + ["2", "-1", "0.5", "'1.0'", "' true'", "''", "maybe", "[true]"].map {
            .image("public: \($0)", "awspub.images.i.public: true or false is wanted")
        }
        + [
            .image("separate_snapshot: null", "5:45: error: awspub.images.i.separate_snapshot: a value is missing"), .image("temporary: null"),
            .image("tags: null"),
        ]
        + ["gp2", "gp3", "null"].map { .image("root_device_volume_type: \($0)") }
        + ["gp1", "GP3", "' gp3'", "io2"].map { .image("root_device_volume_type: \($0)", "one of gp3, gp2 is allowed here") }
        + ["v2.0", "null"].map { .image("tpm_support: \($0)") }
        + ["v1.2", "2.0", "V2.0"].map { .image("tpm_support: \($0)", "only v2.0 is allowed here") }
        + ["[us-east-1]", "[]", "null"].map { .image("regions: \($0)") }
        + ["us-east-1", "{us-east-1: x}"].map { .image("regions: \($0)", "a list is wanted here") }
        + [
            .image("regions: [us-east-1, 7]", "awspub.images.i.regions.1: a text is wanted here"),
            .image("regions: [a], regions_denylist: [a]", "a cannot be both in regions and in regions_denylist"),
            .image("regions: [us-east-1], regions_denylist: [us-west-2]"), .image("tags: {a: b, 'c': \"d\"}"),
            .image("tags: {a: 1}", "awspub.images.i.tags.a: a text is wanted"), .image("tags: {1: a}", "a key must be a text"),
            .image("groups: [a, a, '']"), .image("boot-mode: uefi", "“boot-mode” is not a key of image; did you mean “boot_mode”?"),
            .image("nonsense: 1", "“nonsense” is not a key of image; known here are"), .image("uefi_data: ../x//y/"),
            .image("uefi_data: 7", "the path of a file is wanted"),
        ]

    static let shares: [ConfigCase] =
        [
            "'123456789012'", "'aws:123456789012'", "'aws-cn:123456789012'", "'aws-us-gov:123456789012'",
            "'arn:aws:organizations::123456789012:organization/o-123456789012'",
            "'arn:aws-cn:organizations::123456789012:ou/o-123456789012/ou-1234-12345678'",
        ].map { .image("share: [\($0)]") }
        + ["123456789012"].map { .image("share: [\($0)]", "awspub.images.i.share.0: a text is wanted") }
        + [
            "'12345678901'", "'1234567890123'", "'aws-moon:123456789012'", "'x'", "''", "'arn:aws:iam::123456789012:root'",
        ].map { .image("share: [\($0)]", "awspub.images.i.share.0: ") }
        + [
            ConfigCase.image(
                "share: ['aws-cn:arn:aws:organizations::123456789012:organization/o-123456789012']", "the ARN is of another partition than “aws-cn”"
            ).differing("awspub takes it, and shares with nobody"),
            ConfigCase.image("share: ['١٢٣٤٥٦٧٨٩٠١٢']", "awspub.images.i.share.0: ").differing("awspub takes any decimal digits"),
        ]

    static let publications: [ConfigCase] = [
        .image("ssm_parameter: [{name: /a}]"), .image("ssm_parameter: [{name: /a, description: d, allow_overwrite: true}]"),
        .image("ssm_parameter: null"),
        .image("ssm_parameter: [{description: d}]", "awspub.images.i.ssm_parameter.0: “name” is missing"),
        .image("ssm_parameter: {name: /a}", "a list is wanted here"), .image("sns: [{topic: {subject: s}}]"), .image("sns: [{}]"),
        .image("sns: [{a: {subject: s, message: {default: d, email: e}}, b: {subject: s}}]"),
        .image("sns: [{topic: {message: {default: d}}}]", "awspub.images.i.sns.0.topic: “subject” is missing"),
        .image("sns: [{topic: {subject: ''}}]", "this has 0 characters; 1 to 99 are allowed"),
        .image("sns: [{topic: {subject: \(String(repeating: "x", count: 100))}}]", "this has 100 characters"),
        .image("sns: [{topic: {subject: s, message: {email: e}}}]", "“default” is missing"),
        .image("sns: [{topic: {subject: s, message: {default: d, sms: x}}}]", "“sms” is not a key"),
        .image("sns: [{topic: {subject: s, regions: [a], regions_denylist: [a]}}]", "a cannot be both"),
        .image("marketplace: {entity_id: e}", "awspub.images.i.marketplace: “access_role_arn” is missing"),
        .image(
            "marketplace: {entity_id: e, access_role_arn: a, version_title: v, release_notes: r, user_name: u, os_name: o, os_version: '1', usage_instructions: i, recommended_instance_type: t, security_groups: [{from_port: 22, to_port: 22, ip_protocol: tcp, ip_ranges: [0.0.0.0/0]}]}"
        ),
        .image(
            "marketplace: {entity_id: e, access_role_arn: a, version_title: v, release_notes: r, user_name: u, os_name: o, os_version: 24.04, usage_instructions: i, recommended_instance_type: t, security_groups: null}",
            "awspub.images.i.marketplace.os_version: a text is wanted"),
        .image(
            "marketplace: {entity_id: e, access_role_arn: a, version_title: v, release_notes: r, user_name: u, os_name: o, os_version: '1', usage_instructions: i, recommended_instance_type: t}",
            "“security_groups” is missing"),
    ]

    static let files: [ConfigCase] = [
        .file(minimal), .file("\u{FEFF}" + minimal), .file(minimal.replacing("\n", with: "\r\n")), .file(minimal.replacing("\n", with: "\r")),
        .file("---\n" + minimal + "...\n"),
        .file("%YAML 1.2\n---\n" + minimal), .file("%YAML 2.0\n---\n" + minimal, ":1:"),
        .file(minimal + "---\na: b\n", "5:1: error: a second document starts here"),
        .file("", "1:1: error: a config is a mapping with the key `awspub`"), .file("- a\n", "this is a list"), .file("text\n", "this is a text"),
        .file("awspubs: {}\n", "is “awspubs” a typing error?"),
        .file("awspub:\n", "awspub: a mapping with s3, source, images is wanted here; this is null"),
        .file("awspub: {}\n", "awspub: “s3” is missing"), .file("awspub: [\n", "2:1: error: "),
        .file("\u{FEFF}\u{FEFF}" + minimal, "1:1: error: a second byte order mark"),
        .file("a: \u{0}\n" + minimal, "1:4: error: the character U+0000 cannot be in YAML"),
        .file("# \u{7}\n" + minimal, "1:3: error: the character U+0007"),
        .file(
            minimal.replacing("x86_64", with: "x86-64"),
            "3:35: error: awspub.source.architecture: one of x86_64, arm64 is allowed here; this is “x86-64”; did you mean “x86_64”?"),
        .file(
            minimal.replacing("{bucket_name: b}", with: "{bucket_name: b, upload_multipart_concurrency: 33}"),
            "a whole number from 1 to 32 is wanted here; this is 33"),
        .file(minimal.replacing("{bucket_name: b}", with: "{bucket_name: b, upload_multipart_concurrency: true}"), "a whole number from 1 to 32"),
        .file(
            "awspub: &a\n  s3: {bucket_name: b}\n  source: {path: p, architecture: x86_64}\n  images: {i: *a}\n",
            "an alias of something that it is part of"),
        .file(minimal + "awspub-bot: {source: {sha256: \(String(repeating: "a", count: 64))}, upload: s3-import, images: {}}\n"),
        .file(minimal + "awspub-bot: {source: {sha256: xyz}}\n", "5:31: error: awspub-bot.source.sha256: the 64 hexadecimal digits"),
        .file(minimal + "awspub-bot: {images: {other: {deprecate_after: 30d}}}\n", "awspub.images has no image “other”"),
        .file(minimal + "awspub-bot: {source: {url: 's3://bucket/key', sha256: \(String(repeating: "a", count: 64))}}\n"),
        .file(minimal + "awspub-bot: {source: {url: 'https://example.com/i', sha256: \(String(repeating: "a", count: 64))}}\n"),
        .file(
            minimal + "awspub-bot: {source: {url: 'http://example.com/i', sha256: \(String(repeating: "a", count: 64))}}\n", "https://HOST/PATH or"),
        .file(minimal + "awspub-bot: {source: {url: 's3://bucket', sha256: \(String(repeating: "a", count: 64))}}\n", "https://HOST/PATH or"),
        .file(
            minimal + "awspub-bot: {source: {url: 'https://u:p@example.com/i', sha256: \(String(repeating: "a", count: 64))}}\n",
            "cannot hold credentials"),
        .file(minimal + "awspub-bot: {source: {url: 's3://bucket/key'}}\n", "awspub-bot.source: “sha256” is missing"),
        .file(minimal + "awspub-bot: {images: {i: {on_change: stop}}}\n", "one of fail, keep, replace is allowed here"),
        .file(minimal + "awspub-bot: {images: {i: {deprecate_after: 2y}}}\n", "a number of days from 1d to 3650d"),
        .file(minimal + "awspub-bot: {images: {i: {deprecate_after: 3651d}}}\n", "a number of days from 1d to 3650d"),
        .file(minimal + "awspub-bot:\n"), .file(minimal + "awspub-bot: 1\n", "a mapping is wanted here; this is a number"),
        .file(minimal + "awspub-bot: {uploads: x}\n", "“uploads” is not a key of awspub-bot; did you mean “upload”?"),
    ]

    /// YAML in parts that are not read has to be YAML all the same.
    static let yaml: [ConfigCase] =
        [
            "1", "[a, b,]", "{a, b: c}", "'it''s'", "\"\\u00e9\\x41\\n\"", "!!int \"5\"", "!!bool yes", "!!set {a, b}",
            "2001-12-14T21:59:43.10-05:00", "&x [*x]", "a#b", "-a",
            "{<<: {a: b}}", "{<<: [{a: b}, {c: d}], a: x}", "~",
        ].map { .ignored($0) }
        + [
            ("!x a", "1:8: error: the tag !x"), ("!!int abc", "1:8: error: the tag"),
            ("2024-02-30", "1:8: error: “2024-02-30” looks like a date that does not exist"),
            ("=", "“=” needs quotes"), ("*nowhere", "has no anchor &nowhere"), ("{a: 1, a: 2}", "the key “a” stands here a second time"),
            ("{a: 1, \"\\x61\": 1}", "the key “a” stands here a second time"),
            ("{<<: x}", "“<<” merges a mapping"),
            ("\"\\q\"", ":1:"), ("{a: b", "error: "), ("@a", ":1:8: error: "), ("{? {a: b}}", "a mapping cannot be a key"), ("&a &b c", "error: "),
        ].map { .ignored($0.0, $0.1) }

    static let templates: [ConfigCase] = [
        .file(minimal.replacing("bucket_name: b", with: "bucket_name: $b"), mapping: "b: x\n"),
        .file(minimal.replacing("bucket_name: b", with: "bucket_name: ${b}-y"), mapping: "b: x\n"),
        .file(minimal + "# costs 5$$\n"), .file(minimal + "# costs 5$\n", "5:10: error: “$” must be followed by a name"),
        .file(minimal + "# ${a-b}\n", "5:3: error: “$”"),
        .file(minimal + "# $1\n", "5:3: error: “$”"), .file(minimal + "# $ä\n", "5:3: error: “$”"),
        .file(minimal + "x: $missing\n", "5:4: error: “missing” has no value in a mapping; there is none"),
        .file(minimal + "x: $serail\n", "5:4: error: “serail” has no value in the mapping map; did you mean “serial”?", mapping: "serial: 1\n"),
        .file(
            minimal.replacing("bucket_name: b", with: "bucket_name: $b"),
            "2:21: error: awspub.s3.bucket_name: a text is wanted here; this is a number, so put it in quotes (the text is the value of “b” at map:1:4)",
            mapping: "b: 7\n"),
        .file(minimal, "map:1:1: error: a mapping file maps names to values", mapping: "- a\n"), .file(minimal, "map:1:1: error: ", mapping: ""),
        .file(minimal, "map:1:1: error: a name must be a text", mapping: "1: a\n"), .file(minimal, mapping: "{}\n"),
        .file(minimal, mapping: "yes: a\na-b: c\n"),
        .file(minimal, "map:2:1: error: the key “a” stands here a second time", mapping: "a: 1\na: 2\n"),
    ]

    static let all =
        fields + shares + publications + files + yaml + templates + plainScalars + longScalars + structures + documents + mappings + edges
}
