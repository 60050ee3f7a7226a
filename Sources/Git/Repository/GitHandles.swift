import CGit2

/// Owns a libgit2 object and frees it.
struct GitHandle: ~Copyable {
    let pointer: OpaquePointer
    private let free: (OpaquePointer?) -> Void

    /// Calls a function that makes an object.
    init(
        _ operation: @autoclosure () -> String, free: @escaping (OpaquePointer?) -> Void, _ make: (inout OpaquePointer?) -> Int32
    ) throws(GitError) {
        var made: OpaquePointer?
        try check(operation()) { make(&made) }
        guard let made else { throw GitError(.failed, operation(), "libgit2 made nothing") }
        pointer = made
        self.free = free
    }

    deinit { free(pointer) }
}

extension ObjectID {
    init(_ raw: git_oid) {
        self = withUnsafeBytes(of: raw.id) { ObjectID($0) }
    }

    /// The name as libgit2 has it.
    var raw: git_oid { withBytes { $0.loadUnaligned(as: git_oid.self) } }
}
