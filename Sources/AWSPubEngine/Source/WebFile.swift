import AWS
import Foundation
import HTTP

/// A file behind an `https` URL.
struct WebFile: RemoteFile {
    let http: HTTPClient
    /// With redirects followed where the server answers to `HEAD`.
    let url: String
    let validator: String?
    let name: String

    /// Looks at the file.
    /// - Throws: `FetchError` for a URL that must not be asked.
    init(_ url: String, http: HTTPClient) async throws {
        self.http = http
        name = url
        let (found, response) = try await WebFile.send(.head, url, headers: [], download: nil, http: http)
        self.url = found
        // A weak ETag does not promise the same bytes (RFC 9110, section 13.1.5).
        let etag = response.headers["etag"].flatMap { $0.hasPrefix("W/") ? nil : $0 }
        validator = response.status == 200 ? etag ?? response.headers["last-modified"] : nil
    }

    func fetch(from offset: Int64, into file: FileHandle) async throws -> Bool {
        var headers: [(name: String, value: String)] = []
        if offset > 0, let validator { headers = [(name: "range", value: "bytes=\(offset)-"), (name: "if-range", value: validator)] }
        let download = Download(file: file, offset: offset, limit: WebFile.largest)
        let (_, response) = try await WebFile.send(.get, url, headers: headers, download: download, http: http)
        switch response.status {
        case 200, 206: return true
        case 416: throw FetchError(reason: "\(name) has nothing from byte \(offset) on", remedy: .anew)
        case 408, 429, 500...599: throw FetchError(reason: "\(name) answered with status \(response.status)", remedy: .again)
        default: throw FetchError(reason: "\(name) answered with status \(response.status)")
        }
    }

    /// In bytes: the largest volume of EBS.
    private static let largest: Int64 = 64 << 40

    /// Sends a request and follows redirects, to `https` only.
    private static func send(
        _ method: HTTPMethod, _ first: String, headers: [(name: String, value: String)], download: Download?, http: HTTPClient
    ) async throws -> (url: String, HTTPResponse) {
        var url = first
        for _ in 0..<6 {
            guard let components = URLComponents(string: url), components.scheme == "https", components.host?.isEmpty == false, components.user == nil
            else { throw FetchError(reason: "\(first) leads to \(url); only https URLs without user names are fetched") }
            var request = HTTPRequest(method: method, url: url, headers: headers, limits: HTTPLimits(total: download == nil ? .seconds(60) : nil))
            request.download = download
            let response: HTTPResponse
            do { response = try await http.send(request) } catch { throw FetchError(error, of: first, download: download) }
            guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["location"],
                let next = URL(string: location, relativeTo: URL(string: url))?.absoluteString
            else { return (url, response) }
            url = next
        }
        throw FetchError(reason: "\(first) redirects in a circle")
    }
}

extension FetchError {
    fileprivate init(_ error: HTTPError, of url: String, download: Download?) {
        switch error.reason {
        case .cancelled, .stopped, .badRequest, .unreadableBody, .answerTooLarge: remedy = .none
        // The server sent all of it where a piece was asked for.
        case .unwritableAnswer: remedy = (download?.offset ?? 0) > 0 ? .anew : .none
        case .unresolvedHost, .refusedConnection, .tls, .timedOut, .connectionLost: remedy = .again
        }
        reason = "\(url): \(error.message)"
    }
}
