import CanonicalJSON
import Foundation

/// Everything that a sandbox remembers.
struct World: Sendable {
    var configuration: SandboxConfiguration
    /// Makes the ids of resources: they depend on what was made, not on how often somebody looked.
    var ids: IDGenerator
    /// Makes the ids of requests.
    var requestIDs: IDGenerator
    var ec2: [String: EC2State] = [:]
    var s3 = S3State()
    var ssm: [String: SSMState] = [:]
    var sns = SNSState()
    var sts = STSState()
    var marketplace = MarketplaceState()
    var faults: FaultBook
    var throttles = Throttles()
    var log = CallLog()

    init(configuration: SandboxConfiguration) {
        self.configuration = configuration
        ids = IDGenerator(seed: configuration.seed)
        requestIDs = IDGenerator(seed: configuration.seed ^ 0x1D)
        faults = FaultBook(rules: configuration.faults, seed: configuration.seed)
        let now = Date()
        for (name, region) in configuration.buckets { s3.buckets[name] = Bucket(name: name, region: region, createdAt: now) }
        for arn in configuration.topics { sns.topics[arn] = Topic(arn: arn) }
    }

    /// Returns the region's part of EC2 as it is now: finished imports have their snapshots.
    mutating func ec2(_ region: String, at now: Date) -> EC2State {
        settleImports(in: region, at: now)
        return ec2[region] ?? EC2State()
    }

    /// When something made now may be seen by `Describe*`.
    func visible(from now: Date) -> Date { now.addingTimeInterval(configuration.timing.scaled(configuration.timing.consistencyDelay)) }

    /// Returns the whole state.
    mutating func json(at now: Date) -> JSON {
        for region in ec2.keys { settleImports(in: region, at: now) }
        return .object([
            "account": .string(configuration.account),
            "ec2": .object(ec2.mapValues { $0.json(at: now) }),
            "s3": s3.json,
            "ssm": .object(ssm.mapValues(\.json)),
            "sns": sns.json,
            "marketplace": marketplace.json(at: now),
        ])
    }
}

/// Makes ids that look like those of AWS and depend on the seed and the order of the calls only.
struct IDGenerator: Sendable {
    private var state: UInt64
    /// How many ids were made: orders resources by age.
    private(set) var count = 0

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    /// Returns an id such as `ami-` and 17 hexadecimal digits.
    mutating func next(_ prefix: String, digits: Int = 17) -> String {
        count += 1
        var text = ""
        while text.count < digits {
            let word = String(next(), radix: 16)
            text += String(repeating: "0", count: 16 - word.count) + word
        }
        return prefix + text.prefix(digits)
    }

    /// Returns a UUID.
    mutating func uuid() -> String {
        let text = Array(next("", digits: 32))
        return [text[0..<8], text[8..<12], text[12..<16], text[16..<20], text[20..<32]].map { String($0) }.joined(separator: "-")
    }

    /// Returns a number from 0 up to but not 1.
    mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
