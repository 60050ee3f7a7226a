import AWSPubEngine
import Bot
import BotServer
import Foundation
import Git
import ImageConfig
import Logging

/// What a settings file asks for, with its secrets read.
struct DaemonPlan: Sendable {
    let settings: OperatorSettings
    private let environment: [String: String]

    /// - Throws: `CommandFailure` with exit code 2; what is wrong is told by then.
    init(path: String, environment: [String: String]) throws {
        self.environment = environment
        do {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
            settings = try OperatorSettings(NamedText(name: path, bytes: bytes), forges: WebhookForge.allCases.map(\.rawValue))
        } catch let problems as ConfigProblems {
            for diagnostic in problems.diagnostics { StandardError.tell(diagnostic) }
            throw CommandFailure(.usage)
        } catch {
            throw CommandFailure(.usage, "\(path):1:1: error: the settings cannot be read: \(error.localizedDescription)")
        }
    }

    /// Makes the receivers of the webhooks, by repository.
    /// - Throws: `WebhookSecretError`.
    func receivers(wakeUps: [String: WakeUp], record: BotRecord) throws -> [String: WebhookReceiver] {
        var receivers: [String: WebhookReceiver] = [:]
        for repository in settings.repositories {
            guard let webhook = repository.webhook, let forge = WebhookForge(rawValue: webhook.forge), let wakeUp = wakeUps[repository.name] else {
                continue
            }
            let secrets = try webhook.secretFiles.map { path throws(WebhookSecretError) in try WebhookSecret(file: path) }
            let memory = "\(settings.stateDirectory)/\(repository.name)/deliveries"
            receivers[repository.name] = WebhookReceiver(verifier: WebhookVerifier(forge: forge, secrets: secrets), memory: memory) {
                record.announced(repository.name)
                wakeUp.wake()
            }
        }
        return receivers
    }

    /// Reads the token of the API; nil when there is to be none.
    /// - Throws: `APITokenError`.
    func token() throws -> APIToken? { try settings.apiTokenFile.map { try APIToken(file: $0) } }

    /// Makes the record of what the daemon does, with nothing in it yet.
    func makeRecord() -> BotRecord {
        let repositories = settings.repositories.map { RecordedRepository(name: $0.name, branch: $0.branch, hasWebhook: $0.webhook != nil) }
        return BotRecord(repositories, words: { ProgressText.line($0, unit: nil) })
    }

    /// Makes the accounts that repositories publish with. Those that say the same share one, and with it connections, credentials and what is known
    /// of throttling.
    func makeAccounts() throws -> [[AccountSettings]: AWSAccount] {
        var accounts: [[AccountSettings]: AWSAccount] = [:]
        for wanted in settings.repositories.map(\.accounts) where accounts[wanted] == nil {
            accounts[wanted] = try AWSAccount(wanted, environment: environment)
        }
        return accounts
    }

    /// Returns what the bot works with for a repository.
    func configuration(_ repository: OperatorSettings.RepositoryEntry, account: AWSAccount) throws -> BotConfiguration {
        var configuration = BotConfiguration(
            remote: try access(repository, repository.read), writer: try repository.write.map { try access(repository, $0) },
            branch: repository.branch, stateDirectory: "\(settings.stateDirectory)/\(repository.name)", sourceRoots: settings.sourceRoots,
            account: account, workers: settings.workers,
            policy: try PollPolicy(environment: environment))
        configuration.name = repository.name
        configuration.resultsBranch = repository.results.branch
        configuration.signingKey = repository.results.signature.map { signature in
            switch signature {
            case .ssh(let file): .ssh(file: file)
            case .gpg(let id, let home): .gpg(id: id, home: home)
            }
        }
        configuration.allowedSigners = repository.requiredSignatures.map { .init(gpgKeys: $0.gpgKeys, ssh: $0.sshAllowedSigners) }
        return configuration
    }

    private func access(_ repository: OperatorSettings.RepositoryEntry, _ who: OperatorSettings.Credentials) throws -> RemoteAccess {
        var credentials: BasicCredentials?
        if let path = who.tokenFile {
            guard let token = try? String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines), !token.isEmpty
            else {
                throw CommandFailure(.usage, "token_file \(path) of repository \(repository.name) cannot be read, or is empty")
            }
            credentials = BasicCredentials(user: who.user ?? "git", password: token)
        }
        var access = RemoteAccess(
            url: try RemoteURL(repository.url), credentials: credentials, sshKey: who.sshKey, knownHosts: who.knownHosts, environment: environment)
        do {
            try access.use(proxy: repository.proxy, certificateAuthorities: repository.certificateAuthorities)
        } catch {
            throw CommandFailure(.usage, "repository \(repository.name): \(error.message)")
        }
        return access
    }
}
