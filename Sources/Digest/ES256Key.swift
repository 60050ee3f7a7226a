import COpenSSL

/// A private key on the curve P-256, for signatures as JSON Web Tokens have them (ES256, RFC 7518).
package final class ES256Key {
    private let key: OpaquePointer

    /// Takes a key in DER, as SEC 1 or PKCS #8 write it.
    /// - Returns: nil for anything but a private key on P-256.
    package init?(der: [UInt8]) {
        var start: UnsafePointer<UInt8>?
        let found = der.withUnsafeBufferPointer { buffer in
            start = buffer.baseAddress
            return d2i_AutoPrivateKey(nil, &start, der.count)
        }
        guard let found else { return nil }
        key = found
        guard EVP_PKEY_get_base_id(found) == EVP_PKEY_EC, curve == "prime256v1", point.count == 65 else { return nil }
    }

    deinit { EVP_PKEY_free(key) }

    /// The coordinates of the public key, 32 bytes each.
    package var publicPoint: (x: [UInt8], y: [UInt8]) { (Array(point[1..<33]), Array(point[33..<65])) }

    private var curve: String? {
        var name = [CChar](repeating: 0, count: 64)
        var length = 0
        guard EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1 else { return nil }
        return String(decoding: name.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// 4, and both coordinates.
    private var point: [UInt8] {
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = EVP_PKEY_get1_encoded_public_key(key, &bytes)
        defer { CRYPTO_free(bytes, #file, #line) }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// Returns the signature of a message: 64 bytes, nil when OpenSSL fails.
    package func signature(of message: [UInt8]) -> [UInt8]? {
        guard let context = EVP_MD_CTX_new() else { return nil }
        defer { EVP_MD_CTX_free(context) }
        var length = Int(EVP_PKEY_get_size(key))
        var der = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
            EVP_DigestSign(context, &der, &length, message, message.count) == 1
        else { return nil }
        return ES256Key.fixedSize(der.prefix(length))
    }

    /// Takes the two numbers out of their DER form: `30 LENGTH 02 LENGTH r 02 LENGTH s`, all of one length byte.
    private static func fixedSize(_ der: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = der.dropFirst(2)
        var numbers: [UInt8] = []
        for _ in 0..<2 {
            guard rest.first == 2, let count = rest.dropFirst().first.map(Int.init), rest.count >= count + 2 else { return nil }
            let digits = rest.dropFirst(2).prefix(count).drop { $0 == 0 }
            guard digits.count <= 32 else { return nil }
            numbers += [UInt8](repeating: 0, count: 32 - digits.count) + digits
            rest = rest.dropFirst(2 + count)
        }
        return numbers
    }
}
