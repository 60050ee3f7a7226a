import Foundation

/// The calls so far.
struct CallLog: Sendable {
    private(set) var calls: [SandboxCall] = []
    private var nextSequence = 1

    /// Adds a call that has just arrived.
    /// - Returns: its number.
    mutating func begin(_ call: Call, faults: [String], limit: Int) -> Int {
        let sequence = nextSequence
        nextSequence += 1
        // Dropping in blocks keeps the cost of a full log low.
        if calls.count >= max(limit, 1) { calls.removeFirst(max(1, calls.count / 4)) }
        calls.append(
            SandboxCall(
                sequence: sequence, service: call.service.rawValue, action: call.action, region: call.region, accessKey: call.accessKeyID,
                parameters: call.loggedParameters, startedAt: call.now, faults: faults))
        return sequence
    }

    /// Tells how a call went.
    mutating func end(_ sequence: Int, status: Int?, errorCode: String?, at now: Date) {
        guard let first = calls.first, sequence >= first.sequence, sequence - first.sequence < calls.count else { return }
        let index = sequence - first.sequence
        calls[index].status = status
        calls[index].errorCode = errorCode
        calls[index].endedAt = now
    }

    /// Returns a call that the log still has.
    func call(_ sequence: Int) -> SandboxCall? { calls.first { $0.sequence == sequence } }

    mutating func clear() { calls.removeAll() }
}
