import AWSPubEngine
import Foundation

/// Makes the images of a config, group after group, and prints their ids: `Embedding CONFIG REPORT.svg`.
@main
struct Embedding {
    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            log("usage: \(arguments[0]) CONFIG REPORT.svg")
            exit(2)
        }
        let recorder = RunRecorder(program: "embedding 1.0", command: "create", subject: arguments[1])
        let isDone = await run(config: arguments[1], recorder)
        do {
            let report = recorder.report(isDone ? .done : .failed)
            log(report.summary)
            try Data(report.svg.utf8).write(to: URL(filePath: arguments[2]))
        } catch {
            log("the report cannot be written: \(error.localizedDescription)")
            exit(1)
        }
        exit(isDone ? 0 : 1)
    }

    static func run(config: String, _ recorder: RunRecorder) async -> Bool {
        do {
            try await within(.seconds(3600)) { try await create(config: config, recorder) }
            return true
        } catch let error as EngineError where error.code == .incompleteImageSet {
            log("some regions are missing; run it again: \(error)")
            recorder.fail(error)
        } catch let error as EngineError {
            log("\(error.code.rawValue): \(error)")
            recorder.fail(error)
        } catch {
            log("stopped; the next run goes on from here")
        }
        return false
    }

    static func create(config: String, _ recorder: RunRecorder) async throws {
        let account = try AWSAccount(environment: ProcessInfo.processInfo.environment)
        let policy = PollPolicy(first: .seconds(1), longest: .seconds(10))
        let context = try await Context(config: config, configMapping: nil, account: account, policy: policy) { event in
            recorder.handle(event)
            show(event)
        }
        for group in context.groups {
            let made = try await AWSPub.create(context, group: group)
            for (image, ids) in made.byName.sorted(by: { $0.key < $1.key }) {
                for (region, id) in ids.sorted(by: { $0.key < $1.key }) { print(group, image, region, id) }
            }
        }
    }

    static func show(_ event: EngineEvent) {
        switch event.kind {
        case .uploading(let done, let total): log("uploaded \(done) of \(total) bytes")
        case .entered(let stage): log("\(event.image ?? "all images") in \(event.region ?? "all regions"): \(stage.rawValue)")
        case .call(let call):
            if case .retried(let code, _, let delay) = call.outcome { log("\(call.action): \(code), again after \(delay)") }
        case .note(let text): log(text)
        default: break
        }
    }

    static func within(_ limit: Duration, _ work: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw CancellationError()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    static func log(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
