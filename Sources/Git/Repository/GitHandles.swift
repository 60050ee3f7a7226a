import CGit2

/// Owns a libgit2 object and frees it.
struct GitHandle: ~Copyable {
    let pointer: OpaquePointer
    private let free: (OpaquePointer?) -> Void

    /// Calls a function that makes an object.
    init(_ operation: String, free: @escaping (OpaquePointer?) -> Void, _ make: (inout OpaquePointer?) -> Int32) throws(GitError) {
        var made: OpaquePointer?
        try check(operation) { make(&made) }
        guard let made else { throw GitError(.failed, operation, "libgit2 made nothing") }
        pointer = made
        self.free = free
    }

    deinit { free(pointer) }
}

extension ObjectID {
    init(_ raw: git_oid) {
        var raw = raw
        let bytes = withUnsafeBytes(of: &raw.id) { Array($0) }
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        self.init(validated: String(decoding: text, as: UTF8.self))
    }

    /// The name as libgit2 has it.
    var raw: git_oid {
        var raw = git_oid()
        // The text was checked when it was made.
        git_oid_fromstr(&raw, hex)
        return raw
    }
}
