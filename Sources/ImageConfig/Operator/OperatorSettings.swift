/// What the operator of a daemon says in a file outside of any repository.
package struct OperatorSettings: Sendable, Hashable {
    /// Where clones and caches are kept; a folder in it for each repository.
    package var stateDirectory = ""
    package var host = "127.0.0.1"
    package var port = 8080
    /// The file with the token of the API.
    package var apiTokenFile: String?
    /// Where people reach the daemon's pages, without a slash at the end.
    package var publicURL: String?
    /// How many configs of a repository are worked on at the same time.
    package var workers = 4
    /// Folders on this host whose files configs may name as sources.
    package var sourceRoots: [String] = []
    package var repositories: [RepositoryEntry] = []

    /// A repository that the daemon follows.
    package struct RepositoryEntry: Sendable, Hashable {
        package var name = ""
        package var url = ""
        package var branch = "main"
        /// The time between two looks, in seconds.
        package var interval = 60
        /// The time between two full comparisons, in seconds.
        package var resync = 3600
        package var read = Credentials()
        /// Whether that stands under a key of its own, `credentials.read`.
        package var hasSeparateReader = false
        /// Who pushes, if other than who reads.
        package var write: Credentials?
        package var webhook: Webhook?
        /// Through which http goes to the server.
        package var proxy: String?
        /// The certificates of those who may vouch for the server.
        package var certificateAuthorities: String?
        /// Whose signature the tip must carry; nil when it need not be signed.
        package var requiredSignatures: RequiredSignatures?
        package var results = Results()
        package var forge: ForgeEntry?
        /// The accounts, one for each partition; empty for what the environment says.
        package var accounts: [AccountSettings] = []
    }

    /// Who asks a git server. The secrets are in files.
    package struct Credentials: Sendable, Hashable {
        package var user: String?
        package var tokenFile: String?
        package var sshKey: String?
        package var knownHosts: String?
    }

    /// Who may sign what is run, in files with public keys.
    package struct RequiredSignatures: Sendable, Hashable {
        package var gpgKeys: [String] = []
        /// As `ssh-keygen` has it.
        package var sshAllowedSigners: String?
    }

    /// The forge that a repository is on, which is told what the bot does.
    package struct ForgeEntry: Sendable, Hashable {
        /// Whose API it speaks.
        package var kind = ""
        package var tokenFile = ""
        /// The login name of the token's user, where the token may not ask for it.
        package var user: String?
        /// The base of the API, and the project's path in it; derived from the repository's URL when nil.
        package var api: String?
        package var project: String?
        /// Whose requests are planned: `none`, `own` or `all`.
        package var plans = "all"
        /// For whose plans AWS is looked at.
        package var observe = "none"
        /// Whether merged commits get statuses.
        package var statuses = true
    }

    /// Where results go, and who signs them.
    package struct Results: Sendable, Hashable {
        /// Instead of the branch that is followed.
        package var branch: String?
        /// Whether people merge that branch.
        package var request = false
        package var signature: Signature?

        package enum Signature: Sendable, Hashable {
            /// A file with a private key.
            case ssh(String)
            /// A key of gpg, and gpg's folder.
            case gpg(String, home: String?)
        }
    }

    /// Who wakes the daemon.
    package struct Webhook: Sendable, Hashable {
        package var forge = "generic"
        /// The current secret and, while it is changed, the previous one.
        package var secretFiles: [String] = []
    }
}
