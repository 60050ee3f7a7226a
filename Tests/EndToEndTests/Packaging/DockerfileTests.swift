import CanonicalJSON
import Foundation
import Testing

/// packaging/docker.
struct DockerfileTests {
    @Test func hadolintFindsNothing() async throws {
        let path = BotProgram.projectRoot + "/packaging/docker/Dockerfile"
        let ending = try await BotProgram.run(BotProgram.projectRoot + "/.venv/bin/hadolint", [path], BotProgram().variables)
        #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    }

    @Test func theContainerStartsTheProgramAsTheServiceDoes() throws {
        let line = try PackagedSettings.packaged("docker/Dockerfile").split(separator: "\n").first { $0.hasPrefix("CMD [") }
        #expect(try JSON(parsing: String(line?.dropFirst("CMD ".count) ?? "")) == .strings(try PackagedSettings.serviceArguments()))
    }
}
