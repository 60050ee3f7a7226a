import Foundation
import HTTP
import Synchronization

/// Asks a remote over http what its references point at: with version 2 of the protocol that is one request, on a connection that is kept.
///
/// Only a plain answer counts. What answers otherwise, such as with a redirect, a refusal or an older version, is left to the `git` program for a
/// while, which can do more, and says what is wrong. See https://git-scm.com/docs/protocol-v2#_ls_refs.
final class ReferenceListing: Sendable {
    private let access: RemoteAccess
    private let leftToGit = Mutex<ContinuousClock.Instant?>(nil)

    /// For how long a remote that did not answer plainly is left to git.
    private static let pause = Duration.seconds(600)

    /// All remotes share it, and what is on the same server shares its connections. Forges know programs that may look by the first word.
    private static let client = HTTPClient(userAgent: "git/2.0 (awspub-bot)")

    init(_ access: RemoteAccess) { self.access = access }

    /// Returns what the references point at whose names start with one of the prefixes.
    /// - Parameter operation: what is being done, for errors.
    /// - Returns: nil when git has to be asked.
    /// - Throws: `GitError` when the time is up; `CancellationError`.
    func references(startingWith prefixes: [String], operation: String) async throws -> [String: ObjectID]? {
        guard access.url.transport == .http, !access.url.text.contains("?"), leftToGit.withLock({ $0.map { $0 <= .now } ?? true }) else { return nil }
        guard let request = request(prefixes) else { return nil }
        guard let references = try await answer(to: request, operation).flatMap(ReferenceListing.read) else {
            leftToGit.withLock { $0 = .now + ReferenceListing.pause }
            return nil
        }
        return references.filter { name, _ in prefixes.contains { name.hasPrefix($0) } }
    }

    private func answer(to request: HTTPRequest, _ operation: String) async throws -> HTTPResponse? {
        do {
            return try await ReferenceListing.client.send(request)
        } catch  where error.reason == .cancelled {
            throw CancellationError()
        } catch  where error.reason == .timedOut {
            throw GitError.timedOut(operation, patience: access.timeout, limit: ChildProgram.longest(access.timeout))
        } catch {
            return nil
        }
    }

    /// - Returns: nil when a prefix is longer than the protocol can say.
    private func request(_ prefixes: [String]) -> HTTPRequest? {
        let lines = prefixes.compactMap { PacketLines.line("ref-prefix \($0)\n") }
        guard let command = PacketLines.line("command=ls-refs\n"), lines.count == prefixes.count else { return nil }
        let body = [command, PacketLines.delimiter] + lines + [PacketLines.flush]
        var headers = [
            ("Git-Protocol", "version=2"), ("Content-Type", "application/x-git-upload-pack-request"), ("Accept", ReferenceListing.answerType),
        ]
        if let credentials = access.credentials { headers.append(("Authorization", credentials.authorization)) }
        let limits = HTTPLimits(
            connect: access.timeout, idle: access.timeout, total: ChildProgram.longest(access.timeout), answerBytes: ChildProgram.largestOutput)
        let url = access.url.text + (access.url.text.hasSuffix("/") ? "git-upload-pack" : "/git-upload-pack")
        var request = HTTPRequest(method: .post, url: url, headers: headers, body: .bytes(Array(body.joined().utf8)), limits: limits)
        request.proxy = access.proxy?.text
        request.usesProxy = access.proxy != nil || access.environment.keys.contains { $0.lowercased().hasSuffix("_proxy") }
        request.certificates = access.certificateAuthorities ?? access.environment["GIT_SSL_CAINFO"] ?? access.environment["SSL_CERT_FILE"]
        return request
    }

    private static let answerType = "application/x-git-upload-pack-result"

    private static func read(_ response: HTTPResponse) -> [String: ObjectID]? {
        guard response.status == 200, response.headers["content-type"] == answerType, let lines = PacketLines.read(response.body) else { return nil }
        var references: [String: ObjectID] = [:]
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count >= 2, let id = ObjectID(hex: String(words[0])) else { return nil }
            references[String(words[1])] = id
        }
        return references
    }
}
