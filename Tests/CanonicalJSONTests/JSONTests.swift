import CanonicalJSON
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

    @Test("text that is no JSON is refused with a reason", arguments: ["", "{", "{\"a\":}", "[,]", "nul", "{'a': 1}"])
    func refuses(text: String) {
        #expect { try JSON(parsing: text) } throws: { !"\($0)".isEmpty }
    }
}
