import Foundation
import Subprocess
import Synchronization

/// One run of a program: git, or one that signs for it.
struct ChildProgram: Sendable {
    var program = "git"
    let arguments: [String]
    /// All the variables that it sees.
    let environment: [String: String]
    /// What is being done, for errors.
    let operation: String
    /// What it reads from its standard input.
    var input: [UInt8] = []
    /// Whether what it writes to its standard output is thrown away, as it must be when it is large.
    var discardsOutput = false
    /// It is killed when it has written nothing to its standard error for so long.
    let patience: Duration
    /// It is killed after so long in any case; nil for 60 times the patience.
    var deadline: Duration?

    struct Ending: Sendable {
        let succeeded: Bool
        let output: String
        /// What it wrote to its standard error, without lines that only show progress.
        let errors: String
    }

    /// Runs the program to its end.
    /// - Throws: `GitError` when it cannot be started, or a limit passes; it and all that it started are killed then.
    func run() async throws -> Ending {
        let clock = ActivityClock()
        let ending = try await withThrowingTaskGroup(of: Ending?.self) { group in
            group.addTask { try await ended(clock) }
            group.addTask {
                try await clock.waitForSilence(patience, atMost: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        try Task.checkCancellation()
        guard let ending else { throw GitError.timedOut(operation, patience: patience, limit: limit) }
        return ending
    }

    /// A program that ends before it has read its input ends only itself. A handler, unlike ignoring, is not passed on to programs; one that
    /// somebody else has set stays.
    private static let isSafeFromBrokenPipes: Bool = {
        var present = sigaction()
        guard sigaction(SIGPIPE, nil, &present) == 0, present.__sigaction_handler.sa_handler == nil else { return true }
        signal(SIGPIPE) { _ in }
        return true
    }()

    private var limit: Duration { deadline ?? ChildProgram.longest(patience) }

    /// How long something may take that is given up after so long without progress.
    static func longest(_ patience: Duration) -> Duration { patience * 60 }

    private func ended(_ clock: ActivityClock) async throws -> Ending {
        _ = ChildProgram.isSafeFromBrokenPipes
        var options = PlatformOptions()
        // A session of its own, so that the whole group can be killed, helpers such as ssh included, and nothing can ask at a terminal.
        options.createSession = true
        options.teardownSequence = [.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(200))]
        do {
            return try await ended(clock, options)
        } catch let error as SubprocessError {
            throw GitError(.failed, operation, "\(program) cannot be run: \(error)")
        }
    }

    /// All is streamed: what Subprocess feeds and collects by itself is not closed when the program ends early, which traps.
    private func ended(_ clock: ActivityClock, _ options: PlatformOptions) async throws -> Ending {
        let variables = Environment.custom(environment.map { Array("\($0.key)=\($0.value)\0".utf8) })
        guard !discardsOutput else {
            let result = try await Subprocess.run(
                .name(program), arguments: Arguments(arguments), environment: variables, platformOptions: options, input: .inputWriter,
                output: .discarded, error: .sequence
            ) { execution in
                await feed(execution.standardInputWriter)
                return try await ChildProgram.lines(execution.standardError, clock)
            }
            return Ending(succeeded: result.terminationStatus.isSuccess, output: "", errors: result.closureResult)
        }
        let result = try await Subprocess.run(
            .name(program), arguments: Arguments(arguments), environment: variables, platformOptions: options, input: .inputWriter,
            output: .sequence, error: .sequence
        ) { execution in
            async let output = ChildProgram.collect(execution.standardOutput, clock, limit: ChildProgram.largestOutput)
            await feed(execution.standardInputWriter)
            let errors = try await ChildProgram.lines(execution.standardError, clock)
            return (output: String(decoding: try await output, as: UTF8.self), errors: errors)
        }
        return Ending(
            succeeded: result.terminationStatus.isSuccess, output: result.closureResult.output, errors: result.closureResult.errors)
    }

    /// Writes the input, which fits a pipe. A program that ends before it has read it says itself why.
    private func feed(_ writer: StandardInputWriter) async {
        if !input.isEmpty { _ = try? await writer.write(input) }
        try? await writer.finish()
    }

    /// In bytes; the branches of a repository take some 60 each.
    static let largestOutput = 64 << 20

    /// Returns the last of what is written; where more than the limit comes, between half of it and all.
    private static func collect(_ sequence: SubprocessOutputSequence, _ clock: ActivityClock, limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in sequence {
            clock.note()
            chunk.withUnsafeBytes { bytes += $0 }
            if bytes.count > limit { bytes.removeFirst(bytes.count - limit / 2) }
        }
        return bytes
    }

    /// Returns the lines but those that show progress, which is written over and over, with returns in between.
    private static func lines(_ sequence: SubprocessOutputSequence, _ clock: ActivityClock) async throws -> String {
        String(decoding: try await collect(sequence, clock, limit: 2 << 20), as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0.isNewline }.filter { !$0.contains("% (") }.joined(separator: "\n")
    }
}

/// When something was last heard of a program.
private final class ActivityClock: Sendable {
    private let last = Mutex(ContinuousClock.now)

    var silence: Duration { ContinuousClock.now - last.withLock { $0 } }

    func note() { last.withLock { $0 = .now } }

    /// Returns when nothing was noted for so long, or after the limit.
    func waitForSilence(_ patience: Duration, atMost limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        while true {
            let wait = min(patience - silence, end - .now)
            guard wait > .zero else { return }
            try await Task.sleep(for: wait)
        }
    }
}
