import Testing

@testable import AWS

struct RetryPolicyTests {
    @Test("delays double up to the longest one, over the whole range of the jitter")
    func delays() {
        let policy = RetryPolicy()
        #expect(policy.delay(after: 1, throttled: true, random: 1) == .seconds(1))
        #expect(policy.delay(after: 3, throttled: true, random: 1) == .seconds(4))
        #expect(policy.delay(after: 30, throttled: true, random: 0.5) == .seconds(10))
        #expect(policy.delay(after: 2, throttled: false, random: 1) == .milliseconds(100))
        #expect(policy.delay(after: 5, throttled: true, random: 0) == .zero)
        #expect(policy.delay(after: 1, throttled: true, requested: .seconds(5), random: 0) == .seconds(5))
    }

    @Test("a bucket lets its capacity through at once and then its rate, and less after throttling")
    func bucket() {
        let start = ContinuousClock.now
        var bucket = TokenBucket(capacity: 2, refill: 4, now: start)
        #expect(bucket.take(at: start) == .zero)
        #expect(bucket.take(at: start) == .zero)
        #expect(bucket.take(at: start) == .seconds(0.25))
        #expect(bucket.take(at: start + .seconds(1)) == .zero)
        bucket.throttled(at: start + .seconds(1))
        #expect(bucket.refill < 4)
        #expect(bucket.take(at: start + .seconds(1)) > .zero)
        for _ in 0..<100 { bucket.succeeded() }
        #expect(bucket.refill == 4)
    }
}

struct RetryBudgetTests {
    @Test("the budget runs out while all fails, and comes back with successes")
    func budget() {
        var budget = RetryBudget()
        var allowed = 0
        while budget.take(throttled: false) { allowed += 1 }
        #expect(allowed == 35)
        for _ in 0..<3 { budget.succeeded() }
        let isThrottledAllowed = budget.take(throttled: true)
        #expect(isThrottledAllowed)
        #expect(RetryPolicy().delay(after: 1, throttled: false, isOverdrawn: true, random: 0) == .seconds(10))
    }
}
