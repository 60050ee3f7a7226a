import HTTP
import Testing

@testable import AWS

struct ErrorKindTests {
    @Test(
        "codes and statuses tell what can be done",
        arguments: [
            ("RequestLimitExceeded", 503, AWSError.Kind.throttled), ("Whatever", 429, .throttled), ("InternalError", 500, .transient),
            ("Whatever", 502, .transient),
            ("UnauthorizedOperation", 403, .denied), ("Whatever", 403, .denied), ("InvalidSnapshot.NotFound", 400, .notFound),
            ("NoSuchBucket", 404, .notFound),
            ("ParameterNotFound", 400, .notFound), ("InvalidParameterValue", 400, .refused), ("InvalidAMIName.Duplicate", 400, .refused),
        ])
    func kinds(code: String, status: Int, kind: AWSError.Kind) {
        #expect(ErrorCodes.kind(code: code, status: status) == kind)
    }

    @Test(
        "code and message are read from each of AWS's error forms",
        arguments: [
            ("<Response><Errors><Error><Code>A.B</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>", "A.B", "m"),
            (
                "<ErrorResponse><Error><Type>Sender</Type><Code>A.B</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>",
                "A.B", "m"
            ),
            ("<?xml version=\"1.0\"?>\n<Error><Code>A.B</Code><Message>m</Message></Error>", "A.B", "m"),
            (#"{"__type":"com.amazonaws.ssm#A.B","message":"m"}"#, "A.B", "m"),
            (#"{"__type":"A.B:http://x/","Message":"m"}"#, "A.B", "m"),
            ("<html>broken", "ServiceUnavailable", "the answer is neither XML nor JSON"),
            ("", "ServiceUnavailable", "the answer has no body"),
        ])
    func answers(body: String, code: String, message: String) {
        let answer = ErrorAnswer(HTTPResponse(status: 503, headers: HTTPHeaders(), body: Array(body.utf8)))
        #expect(answer.code == code)
        #expect(answer.message == message)
    }
}
