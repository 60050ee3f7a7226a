import Foundation

extension CallExchange {
    /// Carries out a call in whatever weather its rules make, and logs it.
    func carryOut(
        _ call: Call, authentication: () throws -> Void, work: (Call) async throws -> Answer
    ) async throws -> Reply {
        let (sequence, hits, latency) = core.withWorld { world in
            let hits = world.faults.hits(call)
            let sequence = world.log.begin(call, faults: hits.map(\.effect.rawValue), limit: world.configuration.callLogLimit)
            return (sequence, hits, world.configuration.timing.latency)
        }
        let note = { (status: Int?, code: String?) in
            core.withWorld { $0.log.end(sequence, status: status, errorCode: code, at: Date()) }
        }
        let delay = latency + hits.filter { $0.effect == .latency }.reduce(0) { $0 + ($1.seconds ?? 0) }
        if delay > 0 { try await Task.sleep(for: .seconds(delay)) }
        let fault = hits.first { $0.effect != .latency }
        if let fault, !fault.happensAfterwards, let reply = try await spoil(nil, by: fault, call, sequence) {
            note(reply.status, fault.code)
            return reply
        }
        let answer = try await answer(call, importFailure: fault, authentication: authentication, work: work)
        guard let fault, fault.happensAfterwards, let reply = try await spoil(answer, by: fault, call, sequence) else {
            note(answer.status, answer.errorCode)
            return .answer(answer)
        }
        note(reply.status, answer.errorCode ?? fault.code)
        return reply
    }

    private func answer(
        _ call: Call, importFailure: FaultRule?, authentication: () throws -> Void, work: (Call) async throws -> Answer
    ) async throws -> Answer {
        do {
            try authentication()
            try core.withWorld { world in
                try world.admit(call)
                if importFailure?.effect == .importFailure {
                    world.ec2[call.region, default: EC2State()].nextImportFailure = importFailure?.message ?? "ClientError: Disk validation failed"
                }
            }
            return try await work(call)
        } catch let error as ServiceError {
            return Answer(error, service: call.service, requestID: call.requestID)
        } catch let error as CancellationError {
            throw error
        } catch {
            return Answer(ServiceError("InternalError", "\(error)", status: 500), service: call.service, requestID: call.requestID)
        }
    }

    /// Does to a call what a rule says.
    /// - Parameter answer: the answer, if the call was carried out.
    /// - Returns: nil when the rule has nothing to say at this point.
    private func spoil(_ answer: Answer?, by fault: FaultRule, _ call: Call, _ sequence: Int) async throws -> Reply? {
        switch fault.effect {
        case .latency, .importFailure: return nil
        case .cut: return .cut
        case .hang:
            try await Task.sleep(for: .seconds(fault.seconds ?? 3600))
            return .cut
        case .hold:
            core.heldCalls.tell(core.withWorld { $0.log.call(sequence) })
            try await Task.sleep(for: .seconds(86400))
            return .cut
        case .truncate: return answer.map(Reply.truncated)
        case .malformed:
            var spoiled = answer ?? Answer()
            spoiled.body = .bytes(Array("<?xml version=\"1.0\"?><Response><unfinished".utf8))
            return .answer(spoiled)
        case .error:
            guard let code = fault.code else { return .answer(Answer(status: fault.status ?? 500, errorCode: "500")) }
            let status = fault.status ?? FaultRule.usualStatus[code]
            return .answer(
                Answer(
                    ServiceError(code, fault.message ?? "The sandbox was told to answer with \(code)", status: status), service: call.service,
                    requestID: call.requestID))
        case .errorInBody:
            let error = ServiceError(fault.code ?? "InternalError", fault.message ?? "We encountered an internal error. Please try again.")
            return .answer(
                Answer(
                    headers: [("content-type", "application/xml")], body: .bytes(Answer.s3Error(error, call.requestID)), errorCode: error.code))
        }
    }
}

extension FaultRule {
    /// Whether the call is carried out before it goes wrong.
    fileprivate var happensAfterwards: Bool {
        switch effect {
        case .truncate, .malformed: true
        case .importFailure, .latency: true
        case .error, .cut, .hang, .hold, .errorInBody: processed ?? false
        }
    }

    /// The HTTP status of error codes that are not 400.
    fileprivate static let usualStatus = [
        "RequestLimitExceeded": 503, "SlowDown": 503, "ServiceUnavailable": 503, "Unavailable": 503, "InternalError": 500, "InternalFailure": 500,
        "InternalServerError": 500, "AccessDenied": 403, "UnauthorizedOperation": 403, "AuthorizationError": 403, "AccessDeniedException": 403,
    ]
}

extension Reply {
    /// The HTTP status, nil when there is none.
    fileprivate var status: Int? {
        switch self {
        case .answer(let answer), .truncated(let answer): answer.status
        case .cut: nil
        }
    }
}

extension World {
    /// Lets a call through: its region must be open to the account, and its bucket have a token.
    mutating func admit(_ call: Call) throws {
        guard isOpen(region: call.region) else { throw SignatureProblem.unknownKey.worded(by: call.service) }
        if configuration.throttling { try throttles.take(call) }
    }
}
