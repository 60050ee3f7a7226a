import ConfigDiff
import Testing

struct LargeFilePointerTests {
    static let digits = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"

    @Test("a pointer tells digest and size")
    func pointer() {
        let text = "version https://git-lfs.github.com/spec/v1\noid sha256:\(LargeFilePointerTests.digits)\nsize 12345\n"
        #expect(LargeFilePointer(Array(text.utf8))?.sha256 == LargeFilePointerTests.digits)
        #expect(LargeFilePointer(Array(text.utf8))?.size == 12345)
    }

    @Test(
        "what is no pointer is none",
        arguments: [
            "", "disk", "version https://git-lfs.github.com/spec/v1\nsize 1\n",
            "version https://git-lfs.github.com/spec/v1\noid sha256:xyz\nsize 1\n",
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(digits)\nsize -1\n",
        ])
    func others(text: String) {
        #expect(LargeFilePointer(Array(text.utf8)) == nil)
    }
}
