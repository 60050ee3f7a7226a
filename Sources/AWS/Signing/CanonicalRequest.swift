import Digest
import HTTP

/// A request in the one form that both sides of a signature agree on.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>, step 1.
package struct CanonicalRequest: Sendable {
    /// The canonical text.
    package let text: String
    /// The names of the headers that are signed: lower case, sorted, joined with semicolons.
    package let signedHeaders: String

    /// Puts a request into canonical form.
    /// - Parameters:
    ///   - path: the path as it goes over the wire.
    ///   - query: names and values, not encoded, without a signature.
    ///   - headers: the headers to sign, `host` among them.
    ///   - payloadHash: the lower-case hex digest of the body, or one of the fixed words of S3.
    ///   - isS3: whether the path is taken as it is. All other services normalise it and encode it a second time.
    package init(
        method: String, path: String, query: [(name: String, value: String)], headers: [(name: String, value: String)], payloadHash: String,
        isS3: Bool
    ) {
        let fields = CanonicalRequest.canonicalHeaders(headers)
        signedHeaders = fields.map(\.name).joined(separator: ";")
        text = [
            method,
            isS3 ? CanonicalRequest.encodedOnce(path) : URIEncoding.encode(CanonicalRequest.normalized(path), keepingSlashes: true),
            CanonicalRequest.canonicalQuery(query),
            fields.map { "\($0.name):\($0.value)\n" }.joined(),
            signedHeaders,
            payloadHash,
        ].joined(separator: "\n")
    }

    /// The lower-case hex digest of the text.
    package var digest: String { SHA256.digest(text).hex }

    /// Encodes a wire path in the one way that signatures use, whichever way the sender encoded it.
    private static func encodedOnce(_ path: String) -> String {
        path.isEmpty ? "/" : URIEncoding.encode(URIEncoding.decode(path[...]), keepingSlashes: true)
    }

    /// Removes empty and `.` segments and resolves `..` (RFC 3986, section 6).
    private static func normalized(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/", omittingEmptySubsequences: true) where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let endsInSlash = ["/", "/.", "/.."].contains { path.hasSuffix($0) }
        return segments.isEmpty ? "/" : "/" + segments.joined(separator: "/") + (endsInSlash ? "/" : "")
    }

    private static func canonicalQuery(_ query: [(name: String, value: String)]) -> String {
        query.map { (name: URIEncoding.encode($0.name), value: URIEncoding.encode($0.value)) }
            .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
            .map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
    }

    /// Lower-cases names, trims values, folds runs of blanks, and joins the values of repeated names in their order.
    private static func canonicalHeaders(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var values: [String: [String]] = [:]
        for header in headers {
            let folded = header.value.split(whereSeparator: { $0 == " " || $0 == "\t" || $0.isNewline }).joined(separator: " ")
            values[header.name.lowercased(), default: []].append(folded)
        }
        return values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value.joined(separator: ",")) }
    }
}
