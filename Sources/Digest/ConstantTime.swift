import COpenSSL

/// Compares two secrets in a time that depends on their lengths only, so that an answer's delay tells nothing about where they differ.
package func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
