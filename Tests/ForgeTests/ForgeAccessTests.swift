import Git
import Testing

@testable import Forge

struct ForgeAccessTests {
    private let token = try? ForgeToken("secret")

    @Test(
        "API and project are derived from where git finds the repository",
        arguments: [
            (ForgeKind.github, "https://github.com/org/images.git", "https://api.github.com", "org/images"),
            (.github, "git@github.com:org/images.git", "https://api.github.com", "org/images"),
            (.github, "ssh://git@ssh.github.com:443/org/images.git", "https://api.github.com", "org/images"),
            (.github, "https://me:password@GitHub.com/org/images/", "https://api.github.com", "org/images"),
            (.github, "https://acme.ghe.com/org/images", "https://api.acme.ghe.com", "org/images"),
            (.github, "https://git.example.com:8443/org/images", "https://git.example.com:8443/api/v3", "org/images"),
            (.gitlab, "https://gitlab.com/org/sub/images.git", "https://gitlab.com/api/v4", "org/sub/images"),
            (.gitlab, "git@altssh.gitlab.com:org/images", "https://gitlab.com/api/v4", "org/images"),
            (.gitlab, "ssh://git@git.example.com:2222/org/images.git", "https://git.example.com/api/v4", "org/images"),
            (.gitea, "http://127.0.0.1:3000/org/images.git", "http://127.0.0.1:3000/api/v1", "org/images"),
            (.gitea, "https://codeberg.org/org/im%20ages.git".replacing("%20", with: "."), "https://codeberg.org/api/v1", "org/im.ages"),
        ])
    func derived(kind: ForgeKind, remote: String, api: String, project: String) throws {
        let access = try ForgeAccess(kind: kind, token: #require(token), remote: RemoteURL(remote))
        #expect(access.api == api)
        #expect(access.project == project)
    }

    @Test("what the operator says counts, and a folder that the forge lives in is no part of the project")
    func told() throws {
        let remote = try RemoteURL("https://example.com/git/org/images.git")
        let token = try #require(token)
        let below = try ForgeAccess(kind: .gitea, api: "https://example.com/git/api/v1/", token: token, remote: remote)
        #expect(below.api == "https://example.com/git/api/v1")
        #expect(below.project == "org/images")
        let told = try ForgeAccess(
            kind: .gitlab, api: "https://api.example.net/api/v4", project: "a/b/c", token: token, remote: RemoteURL("/srv/images"))
        #expect(told.project == "a/b/c")
    }

    @Test(
        "what cannot be an API or a project is refused",
        arguments: [
            ("", "org/images"), ("ftp://example.com", "org/images"), ("https://", "org/images"), ("https://me:pw@example.com", "org/images"),
            ("https://example.com/?a", "org/images"), ("https://example.com/ a", "org/images"), ("https://example.com", "images"),
            ("https://example.com", "org/../images"), ("https://example.com", "org//images"), ("https://example.com", "a/b/c"),
            ("https://example.com", "org/\nimages"),
        ])
    func refused(api: String, project: String) throws {
        let token = try #require(token)
        #expect { try ForgeAccess(kind: .github, api: api, project: project, token: token) } throws: { ($0 as? ForgeError)?.code == .invalidAccess }
    }

    @Test("a local path has no forge", arguments: ForgeKind.allCases)
    func local(kind: ForgeKind) throws {
        let token = try #require(token)
        #expect { try ForgeAccess(kind: kind, token: token, remote: RemoteURL("/srv/images.git")) } throws: {
            ($0 as? ForgeError)?.description.contains("name it in the settings") == true
        }
    }

    @Test("a token is one word, and never shown")
    func tokens() throws {
        #expect(try ForgeToken(" abc \n").text == "abc")
        for text in ["", " ", "a b", "a\r\nX-Evil: b", "ü"] {
            #expect(throws: ForgeError.self) { try ForgeToken(text) }
        }
        let access = try ForgeAccess(kind: .github, api: "https://example.com", project: "a/b", token: ForgeToken("canary"))
        var dumped = ""
        dump(access, to: &dumped)
        #expect(!(dumped + "\(access)" + String(reflecting: access)).contains("canary"))
    }
}
