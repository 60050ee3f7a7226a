import AWS
import AWSSandbox
import Foundation
import HTTP
import TestSupport
import Testing

@testable import AWSPubEngine

/// Calls that go wrong once, in every way, and a run that gets over it.
struct FaultSweepTests {
    /// A deadline for attempts that hanging calls pass soon, and others do not.
    private static let limits = HTTPLimits(connect: .seconds(5), idle: .seconds(5), total: .milliseconds(1500))

    @Test("every call goes wrong when it is first made, and one run gets over it all", arguments: CallFault.allCases)
    func allAtOnce(fault: CallFault) async throws {
        let undisturbed = try await FaultyPublication().run()
        try #require(undisturbed.errors == [])
        var rule = fault.rule
        rule.onceEach = true
        let wrong = try await FaultyPublication(faults: [rule], limits: Self.limits).survives(like: undisturbed.facts, "\(fault)")
        #expect(wrong >= 100)
    }

    @Test("each call goes wrong alone, each in another way")
    func oneByOne() async throws {
        let undisturbed = try await FaultyPublication().run()
        try #require(undisturbed.errors == [])
        // Every call meets another fault each day, and all of them in nine days.
        let day = Int(Date().timeIntervalSince1970 / 86400)
        let points = FaultPoint.all(undisturbed.calls).enumerated().map { index, point in
            (point, CallFault.allCases[(index + day) % CallFault.allCases.count])
        }
        let wrong = try await points.concurrentMap(limit: 8) { point, fault in
            try await FaultyPublication(faults: [point.rule(fault)], limits: Self.limits).survives(like: undisturbed.facts, "\(fault) at \(point)")
        }
        #expect(wrong.count { $0 == 1 } > points.count * 9 / 10)
    }
}

/// A call of a run: the how-manieth of its action in its region.
private struct FaultPoint: Sendable, CustomStringConvertible {
    let call: SandboxCall
    let ordinal: Int

    static func all(_ calls: [SandboxCall]) -> [FaultPoint] {
        var counts: [String: Int] = [:]
        return calls.map { call in
            let key = "\(call.service) \(call.action) \(call.region)"
            counts[key, default: 0] += 1
            return FaultPoint(call: call, ordinal: counts[key, default: 1])
        }
    }

    func rule(_ fault: CallFault) -> FaultRule {
        var rule = fault.rule
        (rule.service, rule.action, rule.region) = (call.service, call.action, call.region)
        (rule.skip, rule.times) = (ordinal - 1, 1)
        return rule
    }

    var description: String { "\(call.service):\(call.action) no. \(ordinal) in \(call.region)" }
}
