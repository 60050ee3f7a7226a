package import AWSPubEngine
package import Git
package import RepoWatcher

/// What a bot works on and with. All of it comes from the operator, nothing from the repository.
package struct BotConfiguration: Sendable {
    /// What the operator calls the repository.
    package var name = ""
    package var remote: RemoteAccess
    /// Who pushes results, if other than who reads.
    package var writer: RemoteAccess?
    package var branch: String
    package var stateDirectory: String
    /// Folders on this host whose files configs may name as sources.
    package var sourceRoots: [String]
    package var account: AWSAccount
    package var author: CommitAuthor
    /// How many configs are worked on at the same time.
    package var workers: Int
    package var policy: PollPolicy
    package var results = ResultsPlace.followedBranch
    /// Which key signs results; nil for none.
    package var signingKey: SigningKey?
    /// Who may say what is run; nil for everybody who can push.
    package var allowedSigners: AllowedSigners?

    /// Files with the public keys of those who may sign what is run.
    package struct AllowedSigners: Sendable, Hashable {
        package let gpgKeys: [String]
        /// As `ssh-keygen` has it.
        package let ssh: String?

        package init(gpgKeys: [String], ssh: String?) {
            self.gpgKeys = gpgKeys
            self.ssh = ssh
        }
    }

    package init(
        remote: RemoteAccess, writer: RemoteAccess? = nil, branch: String = "main", stateDirectory: String, sourceRoots: [String] = [],
        account: AWSAccount, author: CommitAuthor = CommitAuthor(name: "awspub-bot", email: "awspub-bot@localhost"), workers: Int = 4,
        policy: PollPolicy = PollPolicy()
    ) {
        self.remote = remote
        self.writer = writer
        self.branch = branch
        self.stateDirectory = stateDirectory
        self.sourceRoots = sourceRoots
        self.account = account
        self.author = author
        self.workers = workers
        self.policy = policy
    }

    /// How far runs are whose results are not in git yet.
    var runsDirectory: String { "\(stateDirectory)/runs" }
}
