import AWSSandbox
import CanonicalJSON
import Foundation

/// What the demo tells, and checks as it goes.
struct DemoStory: Sendable {
    let sample: String
    let folder: DemoFolder
    let sandbox: RunningSandbox

    private static let config = "images/minimal/config.yaml"
    private static let manifest = "manifests/images/minimal/config.yaml/web.json"
    private static let newRegion = "eu-west-1"

    func tell() async throws {
        try heading("A local AWS partition listens on \(sandbox.endpoint). Nothing leaves this machine.")
        try await makeRemote()
        try heading("The first sync: nothing is published yet, so every group is due.")
        try await sync()
        let published = try await tip()
        try await proposeAndPlan()
        try await merge()
        try heading("The next sync: one group, nothing else.")
        sandbox.clearCalls()
        try await sync()
        try await showResults(since: published)
        try await syncAgain()
        try heading("That is all there is to it: merge a change, get images and a commit that says which.")
    }

    private func makeRemote() async throws {
        try heading("A team keeps its image definitions in git. This remote is made from the sample repository.")
        try folder.copySample(from: sample)
        try await program(in: folder.path).git("init", "--quiet", "--bare", "--initial-branch=main", folder.remote)
        try await clone.git("init", "--quiet", "--initial-branch=main")
        try await clone.git("remote", "add", "origin", folder.remote)
        try await clone.git("add", "--all")
        try await clone.git("commit", "--quiet", "--message", "Describe our images")
        try await clone.git("push", "--quiet", "--set-upstream", "origin", "main")
        try show("git ls-tree -r --name-only main", await clone.git("ls-tree", "-r", "--name-only", "main"))
    }

    private func proposeAndPlan() async throws {
        try heading("Somebody proposes a change: the images of group web shall also be in \(Self.newRegion).")
        try await clone.git("pull", "--quiet", "--ff-only")
        try await clone.git("switch", "--quiet", "--create", "more-regions")
        let path = URL(filePath: folder.clone).appending(path: Self.config)
        let text = try String(contentsOf: path, encoding: .utf8)
        let changed = text.replacing(#"        - "us-west-2""#, with: "        - \"us-west-2\"\n        - \"\(Self.newRegion)\"")
        try check(changed != text, "\(Self.config) has no region us-west-2 to add another one after")
        try Data(changed.utf8).write(to: path)
        try await clone.git("commit", "--quiet", "--all", "--message", "web: also in \(Self.newRegion)")
        try await clone.git("push", "--quiet", "origin", "more-regions")
        try show("git diff main more-regions", await clone.git("diff", "main", "more-regions"))
        try heading("The plan, before anybody merges: what would be done, and why.")
        try await run(["plan", "--repo", folder.remote, "--base", "main", "--head", "more-regions"])
    }

    private func merge() async throws {
        try await clone.git("switch", "--quiet", "main")
        try await clone.git("merge", "--quiet", "--no-ff", "--message", "Merge branch 'more-regions'", "more-regions")
        try await clone.git("push", "--quiet", "origin", "main")
        try heading("It is merged.")
    }

    private func showResults(since published: String) async throws {
        try heading("The results, as the commit that the bot pushed:")
        try await clone.git("pull", "--quiet", "--ff-only")
        try show("git show", await clone.git("show", "--stat", "--patch", "HEAD"))
        let changed = try await clone.git("diff", "--name-only", published, "HEAD", "--", "manifests").split(separator: "\n").map(String.init)
        try check(changed.contains(Self.manifest), "\(Self.manifest) was not written")
        let others = changed.filter { $0 != Self.manifest && $0 != "manifests/.state.json" && !$0.hasSuffix(".md") }
        try check(others.isEmpty, "other manifests changed too: \(others.joined(separator: ", "))")
        let manifest = try JSON(parsing: await clone.git("show", "HEAD:\(Self.manifest)"))
        try check(manifest["awspub-bot"]?["status"]?.stringValue == "published", "the manifest does not say published")
        try check(manifest["images"]?["sample-minimal"]?[Self.newRegion]?.stringValue?.hasPrefix("ami-") == true, "no image in \(Self.newRegion)")
    }

    private func syncAgain() async throws {
        try heading("Another sync finds nothing to do: no call to AWS, no commit.")
        let before = try await tip()
        sandbox.clearCalls()
        try await sync()
        try check(try await tip() == before, "a second sync made a commit")
        try check(sandbox.calls().isEmpty, "a second sync called AWS \(sandbox.calls().count) times")
    }
}

extension DemoStory {
    private var clone: Program { program(in: folder.clone) }

    private func tip() async throws -> String {
        try await program(in: folder.path).git("--git-dir", folder.remote, "rev-parse", "main").trimmingCharacters(in: .newlines)
    }

    private func sync() async throws {
        try await run(["sync", "--repo", folder.remote, "--branch", "main", "--state-dir", folder.state])
    }

    private func run(_ arguments: [String]) async throws {
        try StandardOutput.write(DemoStyle.command("awspub-bot " + arguments.joined(separator: " ")))
        try await program(in: folder.path).bot(arguments)
    }

    private func program(in directory: String) -> Program {
        Program(environment: DemoEnvironment.variables(endpoint: sandbox.endpoint), directory: directory)
    }

    private func heading(_ text: String) throws { try StandardOutput.write(DemoStyle.heading(text)) }

    private func show(_ command: String, _ text: String) throws { try StandardOutput.write(DemoStyle.command(command) + text) }

    private func check(_ holds: Bool, _ otherwise: String) throws {
        guard holds else { throw CommandFailure(.failed, "the demo did not go as told: \(otherwise)") }
    }
}
