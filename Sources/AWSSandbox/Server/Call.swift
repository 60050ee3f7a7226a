import CanonicalJSON
import Foundation

/// A service of the sandbox, named as credential scopes name it.
enum ServiceName: String, Sendable {
    case ec2
    case s3
    case ssm
    case sns
    case sts
    case iam
    case serviceQuotas = "servicequotas"
    case marketplace = "aws-marketplace"
}

/// A call as its service sees it, whichever protocol it came in.
struct Call: Sendable {
    let service: ServiceName
    let region: String
    var action: String
    /// Parameters of the query protocols.
    var parameters = Parameters()
    /// The body of the JSON protocols.
    var json: JSON = .object([:])
    /// Where an S3 call goes, nil for the other services.
    var target: S3Target?
    var accessKeyID: String?
    var account: String
    var requestID: String
    var now: Date
    var loggedParameters: [String: String] = [:]
}

/// An answer of a service.
struct Answer: Sendable {
    var status = 200
    var headers: [(name: String, value: String)] = []
    var body = Body.bytes([])
    /// The error's code, for the log.
    var errorCode: String?

    enum Body: Sendable {
        case bytes([UInt8])
        /// Pieces of files, one after the other.
        case files([FileSlice])

        var count: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .files(let slices): slices.reduce(0) { $0 + $1.count }
            }
        }
    }
}

/// An error that a service answers with.
struct ServiceError: Error {
    var code: String
    var message: String
    /// Nil is what the service gives to client errors.
    var status: Int?
    /// Elements beside code and message, as S3 has them.
    var details: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []

    init(
        _ code: String, _ message: String, status: Int? = nil, details: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = []
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.details = details
        self.headers = headers
    }
}
