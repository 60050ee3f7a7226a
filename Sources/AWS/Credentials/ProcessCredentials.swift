import CanonicalJSON
import Subprocess

/// Credentials that a program of the user's prints (`credential_process`).
///
/// See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>.
struct ProcessCredentials: CredentialProvider {
    private let command: String
    private let environment: AWSEnvironment
    private let deadline: Duration
    private let source: String

    /// - Parameter deadline: after which the program and its children are killed.
    init(command: String, profileName: String, environment: AWSEnvironment, deadline: Duration = .seconds(60)) {
        self.command = command
        self.environment = environment
        self.deadline = deadline
        source = "credential_process of profile “\(profileName)”"
    }

    func credentials() async throws -> Credentials {
        guard let words = CommandWords.split(command), let program = words.first else { throw failure("is not a command; is a quote not closed?") }
        let output = try await run(environment.expanded(program), Array(words.dropFirst()))
        let reader = CredentialAnswer(source: source)
        let answer = try reader.json(output)
        guard answer["Version"]?.integerValue == 1 else { throw failure("the answer needs \"Version\": 1") }
        return try reader.credentials(output, tokenKey: "SessionToken")
    }

    private func run(_ program: String, _ arguments: [String]) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { try await output(of: program, arguments) }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() ?? nil else { throw failure("took longer than \(deadline)") }
            return output
        }
    }

    private func output(of program: String, _ arguments: [String]) async throws -> [UInt8] {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        let variables = Dictionary(uniqueKeysWithValues: environment.variables.map { (Environment.Key(stringLiteral: $0), $1) })
        do {
            // `env` finds the program in the PATH of the given environment, or tells with status 127 that it cannot.
            let result = try await Subprocess.run(
                .name("env"), arguments: Arguments(["--", program] + arguments), environment: .custom(variables), platformOptions: options,
                output: .bytes(limit: 1 << 20), error: .discarded)
            guard result.terminationStatus.isSuccess else { throw failure("\(program) ended with \(result.terminationStatus)") }
            return result.standardOutput
        } catch let error as SubprocessError {
            throw failure("\(program) cannot be run: \(error)")
        }
    }

    private func failure(_ reason: String) -> CredentialError { CredentialError(source: source, reason: reason) }
}
