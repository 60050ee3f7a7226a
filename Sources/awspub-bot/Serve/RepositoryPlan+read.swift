import AWS
import AWSPubEngine
import Bot
import BotServer
import Foundation
import Git
import ImageConfig

/// What is around the settings: variables of the process, and files of others.
struct SettingsSurroundings: Sendable {
    let environment: [String: String]
    let policy: PollPolicy
    let accounts: SharedConfiguration
    /// Counts the calls to AWS.
    let metrics: BotMetrics

    /// - Throws: `CommandFailure` for variables, `ConfigurationError` for files that are not what they should be.
    init(environment: [String: String], metrics: BotMetrics) throws {
        self.metrics = metrics
        self.environment = environment
        policy = try PollPolicy(environment: environment)
        accounts = try SharedConfiguration(environment: AWSEnvironment(variables: environment))
    }
}

/// Makes the plan of one repository of a settings file.
struct RepositoryReading {
    let file: SettingsFile
    let surroundings: SettingsSurroundings
    let index: Int

    private typealias Entry = OperatorSettings.RepositoryEntry

    /// Reads the secrets and checks what can be checked before anything runs.
    /// - Throws: `ConfigProblems` with the place in the settings.
    func plan(_ account: AWSAccount) throws(ConfigProblems) -> RepositoryPlan {
        let entry = file.settings.repositories[index]
        let configuration = try configuration(entry, account)
        return RepositoryPlan(
            entry: entry, configuration: configuration, webhook: try webhook(entry), forge: try forge(entry, configuration.remote.url),
            publicURL: file.settings.publicURL, accounts: surroundings.accounts)
    }

    func keys(_ keys: String...) -> [String] { ["repositories", "\(index)"] + keys }

    /// Makes the account that the repository publishes with.
    func account() throws(ConfigProblems) -> AWSAccount {
        try file.at(keys("aws")) {
            try AWSAccount(
                file.settings.repositories[index].accounts, environment: surroundings.environment, observer: surroundings.metrics.count)
        }
    }

    private func configuration(_ entry: Entry, _ account: AWSAccount) throws(ConfigProblems) -> BotConfiguration {
        let place = entry.hasSeparateReader ? keys("credentials", "read") : keys("credentials")
        let remote = try access(entry, entry.read, at: place)
        let writer = try entry.write.map { who throws(ConfigProblems) in try access(entry, who, at: keys("credentials", "write")) }
        var configuration = BotConfiguration(
            remote: remote, writer: writer, branch: entry.branch, stateDirectory: "\(file.settings.stateDirectory)/\(entry.name)",
            sourceRoots: file.settings.sourceRoots, account: account, workers: file.settings.workers, policy: surroundings.policy)
        configuration.name = entry.name
        configuration.results = entry.resultsPlace
        configuration.signingKey = entry.results.signature.map { signature in
            switch signature {
            case .ssh(let file): .ssh(file: file)
            case .gpg(let id, let home): .gpg(id: id, home: home)
            }
        }
        configuration.allowedSigners = try entry.requiredSignatures.map { who throws(ConfigProblems) in try signers(who) }
        return configuration
    }

    private func signers(_ who: OperatorSettings.RequiredSignatures) throws(ConfigProblems) -> BotConfiguration.AllowedSigners {
        for (number, key) in who.gpgKeys.enumerated() { try checkReadable(key, at: keys("require_signatures", "gpg_keys", "\(number)")) }
        try checkReadable(who.sshAllowedSigners, at: keys("require_signatures", "ssh_allowed_signers"))
        return .init(gpgKeys: who.gpgKeys, ssh: who.sshAllowedSigners)
    }

    private func access(_ entry: Entry, _ who: OperatorSettings.Credentials, at place: [String]) throws(ConfigProblems) -> RemoteAccess {
        let url = try file.at(keys("url")) { try RemoteURL(entry.url) }
        let credentials = try file.at(place + ["token_file"]) {
            try who.tokenFile.map { BasicCredentials(user: who.user ?? "git", password: try SecretFile($0).token()) }
        }
        try checkReadable(who.sshKey, at: place + ["ssh_key"])
        try checkReadable(who.knownHosts, at: place + ["known_hosts"])
        var access = RemoteAccess(
            url: url, credentials: credentials, sshKey: who.sshKey, knownHosts: who.knownHosts, environment: surroundings.environment)
        try file.at(keys("proxy")) { try access.use(proxy: entry.proxy, certificateAuthorities: nil) }
        try file.at(keys("ca_file")) { try access.use(proxy: entry.proxy, certificateAuthorities: entry.certificateAuthorities) }
        return access
    }

    private func checkReadable(_ path: String?, at place: [String]) throws(ConfigProblems) {
        guard let path, !FileManager.default.isReadableFile(atPath: path) else { return }
        throw file.problem(at: place, "\(path) cannot be read")
    }

    private func webhook(_ entry: Entry) throws(ConfigProblems) -> WebhookVerifier? {
        guard let webhook = entry.webhook, let forge = WebhookForge(rawValue: webhook.forge) else { return nil }
        var secrets: [WebhookSecret] = []
        for (number, path) in webhook.secretFiles.enumerated() {
            let bytes = try file.at(keys("webhook", "secret_files", "\(number)")) { try SecretFile(path).bytes() }
            if let secret = WebhookSecret(bytes) { secrets.append(secret) }
        }
        return WebhookVerifier(forge: forge, secrets: secrets)
    }
}
