import CanonicalJSON
import HTTP

/// The error code and message of an answer, in whichever of AWS's forms it has.
struct ErrorAnswer {
    let code: String
    let message: String
    let requestID: String?

    init(_ response: HTTPResponse) {
        let header = response.headers["x-amzn-errortype"].map(ErrorAnswer.shortened)
        if let fields = ErrorAnswer.xml(response.body) ?? ErrorAnswer.json(response.body) {
            code = header ?? fields.code ?? ErrorAnswer.name(of: response.status)
            message = fields.message ?? "no message"
            requestID = fields.requestID ?? AWSResponse(status: response.status, headers: response.headers, body: []).requestID
        } else {
            code = header ?? ErrorAnswer.name(of: response.status)
            message = response.body.isEmpty ? "the answer has no body" : "the answer is neither XML nor JSON"
            requestID = AWSResponse(status: response.status, headers: response.headers, body: []).requestID
        }
    }

    /// Whether an answer is an error although its status says success: S3 begins some answers before it is done.
    /// See <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>.
    static func isLate(_ response: HTTPResponse, to request: AWSRequest) -> Bool {
        guard request.service == .s3, request.action == "CompleteMultipartUpload" || request.action == "CopyObject" else { return false }
        // What does not parse is the caller's to judge.
        return (try? XMLNode.parse(response.body))?.name == "Error"
    }

    private typealias Fields = (code: String?, message: String?, requestID: String?)

    /// Reads EC2's `<Response><Errors><Error>`, the query protocol's `<ErrorResponse><Error>` and S3's `<Error>`.
    /// A body that does not parse is of another form.
    private static func xml(_ body: [UInt8]) -> Fields? {
        guard body.first(where: { $0 > 0x20 }) == UInt8(ascii: "<"), let root = try? XMLNode.parse(body) else { return nil }
        let error = root["Errors"]?["Error"] ?? root["Error"] ?? root
        return (error.text("Code"), error.text("Message"), root.text("RequestID") ?? root.text("RequestId") ?? error.text("RequestId"))
    }

    /// Reads the JSON protocols' object. A body that does not parse is of another form.
    private static func json(_ body: [UInt8]) -> Fields? {
        guard body.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), let value = try? JSON(parsing: body) else { return nil }
        // The last of each is OAuth's.
        let code = value["__type"]?.stringValue ?? value["code"]?.stringValue ?? value["error"]?.stringValue
        let message = value["message"]?.stringValue ?? value["Message"]?.stringValue ?? value["error_description"]?.stringValue
        return (code.map(shortened), message, nil)
    }

    /// Removes a namespace before `#` and a link after `:`.
    private static func shortened(_ type: String) -> String {
        let withoutLink = type.split(separator: ":").first ?? ""
        return String(withoutLink.split(separator: "#").last ?? "")
    }

    /// The name of a status, for answers that say nothing else, as those to HEAD requests.
    private static func name(of status: Int) -> String {
        switch status {
        case 301, 307, 308: "PermanentRedirect"
        case 400: "BadRequest"
        case 401, 403: "Forbidden"
        case 404: "NotFound"
        case 409: "Conflict"
        case 412: "PreconditionFailed"
        case 429: "TooManyRequestsException"
        case 503: "ServiceUnavailable"
        default: "HTTP\(status)"
        }
    }
}
