import AWS
import Bot
import BotServer
import Forge
import Git
import ImageConfig

/// What settings ask for one repository, with its secrets read.
struct RepositoryPlan: Sendable {
    let entry: OperatorSettings.RepositoryEntry
    let configuration: BotConfiguration
    /// Who may wake it; nil for nobody.
    let webhook: WebhookVerifier?
    /// The forge that is told what is done; nil for none.
    let forge: ForgeAccess?
    /// Where people reach the daemon.
    let publicURL: String?
    /// All that decides what is done with the repository. Two plans with the same are the same to who works by them.
    let substance: Substance

    var name: String { entry.name }

    struct Substance: Sendable, Equatable {
        /// Without the webhook, which the server takes.
        let entry: OperatorSettings.RepositoryEntry
        let credentials: [BasicCredentials?]
        let forgeToken: ForgeToken?
        let publicURL: String?
        let sourceRoots: [String]
        /// The shared files in which AWS accounts are.
        let accounts: SharedConfiguration
    }

    init(
        entry: OperatorSettings.RepositoryEntry, configuration: BotConfiguration, webhook: WebhookVerifier?, forge: ForgeAccess?, publicURL: String?,
        accounts: SharedConfiguration
    ) {
        self.entry = entry
        self.configuration = configuration
        self.webhook = webhook
        self.forge = forge
        self.publicURL = publicURL
        var work = entry
        work.webhook = nil
        substance = Substance(
            entry: work, credentials: [configuration.remote.credentials, configuration.writer?.credentials],
            forgeToken: forge?.token, publicURL: publicURL, sourceRoots: configuration.sourceRoots, accounts: accounts)
    }

    /// How the repository begins in the record.
    var recorded: RecordedRepository { RecordedRepository(name: name, branch: entry.branch, hasWebhook: webhook != nil) }
}
