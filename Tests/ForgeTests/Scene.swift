import Foundation
import HTTP
import TestSupport

@testable import Forge

/// A forge of a kind on this machine, and the bot's way to it.
struct Scene {
    static let head = String(repeating: "a1", count: 20)
    static let marker = "<!-- awspub-bot: images -->"

    let kind: ForgeKind
    let server: ForgeServer
    let forge: any Forge

    init(
        _ kind: ForgeKind, requests: [ForgeRequest] = [], page: Int = 100, project: String = "org/images", repository: String? = nil,
        change: (inout ForgeAccess) -> Void = { _ in }
    ) async throws {
        self.kind = kind
        server = try await ForgeServer(kind.rawValue, project: project, repository: repository, page: page, requests: requests)
        var access = try ForgeAccess(kind: kind, api: server.api, project: project, token: ForgeToken(server.token))
        access.pace.pause = .milliseconds(1)
        change(&access)
        forge = access.makeForge(client: HTTPClient())
    }

    /// Calls and returns how it failed.
    func failure(_ call: (any Forge) async throws(ForgeError) -> Void) async -> ForgeError? {
        do throws(ForgeError) {
            try await call(forge)
            return nil
        } catch { return error }
    }
}
