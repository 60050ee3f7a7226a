import Foundation
import Git
import RepoWatcher
import TestSupport
import Testing

/// Clones that were really damaged, and clones that grow.
struct CloneHealthTests {
    private let folder: TemporaryFolder
    private let person: GitFixture
    private let remote: Remote

    init() async throws {
        folder = try TemporaryFolder()
        person = try await GitFixture(at: folder.path("work"))
        remote = Remote(RemoteAccess(url: try RemoteURL(folder.path("work")), environment: ProcessInfo.processInfo.environment))
    }

    private var clone: String { folder.path("state/clone.git") }

    private func commit(_ files: Int, _ mark: String) async throws -> String {
        try await person.commit(Dictionary(uniqueKeysWithValues: (0..<files).map { ("files/\($0)", "\(mark) \($0)") }), mark)
    }

    private func follower(_ directory: StateDirectory, upkeep: CloneUpkeep = CloneUpkeep()) async throws -> BranchFollower {
        try await BranchFollower(remote: remote, branch: "main", directory: directory, upkeep: upkeep)
    }

    /// Reads every file of a commit.
    private func readAll(_ follower: BranchFollower, _ tip: ObjectID) async throws -> Int {
        let repository = await follower.repository
        let entries = try await repository.entries(of: tip)
        for entry in entries { _ = try await repository.blob(entry.id, limit: 1000) }
        return entries.count
    }

    enum Damage: String, CaseIterable, Sendable {
        case garbageHead, emptyHead, noObjects, truncatedPack, missingPack, emptyLooseObject, garbageLooseObject, missingLooseObject, halfAClone,
            aFile
    }

    private func damage(_ damage: Damage) throws {
        let files = FileManager.default
        let objects = files.enumerator(atPath: "\(clone)/objects")?.compactMap { $0 as? String } ?? []
        let loose = objects.filter { $0.count == 41 }.map { "\(clone)/objects/\($0)" }
        let packs = objects.filter { $0.hasSuffix(".pack") }.map { "\(clone)/objects/\($0)" }
        switch damage {
        case .garbageHead: try folder.write(Data([0xFF, 0, 0x0A, 7]), to: "state/clone.git/HEAD")
        case .emptyHead: try folder.write("", to: "state/clone.git/HEAD")
        case .noObjects: try files.removeItem(atPath: "\(clone)/objects")
        case .truncatedPack: for pack in packs { try Data(contentsOf: URL(filePath: pack)).dropLast(30).write(to: URL(filePath: pack)) }
        case .missingPack: for pack in packs { try files.removeItem(atPath: pack) }
        case .emptyLooseObject: for object in loose { try Data().write(to: URL(filePath: object)) }
        case .garbageLooseObject: for object in loose { try Data("garbage".utf8).write(to: URL(filePath: object)) }
        case .missingLooseObject: for object in loose { try files.removeItem(atPath: object) }
        case .halfAClone: for name in ["HEAD", "refs", "config"] { try files.removeItem(atPath: "\(clone)/\(name)") }
        case .aFile:
            try files.removeItem(atPath: clone)
            try folder.write("x", to: "state/clone.git")
        }
    }

    @Test("a clone that is damaged between two runs, or while it is used, is made anew, and everything can be read", arguments: Damage.allCases)
    func damages(damage: Damage) async throws {
        _ = try await commit(150, "packed")
        let directory = try StateDirectory(at: folder.path("state"))
        let first = try await follower(directory)
        _ = try await first.poll()
        // Few objects are kept outside of packs, so there are some of either kind.
        let head = try await commit(3, "loose")
        #expect(try await first.poll().hex == head)
        try self.damage(damage)
        if ![.halfAClone, .aFile, .noObjects].contains(damage) {
            // The running process has some of it in memory, and may or may not notice.
            let count = try await first.healing { try await readAll(first, try await first.poll()) }
            #expect(count == 150)
            try? self.damage(damage)
        }
        let second = try await follower(directory)
        let count = try await second.healing { try await readAll(second, try await second.poll()) }
        #expect(count == 150)
        #expect(try await GitFixture.git(["--git-dir", clone, "fsck", "--no-dangling"], in: folder.path).isEmpty == true)
    }

    @Test("a healthy clone is kept, and so is one whose remote fails in a way that nobody foresaw")
    func healthy() async throws {
        _ = try await commit(3, "x")
        let directory = try StateDirectory(at: folder.path("state"))
        _ = try await follower(directory).poll()
        let inode = try FileManager.default.attributesOfItem(atPath: clone)[.systemFileNumber] as? Int
        let again = try await follower(directory)
        await #expect(throws: GitError.self) { try await again.healing { throw GitError(.failed, "test", "nobody foresaw this") } }
        _ = try await again.poll()
        #expect(try FileManager.default.attributesOfItem(atPath: clone)[.systemFileNumber] as? Int == inode)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.hasPrefix("corrupt-") }.isEmpty)
    }

    @Test("what was set aside is removed after a week")
    func setAside() async throws {
        _ = try await commit(1, "x")
        let directory = try StateDirectory(at: folder.path("state"))
        for (name, days) in [("corrupt-old", 8.0), ("corrupt-new", 6.0)] {
            try folder.write("x", to: "state/\(name)/HEAD")
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -days * 86400)], ofItemAtPath: directory.path(name))
        }
        _ = try await follower(directory)
        #expect(!FileManager.default.fileExists(atPath: directory.path("corrupt-old")))
        #expect(FileManager.default.fileExists(atPath: directory.path("corrupt-new")))
    }

    @Test("in a quiet moment many packs become one, and reading goes on")
    func compaction() async throws {
        var upkeep = CloneUpkeep()
        (upkeep.packs, upkeep.fetches) = (4, 4)
        let directory = try StateDirectory(at: folder.path("state"))
        let follower = try await follower(directory, upkeep: upkeep)
        for round in 0..<5 {
            _ = try await commit(120, "round \(round)")
            _ = try await follower.poll()
        }
        let before = await follower.repository
        #expect(before.packCount == 5)
        let tip = try await follower.poll()
        let after = await follower.repository
        #expect(after.packCount == 1)
        #expect(after !== before)
        #expect(try await readAll(follower, tip) == 120)
        // Who still reads with what was open before can go on, too.
        for entry in try await before.entries(of: tip) { _ = try await before.blob(entry.id, limit: 1000) }
        #expect(try await follower.poll() == tip)
        let next = try await commit(2, "after")
        #expect(try await follower.poll().hex == next)
    }

    @Test("history that was rewritten is followed, and told once; a deleted branch is told until it is back")
    func rewritten() async throws {
        let old = try await commit(1, "one")
        let directory = try StateDirectory(at: folder.path("state"))
        let follower = try await follower(directory)
        _ = try await follower.poll()
        _ = try await commit(1, "two")
        _ = try await follower.poll()
        #expect(await follower.takeRewrite() == nil)
        let lost = try await person.git("rev-parse", "HEAD")
        try await person.git("reset", "--quiet", "--hard", old)
        let new = try await commit(1, "three")
        #expect(try await follower.poll().hex == new)
        let rewrite = await follower.takeRewrite()
        #expect(rewrite?.old.hex == lost && rewrite?.new.hex == new)
        _ = try await follower.poll()
        #expect(await follower.takeRewrite() == nil)
        try await person.git("branch", "--quiet", "--move", "main", "other")
        for _ in 0..<2 {
            await #expect { try await follower.poll() } throws: {
                ($0 as? GitError)?.code == .branchMissing && "\($0)".contains("has no branch “main”; it has other")
            }
        }
        try await person.git("branch", "--quiet", "--move", "other", "main")
        #expect(try await follower.poll().hex == new)
    }

    @Test("a full disk is told, changes nothing, and is no matter any more when there is space", .enabled(if: geteuid() == 0))
    func fullDisk() async throws {
        let state = folder.path("state")
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        let mount = "alias.mnt=!mount -t tmpfs -o size=2m tmpfs \(state)"
        do { try await person.git("-c", mount, "mnt") } catch { return }  // not every container may mount
        defer { umount2(state, Int32(MNT_DETACH)) }
        let random = (0..<6).map { ("random/\($0)", (0..<50_000).map { _ in String(UInt64.random(in: 0...UInt64.max)) }.joined()) }
        let head = try await person.commit(Dictionary(uniqueKeysWithValues: random.map { ($0.0, Optional($0.1)) }))
        let follower = try await follower(StateDirectory(at: state))
        await #expect { try await follower.poll() } throws: { ($0 as? GitError)?.code == .diskFull }
        try await person.git("-c", "alias.mnt=!mount -o remount,size=64m \(state)", "mnt")
        #expect(try await follower.poll().hex == head)
    }
}
