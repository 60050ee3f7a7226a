import CanonicalJSON
import Digest
import Foundation
import HummingbirdCore
import NIOCore

/// The way of one AWS call: who and what it is, what goes wrong with it, its service, and the log.
struct CallExchange: Sendable {
    let core: SandboxCore
    let head: RequestHead
    let body: RequestBody

    /// Returns what comes back.
    func reply() async throws -> Reply {
        let claim = SignatureClaim(head)
        let service = claim.flatMap { ServiceName(rawValue: $0.service) }
        guard let claim, let service, service == .s3 else { return try await formReply(claim, service) }
        let target = S3Target(head)
        var call = call(service, claim, region: claim.region)
        call.action = S3Action.name(head, target)
        call.target = target
        call.loggedParameters = target.loggedParameters(head)
        return try await carryOut(
            call,
            authentication: {
                // S3 signs the digest that the header claims; whether the body has it shows while it is read.
                try authenticate(claim, payloadHash: head.header("x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD", call)
            },
            work: { call in try await S3Service(core: core, call: call, target: target, head: head, body: body).answer() })
    }

    private func formReply(_ claim: SignatureClaim?, _ service: ServiceName?) async throws -> Reply {
        let bytes = Array(try await body.collect(upTo: 4 << 20).readableBytesView)
        guard let service = service ?? (claim == nil ? .sts : nil) else {
            let error = ServiceError("UnrecognizedClientException", "The service \(claim?.service ?? "") is not in this sandbox", status: 400)
            return .answer(Answer(error, service: .ssm, requestID: "none"))
        }
        var call = call(service, claim, region: claim?.region ?? "us-east-1")
        let unreadable = fill(&call, bytes)
        return try await carryOut(
            call,
            authentication: {
                if claim == nil, call.service == .sts, call.action == "AssumeRoleWithWebIdentity" { return }
                try authenticate(claim, payloadHash: SHA256.digest(bytes).hex, call)
            },
            work: { call in
                if let unreadable { throw unreadable }
                return try core.withWorld { world in try world.answer(call) }
            })
    }

    private func call(_ service: ServiceName, _ claim: SignatureClaim?, region: String) -> Call {
        let now = Date()
        return core.withWorld { world in
            Call(
                service: service, region: region, action: "", accessKeyID: claim?.accessKeyID,
                account: claim.flatMap { world.accessKey($0.accessKeyID, at: now)?.account } ?? world.configuration.account,
                requestID: world.requestIDs.uuid(), now: now)
        }
    }

    /// Reads action and parameters in the service's protocol.
    /// - Returns: what is wrong with the body.
    private func fill(_ call: inout Call, _ bytes: [UInt8]) -> ServiceError? {
        switch call.service {
        case .ec2, .sns, .sts, .iam:
            let pairs = head.query.filter { !$0.name.hasPrefix("X-Amz-") } + decodeForm(String(decoding: bytes, as: UTF8.self), plusIsSpace: true)
            call.parameters = Parameters(pairs)
            call.action = call.parameters.text("Action") ?? ""
            for pair in pairs where pair.name != "Action" && pair.name != "Version" {
                call.loggedParameters[pair.name] = String(pair.value.prefix(200))
            }
        case .ssm, .serviceQuotas, .marketplace, .s3:
            call.action =
                call.service == .ssm || call.service == .serviceQuotas
                ? String(head.header("x-amz-target")?.split(separator: ".").last ?? "") : head.path.replacing("/", with: "")
            for pair in head.query { call.loggedParameters[pair.name] = String(pair.value.prefix(200)) }
            guard !bytes.isEmpty else { return nil }
            do {
                call.json = try JSON(parsing: bytes)
            } catch {
                return ServiceError("SerializationException", "\(error)")
            }
            guard case .members(let members) = call.json else { return ServiceError("SerializationException", "The body is not an object") }
            for member in members {
                call.loggedParameters[member.key.text] = String((member.value.stringValue ?? member.value.canonicalText).prefix(200))
            }
        }
        return nil
    }

    private func authenticate(_ claim: SignatureClaim?, payloadHash: String, _ call: Call) throws {
        do {
            guard let claim else { throw SignatureProblem.missing }
            guard let key = core.withWorld({ $0.accessKey(claim.accessKeyID, at: call.now) }) else { throw SignatureProblem.unknownKey }
            try claim.verify(head, payloadHash: payloadHash, key: key, now: call.now)
        } catch let problem as SignatureProblem {
            throw problem.worded(by: call.service)
        }
    }
}
