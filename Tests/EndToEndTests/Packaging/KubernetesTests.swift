import CanonicalJSON
import Foundation
import Testing

/// packaging/kubernetes, by Kubernetes' own schemas, and by the daemon.
struct KubernetesTests {
    private static let tools = BotProgram.projectRoot + "/.venv/bin/"
    private static let manifests = BotProgram.projectRoot + "/packaging/kubernetes/awspub-bot.yaml"

    @Test func theManifestsAreValid() async throws {
        let ending = try await BotProgram.run(Self.tools + "kubernetes-validate", ["--strict", Self.manifests], BotProgram().variables)
        #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    }

    /// The manifests by their kinds.
    private static func read() async throws -> [String: JSON] {
        let program = "import json, sys, yaml; print(json.dumps({one['kind']: one for one in yaml.safe_load_all(open(sys.argv[1]))}))"
        let ending = try await BotProgram.run(tools + "python", ["-c", program, manifests], BotProgram().variables)
        return try JSON(parsing: ending.output).objectValue ?? [:]
    }

    @Test func theDaemonTakesTheSettingsOfTheConfigMapAndAnswersTheProbes() async throws {
        let manifests = try await Self.read()
        let settings = try PackagedSettings(manifests["ConfigMap"]?["data"]?["settings.yaml"]?.stringValue ?? "")
        let (program, port) = try await settings.serve()
        let container = manifests["Deployment"]?["spec"]?["template"]?["spec"]?["containers"]?[0]
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            let path = try #require(container?[probe]?["httpGet"]?["path"]?.stringValue)
            let answer = try await BotProgram.run("curl", ["--fail", "--silent", "http://127.0.0.1:\(port)\(path)"], BotProgram().variables)
            #expect(answer.code == 0, "\(probe)")
        }
        program.signal(SIGTERM)
        #expect(try await program.end() == 0)
    }

    @Test func itsPartsFitTogether() async throws {
        let manifests = try await Self.read()
        let pod = manifests["Deployment"]?["spec"]?["template"]?["spec"]
        let secrets = try PackagedSettings.packaged("kubernetes/awspub-bot.yaml").matches(of: /\/run\/credentials\/awspub-bot\.service\/([a-z-]+)/)
        #expect(Set(secrets.map { String($0.1) }) == Set(manifests["Secret"]?["stringData"]?.objectValue?.keys.map { $0 } ?? []))
        let labels = manifests["Deployment"]?["spec"]?["template"]?["metadata"]?["labels"]
        #expect(manifests["Service"]?["spec"]?["selector"] == labels)
        #expect(manifests["Deployment"]?["spec"]?["selector"]?["matchLabels"] == labels)
        #expect(pod?["serviceAccountName"] == manifests["ServiceAccount"]?["metadata"]?["name"])
        let user = pod?["securityContext"]?["runAsUser"]?.integerValue.map { "\($0)" } ?? ""
        #expect(try PackagedSettings.packaged("docker/Dockerfile").contains("\nUSER \(user):\(user)\n"))
    }
}
