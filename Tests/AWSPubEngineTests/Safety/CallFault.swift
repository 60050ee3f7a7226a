import AWSSandbox

/// A way in which a call goes wrong.
enum CallFault: String, CaseIterable, Sendable {
    case internalError, unavailable, requestLimit, lostRequest, lostAnswer, hang, hangAfterwards, truncatedAnswer, malformedAnswer

    /// A rule for any call.
    var rule: FaultRule {
        switch self {
        case .internalError: FaultRule(.error)
        case .unavailable: FaultRule(.error, status: 503)
        case .requestLimit: FaultRule(.error, code: "RequestLimitExceeded")
        case .lostRequest: FaultRule(.cut)
        case .lostAnswer: FaultRule(.cut, processed: true)
        case .hang: FaultRule(.hang)
        case .hangAfterwards: FaultRule(.hang, processed: true)
        case .truncatedAnswer: FaultRule(.truncate)
        case .malformedAnswer: FaultRule(.malformed)
        }
    }
}
