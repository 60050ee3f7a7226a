import Foundation

/// Token buckets per service, region and action.
struct Throttles: Sendable {
    private var buckets: [String: Bucket] = [:]

    private struct Bucket {
        var tokens: Double
        var filledAt: Date
    }

    /// Takes a token for a call.
    /// - Throws: the service's throttling error when there is none.
    mutating func take(_ call: Call) throws {
        guard let rate = ThrottleRate(call) else { return }
        var bucket = buckets[rate.key] ?? Bucket(tokens: rate.size, filledAt: call.now)
        bucket.tokens = min(rate.size, bucket.tokens + max(0, call.now.timeIntervalSince(bucket.filledAt)) * rate.refill)
        bucket.filledAt = max(bucket.filledAt, call.now)
        let granted = bucket.tokens >= 1
        if granted { bucket.tokens -= 1 }
        buckets[rate.key] = bucket
        guard !granted else { return }
        throw call.service == .ec2
            ? ServiceError("RequestLimitExceeded", "Request limit exceeded.", status: 503) : ServiceError("ThrottlingException", "Rate exceeded")
    }
}

/// How many calls an action takes at once, and how many a second after that.
///
/// Source: <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html> for EC2; Systems Manager's quotas for SSM.
private struct ThrottleRate {
    let key: String
    let size: Double
    let refill: Double

    init?(_ call: Call) {
        let (size, refill): (Double, Double)
        switch (call.service, call.action) {
        case (.ec2, "CreateTags"), (.ec2, "DeleteTags"): (size, refill) = (100, 10)
        case (.ec2, "CopySnapshot"), (.ec2, "CopyImage"): (size, refill) = (100, 1)
        case (.ec2, let action) where action.hasPrefix("Describe") || action.hasPrefix("Get"):
            // Without filters, ids or a page size the smaller bucket applies.
            let names = ["Filter", "Filters", "MaxResults", "ImageId", "SnapshotId", "ImportTaskId", "RegionName"]
            (size, refill) = names.contains { call.parameters[$0] != nil } || action == "DescribeRegions" ? (100, 20) : (50, 10)
        case (.ec2, _): (size, refill) = (50, 5)
        case (.ssm, "PutParameter"), (.ssm, "DeleteParameter"): (size, refill) = (3, 3)
        case (.ssm, _): (size, refill) = (40, 40)
        default: return nil
        }
        key = "\(call.account)/\(call.service.rawValue)/\(call.region)/\(call.action)/\(size)"
        self.size = size
        self.refill = refill
    }
}
