import Digest
import Testing

struct SHA256Tests {
    // FIPS 180-4 examples.
    @Test(
        "known digests",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        ])
    func knownDigests(text: String, hex: String) {
        #expect(SHA256.digest(text).hex == hex)
        var stream = SHA256Stream()
        for piece in text.split(separator: "c", omittingEmptySubsequences: false).dropLast() { stream.update((piece + "c").utf8) }
        stream.update((text.split(separator: "c", omittingEmptySubsequences: false).last ?? "").utf8)
        #expect(stream.finalizeAndReset().hex == hex)
        #expect(stream.finalize() == SHA256.digest(""))
    }

    @Test("one million times the letter a, in pieces")
    func manyPieces() {
        var stream = SHA256Stream()
        for _ in 0..<1000 { stream.update([UInt8](repeating: 0x61, count: 1000)) }
        #expect(stream.finalize().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("a digest is read back from both of its forms, and from nothing else")
    func forms() {
        let digest = SHA256.digest("abc")
        #expect(digest.base64 == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
        #expect(SHA256Digest(hex: digest.hex.uppercased()) == digest)
        #expect(SHA256Digest(base64: digest.base64) == digest)
        #expect(SHA256Digest(hex: String(digest.hex.dropLast())) == nil)
        #expect(SHA256Digest(hex: "g" + digest.hex.dropFirst()) == nil)
        #expect(SHA256Digest(base64: "YWJj") == nil)
    }

    // RFC 4231, test cases 1, 2 and 6; and GitHub's documented webhook example.
    @Test(
        "known authentication codes",
        arguments: [
            ([UInt8](repeating: 0x0B, count: 20), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (Array("Jefe".utf8), "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (
                [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            (Array("It's a Secret to Everybody".utf8), "Hello, World!", "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
            ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ])
    func knownCodes(key: [UInt8], message: String, hex: String) {
        #expect(HMACSHA256.code(key: key, message: message).hex == hex)
    }

    @Test(
        "constant-time comparison compares", arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "ab", false), ("", "a", false)])
    func comparison(left: String, right: String, equal: Bool) {
        #expect(constantTimeEqual(Array(left.utf8), Array(right.utf8)) == equal)
    }
}
