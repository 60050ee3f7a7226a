import Digest

extension SignatureV4 {
    /// Returns the headers of a request with those that sign it added: `x-amz-date`, for S3 `x-amz-content-sha256`, with temporary credentials
    /// `x-amz-security-token`, and `authorization`.
    /// - Parameters:
    ///   - path: the path as it goes over the wire.
    ///   - query: names and values, not encoded.
    ///   - headers: the request's headers, `host` among them. All are signed.
    ///   - payloadHash: the hex digest of the body, or `unsignedPayload`.
    package func signedHeaders(
        method: String, path: String, query: [(name: String, value: String)], headers: [(name: String, value: String)], payloadHash: String,
        credentials: Credentials
    ) -> [(name: String, value: String)] {
        var signed = headers
        signed.append((name: "x-amz-date", value: date.text))
        if isS3 { signed.append((name: "x-amz-content-sha256", value: payloadHash)) }
        if let token = credentials.sessionToken { signed.append((name: "x-amz-security-token", value: token)) }
        let request = CanonicalRequest(method: method, path: path, query: query, headers: signed, payloadHash: payloadHash, isS3: isS3)
        return signed + [(name: "authorization", value: authorization(of: request, credentials: credentials))]
    }

    /// Returns the query of a presigned URL: the request's own parameters and those that sign it.
    /// - Parameter expires: for how many seconds it is good.
    package func presignedQuery(
        method: String, path: String, query: [(name: String, value: String)], headers: [(name: String, value: String)], payloadHash: String,
        expires: Int,
        credentials: Credentials
    ) -> [(name: String, value: String)] {
        let names = headers.map { $0.name.lowercased() }.sorted().joined(separator: ";")
        var signed =
            query + [
                (name: "X-Amz-Algorithm", value: SignatureV4.algorithm),
                (name: "X-Amz-Credential", value: "\(credentials.accessKeyID)/\(scope)"),
                (name: "X-Amz-Date", value: date.text),
                (name: "X-Amz-Expires", value: String(expires)),
                (name: "X-Amz-SignedHeaders", value: names),
            ]
        if let token = credentials.sessionToken { signed.append((name: "X-Amz-Security-Token", value: token)) }
        let request = CanonicalRequest(method: method, path: path, query: signed, headers: headers, payloadHash: payloadHash, isS3: isS3)
        return signed + [(name: "X-Amz-Signature", value: signature(of: request, secretAccessKey: credentials.secretAccessKey))]
    }

    private var isS3: Bool { signingName == AWSService.s3.signingName }
}
