import AWS
import AWSPubEngine
import ArgumentParser
import Bot
import BotServer
import Git
import ImageConfig
import RepoWatcher

extension ExitStatus {
    /// Returns the exit code for an error that ended a command.
    init(for error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure.status
        case let failure as EngineError: self = ExitStatus(for: failure.code)
        case is ConfigProblems: self = .invalidConfig
        case is CancellationError: self = .interrupted
        case is AWSError, is GitError, is StateDirectoryError: self = .refused
        case is ConfigurationError, is SuspensionsError, is ValidationError, is CleanExit: self = .usage
        default: self = .failed
        }
    }

    private init(for code: EngineError.Code) {
        switch code {
        case .invalidConfig, .fileUnreadable, .unusableSource: self = .invalidConfig
        case .awsFailed, .bucketMissing, .publicAccessBlocked, .quotaExceeded, .importRoleUnusable, .notAllowed: self = .refused
        default: self = .failed
        }
    }
}
