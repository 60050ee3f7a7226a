import AWSPubEngine
import Bot
import BotServer
import Git
import ImageConfig

/// What a settings file asks for, with its secrets read and everything checked that can be before it runs.
struct DaemonPlan: Sendable {
    let settings: OperatorSettings
    /// Who may use the API.
    let token: APIToken?
    let repositories: [RepositoryPlan]

    /// - Parameter running: the plan that counts while this one is read; some settings cannot change then.
    /// - Throws: `ConfigProblems` with everything that is wrong.
    init(path: String, surroundings: SettingsSurroundings, running: DaemonPlan? = nil) async throws(ConfigProblems) {
        let file = try SettingsFile(path: path)
        settings = file.settings
        var diagnostics = DaemonPlan.fixed(file, running?.settings)
        var token: APIToken?
        do {
            token = try file.at(["api_token_file"]) { try file.settings.apiTokenFile.flatMap { APIToken(try SecretFile($0).token()) } }
        } catch {
            diagnostics += error.diagnostics
        }
        self.token = token
        var plans: [RepositoryPlan] = []
        // Repositories that say the same share an account, and with it connections, credentials and what is known of throttling.
        var accounts: [[AccountSettings]: AWSAccount] = [:]
        for (index, entry) in file.settings.repositories.enumerated() {
            let reading = RepositoryReading(file: file, surroundings: surroundings, index: index)
            do {
                let account = if let known = accounts[entry.accounts] { known } else { try reading.account() }
                accounts[entry.accounts] = account
                plans.append(try reading.plan(account))
            } catch {
                diagnostics += error.diagnostics
            }
        }
        repositories = plans
        if diagnostics.isEmpty { diagnostics = await DaemonPlan.signing(file, plans) }
        guard diagnostics.isEmpty else { throw ConfigProblems(diagnostics) }
    }

    /// Returns what is wrong with settings that cannot change while the daemon runs.
    private static func fixed(_ file: SettingsFile, _ running: OperatorSettings?) -> [Diagnostic] {
        guard let running else { return [] }
        var diagnostics: [Diagnostic] = []
        if file.settings.stateDirectory != running.stateDirectory {
            let message = "it is \(running.stateDirectory), and cannot change while the daemon runs; restart it to change that"
            diagnostics += file.problem(at: ["state_dir"], message).diagnostics
        }
        if (file.settings.host, file.settings.port) != (running.host, running.port) {
            let message = "it is \(running.host):\(running.port), and cannot change while the daemon runs; restart it to change that"
            diagnostics += file.problem(at: ["listen"], message).diagnostics
        }
        return diagnostics
    }

    /// Returns what is wrong with keys that cannot sign: better now than when images are public already. Each key is tried once.
    private static func signing(_ file: SettingsFile, _ plans: [RepositoryPlan]) async -> [Diagnostic] {
        var tried: Set<SigningKey> = []
        var diagnostics: [Diagnostic] = []
        for (index, plan) in plans.enumerated() {
            guard let key = plan.configuration.signingKey, tried.insert(key).inserted else { continue }
            do {
                try await plan.configuration.checkSigner()
            } catch {
                let message = (error as? GitError)?.message ?? "\(error)"
                diagnostics += file.problem(at: ["repositories", "\(index)", "results", "sign"], message).diagnostics
            }
        }
        return diagnostics
    }
}
