import AWSPartition
import HTTP

/// Where each service is reached: at AWS's own host names, or where the configuration says.
package struct Endpoints: Sendable {
    /// The URL for every service that has none of its own (`AWS_ENDPOINT_URL`).
    package var common: String?
    /// URLs of single services (`AWS_ENDPOINT_URL_EC2` and the like).
    package var services: [AWSService: String]
    /// Which of AWS's own endpoints are used where none is configured.
    package var variant: EndpointVariant

    package init(common: String? = nil, services: [AWSService: String] = [:], variant: EndpointVariant = []) {
        self.common = common
        self.services = services
        self.variant = variant
    }

    /// Returns the address of a call.
    /// - Throws: `AWSError` when a configured URL or the region's name cannot be part of an address.
    func resolve(_ request: AWSRequest) throws(AWSError) -> Endpoint {
        guard let configured = services[request.service] ?? common else {
            guard request.region.isHostLabel else { throw request.refusal("InvalidRegion", "“\(request.region)” is not the name of a region") }
            return Endpoint.standard(request, variant: variant)
        }
        guard let endpoint = Endpoint(configured: configured, request: request) else {
            throw request.refusal("InvalidEndpoint", "“\(configured)” is not an endpoint; it should look like https://host:port")
        }
        return endpoint
    }
}

/// The address of one call.
struct Endpoint: Equatable {
    /// `https` or `http`.
    let scheme: String
    /// Host, and port where it is not the scheme's own: the value of the `Host` header.
    let authority: String
    /// The path on the wire, bucket included where it is in the path.
    let path: String

    init(scheme: String, authority: String, path: String) {
        self.scheme = scheme
        self.authority = authority
        self.path = path
    }

    static func standard(_ request: AWSRequest, variant: EndpointVariant) -> Endpoint {
        let host = request.service.host(in: request.region, variant: variant)
        guard let bucket = request.bucket else { return Endpoint(scheme: "https", authority: host, path: request.path) }
        // A dot in a bucket's name does not match the wildcard of S3's certificate.
        return bucket.contains(".") || !Region(bucket).isHostLabel
            ? Endpoint(scheme: "https", authority: host, path: "/\(URIEncoding.encode(bucket))\(request.path)")
            : Endpoint(scheme: "https", authority: "\(bucket).\(host)", path: request.path)
    }

    /// Takes a configured URL. Buckets go into the path, since a custom host has no names below it.
    init?(configured: String, request: AWSRequest) {
        let parts = configured.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "http:" || parts[0] == "https:", parts[1].isEmpty, !parts[2].isEmpty,
            !configured.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F || "@?#\\".unicodeScalars.contains($0) })
        else { return nil }
        let scheme = String(parts[0].dropLast())
        let prefix = parts.count > 3 && !parts[3].isEmpty ? "/" + parts[3].trimmingSuffix("/") : ""
        let bucket = request.bucket.map { "/\(URIEncoding.encode($0))" } ?? ""
        let defaultPort = scheme == "https" ? ":443" : ":80"
        let authority = parts[2].hasSuffix(defaultPort) ? String(parts[2].dropLast(defaultPort.count)) : String(parts[2])
        self.init(scheme: scheme, authority: authority, path: prefix + bucket + request.path)
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var rest = self
        while rest.last == character { rest.removeLast() }
        return rest
    }
}

extension AWSRequest {
    /// Makes the error of a request that is not sent at all.
    func refusal(_ code: String, _ message: String) -> AWSError {
        AWSError(service: service, region: region, action: action, code: code, message: message, kind: .refused)
    }
}
