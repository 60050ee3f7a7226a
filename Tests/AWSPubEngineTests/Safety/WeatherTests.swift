import AWS
import AWSSandbox
import TestSupport
import Testing

@testable import AWSPubEngine

/// Everything that AWS does to its callers, together.
struct WeatherTests {
    @Test("a run survives random faults, throttling and an AWS that shows nothing for three seconds")
    func storm() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var publication = FaultyPublication(policy: PollPolicy(first: .milliseconds(200), longest: .seconds(2), deadline: .seconds(120)))
        publication.configure = { configuration in
            configuration.timing.consistencyDelay = 3 * 5  // the scene runs five times faster
            configuration.throttling = true
            configuration.seed = seed
        }
        let undisturbed = try await FaultyPublication().run()
        let faults: [CallFault] = [.internalError, .unavailable, .requestLimit, .lostRequest, .lostAnswer, .truncatedAnswer, .malformedAnswer]
        publication.retry = RetryPolicy()
        publication.faults = faults.map { fault in
            var rule = fault.rule
            // Together five in a hundred.
            rule.probability = 0.05 / Double(faults.count)
            return rule
        }
        let wrong = try await publication.survives(like: undisturbed.facts, "seed \(seed)")
        #expect(wrong > 0, "seed \(seed)")
    }
}
