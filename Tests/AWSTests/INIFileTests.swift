import Testing

@testable import AWS

struct INIFileTests {
    @Test("sections, keys in any case, both separators, comments on their own lines, values with signs in them")
    func values() throws {
        let file = try INIFile(
            parsing: """
                # comment
                [default]
                AWS_Access_Key_ID = AKID
                aws_secret_access_key=a=b#c;d
                region: eu-west-1
                ; comment

                [ profile  "two words" ]\r
                region =us-east-1 \r
                [default]
                output = json
                """, name: "config")
        #expect(
            file.sections["default"]?.values
                == ["aws_access_key_id": "AKID", "aws_secret_access_key": "a=b#c;d", "region": "eu-west-1", "output": "json"])
        #expect(file.sections["profile two words"]?.values == ["region": "us-east-1"])
    }

    @Test("lines that are indented further belong to the key above: lists under a key without value, else more of the value")
    func indented() throws {
        let file = try INIFile(
            parsing: """
                [services local]
                ec2 =
                  endpoint_url = http://localhost:1
                  other = x
                s3 =
                \tendpoint_url = http://localhost:2
                [profile indented]
                  region = eu-west-1
                  output = json
                  text = one
                    two
                """, name: "config")
        #expect(
            file.sections["services local"]?.lists
                == ["ec2": ["endpoint_url": "http://localhost:1", "other": "x"], "s3": ["endpoint_url": "http://localhost:2"]])
        #expect(file.sections["profile indented"]?.values == ["region": "eu-west-1", "output": "json", "text": "one\ntwo"])
    }

    @Test(
        "what cannot be read is told with its line, and never shown",
        arguments: [("secret = x", 1), ("[default]\nsecret", 2), ("\n[default\n", 2), ("[a]\n= secret", 2)])
    func errors(text: String, line: Int) {
        #expect { try INIFile(parsing: text, name: "config") } throws: {
            "\($0)".hasPrefix("config:\(line): ") && !"\($0)".contains("secret")
        }
    }

    @Test(
        "commands are split as a shell would, and nothing is expanded",
        arguments: [
            ("/bin/x  -a b", ["/bin/x", "-a", "b"]), (#"x "a b" 'c "d' e\ f "\"\\\$""#, ["x", "a b", #"c "d"#, "e f", #""\\$"#]),
            ("x '' $HOME;*", ["x", "", "$HOME;*"]), ("", []),
        ])
    func words(command: String, words: [String]) {
        #expect(CommandWords.split(command) == words)
    }

    @Test("a command whose quote stays open is none", arguments: ["x 'a", "x \"a", "x \\"])
    func openQuote(command: String) {
        #expect(CommandWords.split(command) == nil)
    }
}
