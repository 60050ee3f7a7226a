import Git
import Testing

struct ObjectIDTests {
    static let digits = "0123456789abcdef0123456789ABCDEF89abcdef"

    @Test("a name is read in either case and written in lower")
    func cases() throws {
        let id = try #require(ObjectID(hex: ObjectIDTests.digits))
        #expect(id.hex == ObjectIDTests.digits.lowercased())
        #expect(id.description == id.hex)
        #expect(id.short == "0123456789ab")
        #expect(id == ObjectID(hex: id.hex))
        #expect(id != ObjectID(hex: id.hex.dropLast() + "e"))
        #expect(id != ObjectID(hex: "1" + id.hex.dropFirst()))
    }

    @Test(
        "nothing else is a name", arguments: ["", "0123", digits.dropLast() + "g", digits + "00", digits.dropLast() + "é", digits.dropLast(2) + " 1"])
    func refused(text: String) { #expect(ObjectID(hex: text) == nil) }
}
