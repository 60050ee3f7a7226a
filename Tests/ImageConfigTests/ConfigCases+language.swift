/// Cases of YAML as configs have it, beyond what fields take.
extension ConfigCase {
    /// Plain scalars as texts: what is something else is refused where a text is wanted.
    static let plainScalars: [ConfigCase] =
        [
            "yes", "no", "on", "off", "y", "n", "nUll", "tRUE", "_1", "0O10", "0X1F", "0o8", "0x1g", "0b12", "12:30", "1:30:45", "1e", "1.2.3",
            "-.nan",
            ".iNF", ".", "..", "+", "1.5e", ".5e3", "2024-1-1", "2001-12-14T21:59", "2001-12-14 21:59:43 +0500", "20240101x", "v1", "a#b", "a:b",
            "-a",
            "?a", ":a", "a b  c", "http://example.com/x", "é", "日本", "😀", "a'b", "a\"b", "a,b", "x]", "~a", "null x", "1 2", "0.1.0", "1__0x", "+a",
            "e5", "0x", "0b", "0o", "__", "=a", "<<a", "a=", "!!str ''", "!!str", "! x", "\"\"", "'12'", "\"\\u263a\"", "'it''s'", "\"a\\\n      b\"",
        ].filter { !$0.contains(",") && !$0.contains("]") }.map { .block("description: \($0)") }
        + ["x, y", "x] y", "{x"].map { .block("description: '\($0)'") }
        + [
            "1_", "1__0", "0o17", "017", "0x_1", "-0b1", "1.", "1e3", "12e03", "1_0.5", "1234e5", "+1", ".5", ".5e+3", ".inf", "-.INF", ".nan",
            "True", "FALSE",
            "2001-12-14", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43 Z", "!!int '5'", "!!float 5", "!!bool no", "!!timestamp 2024-01-01",
            "[]", "{}", "!!set {a}", "!!omap [a: b]", "!!binary /w==", "99999999999999999999",
        ].map { .block("description: \($0)", "awspub.images.i.description: a text is wanted here") }
        + ["-_", "+_", "0b_", "0x_", "0o_", "._", ".__"].map { .block("description: \($0)").differing("awspub fails on numbers without digits") }
        + [ConfigCase.block("description: \"\\ud83d\"", "half a character").differing("Python takes half a character for a text")]
        + ["! 12", "! true"].map { .block("description: \($0)").differing("awspub passes over the tag `!`") }
        + [
            ("2024-13-01", "a date that does not exist"), ("2024-02-30 10:11:12", "a date that does not exist"), ("=", "needs quotes to be a text"),
            ("<<", "needs quotes to be a text"), ("!x a", "the tag !x"), ("!!python/none x", "the tag"), ("!foo!bar x", "handle is not declared"),
            ("!!int abc", "does not fit"), ("!!int ''", "does not fit"), ("!!bool maybe", "does not fit"), ("!!float x", "does not fit"),
            ("!!timestamp x", "does not fit"), ("!!seq x", "does not fit"), ("!!map x", "does not fit"), ("!!binary é", "does not fit"),
            ("@a", "no value can begin with this character"), ("`a", "no value can begin with this character"), ("%a", ""), ("a: b", "needs quotes"),
            ("- a", "cannot be here"), ("'a", "the text ends within the quotes"), ("\"a", "the text ends within the quotes"),
            ("\"\\q\"", "this escape is not known"), ("\"\\u12\"", "hexadecimal digits"), ("*nowhere", "has no anchor"),
            ("&a &b c", ""), ("&a *a", ""), ("'a' b", ""), ("\"a\"b", ""), ("|x", "the text begins on the next line"),
            ("|0", "an indentation from 1 to 9"), ("|#", "a comment needs a blank before it"), ("[a", "“,” or “]” is expected"),
            ("{a: b", "“,” or “}” is expected"), ("[a,, b]", ""), ("[, a]", ""), ("\(String(repeating: "9", count: 4301))", "more than 4300 digits"),
        ].map { .block("description: \($0.0)", $0.1) }

    /// Scalars of more than a line.
    static let longScalars: [ConfigCase] = [
        .block("description: |\n        a\n          b\n\n        c"), .block("description: >-\n        a\n        b"),
        .block("description: |+\n        a\n\n"),
        .block("description: |2\n        a"), .block("description: |-2\n        a"), .block("description: >2-\n        a"),
        .block("description: | # c\n        a"),
        .block("description: |\n      a", "“:” and a blank are expected"), .block("description: a\n        b\n        c"),
        .block("description: 'a\n\n        b'"),
        .block("description: \"a \\\n        b\""), .block("description: a\n      b", "“:” and a blank are expected"),
        .block("description: |\n          a\n        b", "a key is expected here"),
        .block("description: &x |\n        a\n      root_device_name: *x"),
        .block("description: !!str |\n        a"), .block("description: !!binary |\n        YWJj"),
    ]

    /// Anchors, merges, keys and duplicates, in a part that is not read.
    static let structures: [ConfigCase] =
        [
            "[&a 1, *a ]", "{x: &a 1, y: *a }", "[&a 1, &a 2, *a ]", "&a [*a ]", "{k: &k {v: *k }}", "[&é 1, *é ]", "[&a.b/c 1, *a.b/c ]",
            "[&a: 1, *a: ]",
            "{<<: {a: 1}, b: 2}", "{<<: [{a: 1}, {a: 2}], a: 3}", "{<<: []}", "{<<: {}}", "{'<<': 1}", "{!!str <<: 1}", "{!!merge '<<': {a: 1}}",
            "{1: a, '1': b}", "{~: a}", "{? a : b}", "{? [a, b] : c}", "{[a]: b}", "{a, b}", "{a: , b: }", "{\"a\":b}", "[a: b]", "[a, b, ]",
            "{a: b, }",
            "!!set {a, b}", "!!omap [a: 1, b: 2]", "!!pairs [a: 1, a: 2]", "!!map {a: b}", "!!seq [a]", "!<tag:yaml.org,2002:str> 1",
            "{é: 1, e\u{301}: 2}",
            "[[[[[[[[[[[[[[]]]]]]]]]]]]]]", "{2024-01-01: a}", "{a: {b: {c: [d, {e: f}]}}}", "\"\\ud83d\\ude00\"",
        ].map { .ignored($0) }
        + [
            ("{a: 1, a: 1}", "the key “a” stands here a second time"), ("{1: a, 0x1: b}", "the key “1” stands here a second time"),
            ("{~: a, null: b}", "a second time"), ("{[a]: 1, [a]: 2}", "a second time"), ("{true: a, True: b}", "a second time"),
            ("{'a': 1, \"\\x61\": 1}", "a second time"), ("{<<: ~}", "“<<” merges"), ("{<<: x}", "“<<” merges"), ("{<<: [x]}", "“<<” merges"),
            ("{<<: {a: 1}, <<: {b: 1}}", "“<<” stands here a second time"), ("{{a: b}: c}", "a mapping cannot be a key"),
            ("{[[a]]: b}", "a list cannot be in a key"), ("!!omap [a: 1, a: 2]", "a second time"), ("!!omap {a: 1}", "the tag"),
            ("!!set [a]", "the tag"),
            ("!!omap [a]", "a mapping with one key"), ("[a]]", ""), ("{a: b}}", ""), ("*a", "has no anchor"), ("[*a , &a 1]", "has no anchor"),
        ].map { .ignored($0.0, $0.1) }
        + [
            ("{<<: {b: c}, a: 1, a: 2}", "a second time"), ("{<<: {b: c}, 'a': 1, a: 2}", "a second time"),
        ].map { ConfigCase.ignored($0.0, $0.1).differing("awspub looks for no duplicates beside a merge") }
        + [
            ConfigCase.ignored("{1: a, true: b}").differing("Python takes 1 and true for one key"),
            ConfigCase.ignored("{1: a, 1.0: b}").differing("Python takes 1 and 1.0 for one key"),
            .ignored(String(repeating: "[", count: 400) + String(repeating: "]", count: 400)),
            .ignored(String(repeating: "[", count: 600) + String(repeating: "]", count: 600), "nested more than 480 levels deep"),
        ]

    /// Documents, directives, comments, line ends and characters.
    static let documents: [ConfigCase] =
        [
            "# c\n\(minimal)", "---\n\(minimal)", "--- # c\n\(minimal)", "\(minimal)...\n", "\(minimal)...\n# c\n", "%YAML 1.2\n---\n\(minimal)",
            "%YAML 1.1\n---\n\(minimal)", "%TAG !e! tag:yaml.org,2002:\n---\n\(minimal)x: !e!str 1\n", "%FOO x\n---\n\(minimal)",
            "\u{FEFF}# c\n\(minimal)",
            "\(minimal)x: 'a\u{2028}b'\n", "\(minimal)# \u{FEFF} \u{A0} é\n", "\(minimal)'x':   1   # c\n",
            "{awspub: {s3: {bucket_name: b}, source: {path: p, architecture: x86_64}, images: {}}}",
            "\(minimal)x:\n- a\n- b\n", "\(minimal)x:\n  - - a\n    - b\n",
            "? awspub\n: s3: {bucket_name: b}\n  source: {path: p, architecture: x86_64}\n  images: {}\n",
            "\(minimal)\n\n\n", String(minimal.dropLast()),
            "awspub: &a\n  s3: {bucket_name: &b b}\n  source: {path: *b , architecture: x86_64}\n  images: {}\n",
            "d: &d {boot_mode: uefi}\n\(minimal.replacing("{}", with: "{i: *d , j: {<<: *d , public: yes}}"))",
        ].map { .file($0) }
        + [
            ("%YAML 1.1\n", "“---” is expected here"), ("%YAML 1.0\n---\n\(minimal)", "this version of YAML"),
            ("%YAML 1.3\n---\n\(minimal)", "this version of YAML"),
            ("%YAML 1.2\n%YAML 1.2\n---\n\(minimal)", "a second %YAML directive"), ("---\n---\n\(minimal)", "a second document starts here"),
            ("\(minimal)---\n", "a second document starts here"), ("\(minimal)...\n...\n", "the document has ended already"),
            ("\(minimal)...\na: b\n", "“---” is expected here"),
            ("...\n", "a value is expected here"), ("# c\n", "this is an empty file"), ("---\n", "this is null"), ("~\n", "this is null"),
            ("awspub\n", "this is a text"),
            ("\(minimal)\tx: 1\n", ""), ("\(minimal) x: 1\n", "a key is expected here"), ("\(minimal)x: \u{1}\n", "U+0001"),
            ("\(minimal)x: \u{7F}\n", "U+007F"),
            ("\(minimal)x: \u{80}\n", "U+0080"), ("\(minimal)# \u{FFFE}\n", "U+FFFE"), ("\(minimal)# \u{C}\n", "U+000C"),
            ("Awspub: {}\n", "is “Awspub” a typing error?"),
            ("awspub: [a]\n", "this is a list"), ("awspub: {1: a}\n", "“s3” is missing"), ("\(minimal)\u{FEFF}x: 1\n\(minimal)", "a second time"),
            ("a:\n  b: 1\n c: 2\n\(minimal)", "a key is expected here"), ("a: b: c\n\(minimal)", "needs quotes"),
            ("\(minimal)x\n", "“:” and a blank are expected"),
        ].map { .file($0.0, $0.1) }
        + [
            .file("%YAML 1.1\n---\n" + block("public: yes\n      temporary: n").text),
            .file("%YAML 1.1\n---\n" + block("description: yes").text, "this is a boolean"),
            .file("%YAML 1.1\n---\n" + block("description: 1:30").text, "this is a number"),
            .file("%YAML 1.1\n---\n" + block("description: 0o10").text), .file("%YAML 1.1\n---\n" + block("description: 08").text),
            ConfigCase.file("\(minimal)x: a\u{85}b\n", "“:” and a blank are expected").differing(
                "a next-line character ends a line for libyaml only"),
            ConfigCase.file("\(minimal)x:\ta\n").differing("libyaml allows tabs between tokens"),
        ]

    /// What a mapping file may hold, and what becomes of it.
    static let mappings: [ConfigCase] =
        [
            ("a: x\n", "<$a>"), ("a: ~\n", "<$a>"), ("a: 1.10\n", "<$a>"), ("a: 017\n", "<$a>"), ("a: [1, 'b']\n", "<$a>"),
            ("a: {k: \"it's\"}\n", "<$a>"),
            ("a: !!binary YQ==\n", "<$a>"), ("a: 2024-01-01 10:11:12\n", "<$a>"), ("a: [2024-01-01]\n", "<$a>"), ("a: !!omap [k: 1]\n", "<$a>"),
            ("a: 'b: c'\n", "<${a}>"), ("a: '$b'\n", "<$a>"), ("A: x\n", "<$A>"), ("a_1: x\n", "<${a_1}>"), ("a: x\n", "<$a-b$$>"),
            ("a: [\"\\x07\\u200b\\t'\\\"\"]\n", "<$a>"),
            ("a: 100000000000000000000\n", "<$a>"), ("a: [1e16, 1e-5, -0.0, .inf]\n", "<$a>"), ("a: [true, {b: [c]}, !!set {d}]\n", "<$a>"),
            ("!!omap [a: x]\n", "<$a>"),
            ("? a\n: |\n  one\n  two\n", "<>"), ("---\na: x\n...\n", "<$a>"), ("# c\na: x # c\n", "<$a>"), ("a: &x b\nc: *x\n", "<$c>"),
        ].map {
            .file("awspub:\n  s3:\n    bucket_name: >-\n      \($0.1)\n  source: {path: p, architecture: x86_64}\n  images: {}\n", mapping: $0.0)
        }
        + [
            ("~\n", "this is null"), ("# c\n", "this is nothing"), ("x\n", "this is a text"), ("true: x\n", "a name must be a text"),
            ("~: x\n", "a name must be a text"),
            ("2024-01-01: x\n", "a name must be a text"), ("[a]: x\n", "a name must be a text"), ("a: 1\n---\nb: 1\n", "a second document"),
            ("a: !x 1\n", "the tag !x"),
            ("a: 2024-02-30\n", "a date that does not exist"), ("a: [\n", ""), ("a: \u{1}\n", "U+0001"),
        ].map { .file(minimal, $0.1.isEmpty ? "map:" : $0.1, mapping: $0.0) }
        + [
            .file(
                minimal.replacing("bucket_name: b", with: "bucket_name: $a"), "(the text is the value of “a” at map:2:4)", mapping: "b: x\na: [1]\n"),
            .file(minimal + "$a\n", mapping: "a: 'x: {y: z}'\n"), .file(minimal + "x: $a\n", "U+0007", mapping: "a: \"\\x07\"\n"),
            .file("$a", mapping: "a: \"awspub: {s3: {bucket_name: b}, source: {path: p, architecture: x86_64}, images: {}}\"\n"),
        ]

    /// A config with one image whose fields are given in block form, with six blanks before each.
    static func block(_ fields: String, _ problem: String? = nil) -> ConfigCase {
        ConfigCase(
            text:
                "awspub:\n  s3: {bucket_name: b}\n  source: {path: p, architecture: x86_64}\n  images:\n    i:\n      boot_mode: uefi\n      \(fields)\n",
            problem: problem)
    }
}
