/// The rules by which calls go wrong, and how often each has matched.
struct FaultBook: Sendable {
    private(set) var rules: [FaultRule]
    private var matched: [Int]
    private var seen: [Set<String>]
    private var random: IDGenerator

    init(rules: [FaultRule], seed: UInt64) {
        self.rules = rules
        matched = Array(repeating: 0, count: rules.count)
        seen = Array(repeating: [], count: rules.count)
        random = IDGenerator(seed: seed ^ 0xFA17)
    }

    /// Returns the rules that hit a call, and counts them.
    mutating func hits(_ call: Call) -> [FaultRule] {
        var hits: [FaultRule] = []
        for index in rules.indices where rules[index].matches(call) {
            let rule = rules[index]
            if rule.onceEach == true, !seen[index].insert(call.identity).inserted { continue }
            if let probability = rule.probability, random.unit() >= probability { continue }
            matched[index] += 1
            let turn = matched[index] - (rule.skip ?? 0)
            if turn >= 1, turn <= rule.times ?? .max { hits.append(rule) }
        }
        return hits
    }
}

extension FaultRule {
    fileprivate func matches(_ call: Call) -> Bool {
        let fits: (String?, String) -> Bool = { pattern, text in pattern.map { AWSSandbox.matches(text, pattern: $0) } ?? true }
        return fits(service, call.service.rawValue) && fits(action, call.action) && fits(region, call.region)
            && fits(accessKey, call.accessKeyID ?? "")
            && (parameters ?? [:]).allSatisfy { name, pattern in
                call.loggedParameters[name].map { AWSSandbox.matches($0, pattern: pattern) } ?? false
            }
    }
}

extension Call {
    /// The same text for the same call, however often it is sent.
    fileprivate var identity: String {
        ([service.rawValue, action, region] + loggedParameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: "\n")
    }
}
