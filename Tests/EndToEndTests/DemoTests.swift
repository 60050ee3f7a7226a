import Foundation
import TestSupport
import Testing

struct DemoTests {
    @Test func theStoryIsTrueTwiceInARow() async throws {
        let folder = try TemporaryFolder()
        let arguments = ["demo", folder.path + "/demo", "--sample", BotProgram.projectRoot + "/sample-config-repo"]
        for _ in 0..<2 {
            let ending = try await BotProgram().run(arguments)
            #expect(ending.code == 0, "\(ending.errors)")
            #expect(ending.output.contains("images.sample-minimal.regions: + eu-west-1"))
            #expect(ending.output.contains("Unit: published manifests/images/minimal/config.yaml/web.json"))
            #expect(ending.errors.contains("nothing to commit"))
            #expect(!ending.output.contains("\u{1B}"), "colours belong on a terminal")
        }
    }

    @Test func aFolderWithOtherThingsInItIsLeftAlone() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("mine", to: "notes")
        let ending = try await BotProgram().run("demo", folder.path)
        #expect(ending.code == 2)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }
}
