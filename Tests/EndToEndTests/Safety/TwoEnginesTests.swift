import AWSSandbox
import TestSupport
import Testing

/// Two programs that know nothing of each other and do the same work.
struct TwoEnginesTests {
    @Test("two programs started on the same units at once end with one set of images", arguments: 0..<4)
    func together(round: Int) async throws {
        let folder = try TemporaryFolder()
        let template = try await PublicationStage.makeTemplate(in: folder)
        let undisturbed = try await PublicationStage.undisturbed(template).facts
        try await PublicationStage.with(template) { stage in
            let programs = try ["a", "b"].map { try stage.start(worker: $0) }
            for program in programs { #expect(try await program.end() == 0, "\(program.written)") }
            // They share no journal, so each tells of the images; and both store the ids, the same ones.
            let isTelling: (String) -> Bool = { $0.hasPrefix("message") || $0.hasPrefix("parameter") }
            #expect(undisturbed.surplus(over: stage.facts).filter { !isTelling($0) } == [])
            #expect(stage.facts.surplus(over: undisturbed).filter { !isTelling($0) } == [])
        }
    }
}
