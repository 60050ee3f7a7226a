import COpenSSL

/// A SHA-256 computation that takes its input in pieces.
package struct SHA256Stream: ~Copyable {
    private let context: OpaquePointer?

    /// Starts a computation over nothing yet.
    package init() {
        // Allocation fails only when memory has run out, in which case OpenSSL's later calls report failure and the digest is zero bytes.
        context = EVP_MD_CTX_new()
        EVP_DigestInit_ex(context, EVP_sha256(), nil)
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        EVP_DigestUpdate(context, start, bytes.count)
    }

    /// Adds bytes.
    package mutating func update(_ bytes: some Sequence<UInt8>) {
        if bytes.withContiguousStorageIfAvailable({ EVP_DigestUpdate(context, $0.baseAddress, $0.count) }) == nil {
            update(Array(bytes))
        }
    }

    /// Ends the computation.
    package consuming func finalize() -> SHA256Digest { finish() }

    /// Ends the computation and starts another.
    package mutating func finalizeAndReset() -> SHA256Digest {
        let digest = finish()
        EVP_DigestInit_ex(context, EVP_sha256(), nil)
        return digest
    }

    private borrowing func finish() -> SHA256Digest {
        var bytes = [UInt8](repeating: 0, count: SHA256Digest.byteCount)
        EVP_DigestFinal_ex(context, &bytes, nil)
        return SHA256Digest(exactly: bytes)
    }
}

extension SHA256Digest {
    /// Takes what OpenSSL wrote into a buffer of the right size.
    init(exactly bytes: [UInt8]) {
        self.bytes = bytes
    }

}
