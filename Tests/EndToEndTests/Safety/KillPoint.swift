import AWSSandbox

/// A moment at which the program is killed: at a certain call, which AWS has carried out by then or has not.
struct KillPoint: Sendable, Hashable, CustomStringConvertible {
    let service: String
    let action: String
    let region: String
    /// How many of the same action in the same region come before it.
    let ordinal: Int
    let isProcessed: Bool

    /// Returns the moments of every call of a run: before it, and after it where it makes something. After one that only looks, AWS is as before.
    static func all(_ calls: [SandboxCall]) -> [KillPoint] {
        var counts: [String: Int] = [:]
        return calls.flatMap { call in
            let ordinal = counts["\(call.service) \(call.action) \(call.region)", default: 0]
            counts["\(call.service) \(call.action) \(call.region)"] = ordinal + 1
            let looks = ["Describe", "Get", "List", "Head"].contains { call.action.hasPrefix($0) } || call.parameters["DryRun"] != nil
            return (looks ? [false] : [false, true]).map {
                KillPoint(service: call.service, action: call.action, region: call.region, ordinal: ordinal, isProcessed: $0)
            }
        }
    }

    /// What stops the call there.
    var rule: FaultRule {
        FaultRule(.hold, service: service, action: action, region: region, skip: ordinal, times: 1, processed: isProcessed)
    }

    var description: String { "\(isProcessed ? "after" : "before") \(service):\(action) no. \(ordinal + 1) in \(region)" }
}
