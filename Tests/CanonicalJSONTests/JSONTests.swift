import CanonicalJSON
import Foundation
import Testing

struct JSONTests {
    @Test("keys are sorted by their bytes and nothing is put between tokens")
    func canonicalText() {
        let value: JSON = ["b": [1, true, .null], "a": ["x": "y"], "B": "ü", "a b": .number(1.5)]
        #expect(value.canonicalText == #"{"B":"ü","a":{"x":"y"},"a b":1.5,"b":[1,true,null]}"#)
    }

    @Test("people read two spaces a level; empty containers stay on one line")
    func prettyText() {
        let value: JSON = ["images": [:], "list": [1, [:]], "name": "x"]
        #expect(value.prettyText == "{\n  \"images\": {},\n  \"list\": [\n    1,\n    {}\n  ],\n  \"name\": \"x\"\n}")
    }

    @Test("control characters, quotes and backslashes are escaped, everything else is written as it is")
    func escapes() {
        #expect(JSON.string("\"\\\n\r\t\u{8}\u{C}\u{1}\u{7F}/é😀").canonicalText == #""\"\\\n\r\t\b\f\u0001\u007f/é😀""#)
    }

    @Test(
        "what is written is read back",
        arguments: [
            JSON.null, true, -3, .number(0.25), "a\u{0}b", ["x", [:], []], ["k": ["n": 9_007_199_254_740_993]],
        ])
    func roundTrip(value: JSON) throws {
        #expect(try JSON(parsing: value.canonicalText) == value)
        #expect(try JSON(parsing: value.prettyText) == value)
    }

    @Test(
        "text is read as RFC 8259 has it",
        arguments: [
            (
                #" [ 1 , -0 , 1.0 , 1e3 , 1.5E-1 , 9223372036854775807 , 9223372036854775808 ] "#,
                [1, 0, 1, 1000, .number(0.15), .integer(.max), .number(9_223_372_036_854_775_808)]
            ),
            ("\t{\r\n\"a\" : { } , \"\" : [ ]}\n", ["a": [:], "": []]), (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
            (#""x\u00e9\uD83D\uDE00\u0000y""#, "xé😀\u{0}y"), ("\"\u{7F}é😀\"", "\u{7F}é😀"), (#"{"a":1,"a":2}"#, ["a": 2]), ("true", true),
            ("false", false),
            ("null", .null), ("0", 0),
        ] as [(String, JSON)])
    func reads(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
        try JSON.check(Array(text.utf8))
    }

    @Test("the members of an object are in the order of their names, however they came in; of those of one name the last counts")
    func members() throws {
        var members = JSON.Members([("b", 1), ("a", 2), ("c", 3), ("a", 4), ("", 5)].map { (ExactText($0.0), .integer($0.1)) })
        #expect(members.map { "\($0.key) \($0.value.canonicalText)" } == [" 5", "a 4", "b 1", "c 3"])
        #expect(JSON.members(members) == ["c": 3, "": 5, "b": 1, "a": 4])
        members["aa"] = true
        members["b"] = "x"
        members[""] = nil
        members["absent"] = nil
        #expect(members.keys == ["a", "aa", "b", "c"])
        #expect(members.values == [4, true, "x", 3])
        #expect(members["b"] == "x")
        #expect(members["bb"] == nil)
        #expect(JSON.members(members.filter { $0.key > "a" }.mapValues { .array([$0]) }) == ["aa": [true], "b": ["x"], "c": [3]])
    }

    @Test("names that differ in Unicode normalisation are different")
    func exactNames() throws {
        let value = try JSON(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(value["\u{E9}"] == 1)
        #expect(value["e\u{301}"] == 2)
    }

    @Test("nothing makes it go deep", arguments: ["[", "{\"a\":"])
    func depth(opening: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: opening, count: 100_000)) }
    }

    @Test("512 levels are read")
    func nesting() throws {
        let text = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try JSON(parsing: text).canonicalText == text)
        #expect(throws: JSONError.self) { try JSON(parsing: "[\(text)]") }
    }

    private static let wrong = [
        "", " ", "{", "[", "\"", "\"\\", "\"\\u12", "{\"a\":}", "{\"a\"}", "{\"a\" 1}", "{,}", "{\"a\":1,}", "[,]", "[1,]", "[1 2]", "[1", "nul",
        "nulll", "True",
        "{'a': 1}", "{a: 1}", "01", "-", "-01", "+1", ".5", "1.", "1.e1", "1e", "1e+", "1e999", "0x10", "NaN", "Infinity", "\"\n\"", "\"\t\"",
        "\"\u{0}\"",
        #""\x""#, #""\u00g0""#, #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800x""#, "1 1", "{} x", "[]]", "// c\n1", "/* c */ 1",
        "\u{FEFF}1",
    ]

    @Test("text that is no JSON is refused with the place", arguments: wrong)
    func refuses(text: String) {
        #expect { try JSON(parsing: text) } throws: { "\($0)".hasPrefix("line ") }
        #expect { try JSON.check(Array(text.utf8)) } throws: { "\($0)".hasPrefix("line ") }
    }

    @Test(
        "bytes that are no UTF-8 are refused",
        arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFF, 0xFE, 0x31, 0]])
    func refusesOtherBytes(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
    }

    @Test("the place of what is wrong is told")
    func place() {
        #expect { try JSON(parsing: "{\n  \"a\": 1\n  \"b\": 2\n}") } throws: { "\($0)" == "line 3, column 3: a comma or } is wanted" }
    }

    @Test("what is cut off anywhere is refused and does not trap")
    func cutOff() {
        let whole = Array(#"{"a":[1.5e-3,true,null,"x\u00e9\n"],"b":{"c":-10}}"#.utf8)
        for count in 0..<whole.count { #expect(throws: JSONError.self) { try JSON(parsing: whole.prefix(count)) } }
    }

    @Test(
        "Foundation agrees about what is JSON",
        arguments: wrong.filter { !["\u{FEFF}1", "1e999", "[1,]", "{\"a\":1,}"].contains($0) } + ["[1e5]", "{\"a\":[{}]}", "\"\u{7F}\"", "-0.0"])
    func agrees(text: String) {
        let isRead = (try? JSON(parsing: text)) != nil
        #expect(isRead == ((try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil))
    }
}
