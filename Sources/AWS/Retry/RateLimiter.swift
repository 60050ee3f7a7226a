import AWSPartition

/// Keeps calls below the rate at which AWS throttles: a token bucket for each region, service and class of call, which shrinks when AWS
/// throttles all the same and grows back slowly.
///
/// Sizes: <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>.
actor RateLimiter {
    private var buckets: [Key: TokenBucket] = [:]
    private var budgets: [Place: RetryBudget] = [:]
    private let clock = ContinuousClock()

    private struct Place: Hashable {
        let service: AWSService
        let region: Region
    }

    private struct Key: Hashable {
        let service: AWSService
        let region: Region
        let callClass: CallClass
    }

    /// Waits until the call may go out.
    /// - Throws: `AWSError` of kind `cancelled`.
    func take(_ request: AWSRequest) async throws(AWSError) {
        let wait = bucketOf(request) { $0.take(at: $1) }
        guard let wait, wait > .zero else { return }
        do { try await Task.sleep(for: wait) } catch { throw request.cancellation }
    }

    /// Takes a further attempt out of the budget of its service and region.
    /// - Returns: false when so many calls fail there that attempts should be few.
    func retry(_ request: AWSRequest, throttled: Bool) -> Bool {
        budgets[Place(service: request.service, region: request.region), default: RetryBudget()].take(throttled: throttled)
    }

    func throttled(_ request: AWSRequest) { _ = bucketOf(request) { $0.throttled(at: $1) } }

    func succeeded(_ request: AWSRequest) {
        budgets[Place(service: request.service, region: request.region)]?.succeeded()
        _ = bucketOf(request) { bucket, _ in bucket.succeeded() }
    }

    private func bucketOf<Result>(_ request: AWSRequest, _ body: (inout TokenBucket, ContinuousClock.Instant) -> Result) -> Result? {
        guard let callClass = CallClass(request) else { return nil }
        let key = Key(service: request.service, region: request.region, callClass: callClass)
        var bucket = buckets[key] ?? TokenBucket(capacity: callClass.capacity, refill: callClass.refill, now: clock.now)
        defer { buckets[key] = bucket }
        return body(&bucket, clock.now)
    }
}

/// Calls that share a token bucket.
enum CallClass: Hashable {
    case describe, change, heavy, createTags, parameterRead, parameterWrite

    init?(_ request: AWSRequest) {
        switch (request.service, request.action) {
        case (.ec2, "CreateTags"): self = .createTags
        case (.ec2, "RegisterImage"), (.ec2, "CopySnapshot"), (.ec2, "ImportSnapshot"): self = .heavy
        case (.ec2, let action) where action.hasPrefix("Describe") || action.hasPrefix("Get"): self = .describe
        case (.ec2, _): self = .change
        case (.ssm, let action) where action.hasPrefix("Get"): self = .parameterRead
        case (.ssm, _): self = .parameterWrite
        default: return nil
        }
    }

    /// Calls that may go out at once after a rest.
    var capacity: Double {
        switch self {
        case .describe, .createTags: 100
        case .change, .heavy: 50
        case .parameterRead: 40
        // One less than SSM lets pass: calls arrive closer together than they are sent.
        case .parameterWrite: 2
        }
    }

    /// Calls a second that may go out for ever.
    var refill: Double {
        switch self {
        case .describe: 20
        case .createTags: 10
        case .change, .heavy: 5
        case .parameterRead: 40
        case .parameterWrite: 3
        }
    }
}
