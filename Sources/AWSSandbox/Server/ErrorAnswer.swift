import CanonicalJSON
import Foundation

extension Answer {
    /// Words an error as its service does.
    init(_ error: ServiceError, service: ServiceName, requestID: String) {
        errorCode = error.code
        headers = error.headers
        switch service {
        case .s3:
            status = error.status ?? 400
            self.body = .bytes(Answer.s3Error(error, requestID))
            headers += [("x-amz-request-id", requestID), ("content-type", "application/xml")]
        case .ec2:
            status = error.status ?? 400
            var xml = XML()
            xml.element("Response") { xml in
                xml.element("Errors") { $0.element("Error") { $0.codeAndMessage(error) } }
                xml.element("RequestID", requestID)
            }
            body = .xml(xml)
            headers.append(("content-type", "text/xml;charset=UTF-8"))
        case .sns, .sts, .iam:
            status = error.status ?? 400
            var xml = XML()
            xml.element("ErrorResponse") { xml in
                xml.element("Error") {
                    $0.element("Type", "Sender")
                    $0.codeAndMessage(error)
                }
                xml.element("RequestId", requestID)
            }
            body = .xml(xml)
            headers += [("content-type", "text/xml"), ("x-amzn-requestid", requestID)]
        case .ssm, .serviceQuotas, .marketplace:
            status = error.status ?? 400
            var members: [String: JSON] = ["__type": .string(error.code), "message": .string(error.message), "Message": .string(error.message)]
            if service == .marketplace { members["__type"] = nil }
            body = .bytes(Array(JSON.object(members).canonicalText.utf8))
            headers += [("content-type", "application/x-amz-json-1.1"), ("x-amzn-requestid", requestID), ("x-amzn-errortype", error.code)]
        }
    }

    static func s3Error(_ error: ServiceError, _ requestID: String) -> [UInt8] {
        var xml = XML()
        xml.element("Error") { xml in
            xml.codeAndMessage(error)
            for detail in error.details { xml.element(detail.name, detail.value) }
            xml.element("RequestId", requestID)
        }
        return xml.document
    }
}

extension Answer.Body {
    /// A whole XML document.
    static func xml(_ xml: XML) -> Answer.Body { .bytes(xml.document) }
}

extension XML {
    /// The text with the line that a document starts with.
    var document: [UInt8] { Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8) + Array(text.utf8) }

    fileprivate mutating func codeAndMessage(_ error: ServiceError) {
        element("Code", error.code)
        element("Message", error.message)
    }
}

extension SignatureProblem {
    /// Returns the problem in the words of a service.
    func worded(by service: ServiceName) -> ServiceError {
        switch (service, self) {
        case (.ec2, .missing): ServiceError("MissingAuthenticationToken", "Request is missing Authentication Token", status: 403)
        case (.ec2, .unknownKey), (.ec2, .wrongToken):
            ServiceError("AuthFailure", "AWS was not able to validate the provided access credentials", status: 401)
        case (.ec2, .skewed), (.ec2, .expired): ServiceError("RequestExpired", "Request has expired.", status: 400)
        case (.s3, .missing): ServiceError("AccessDenied", "Access Denied", status: 403)
        case (.s3, .unknownKey):
            ServiceError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", status: 403)
        case (.s3, .wrongToken): ServiceError("InvalidToken", "The provided token is malformed or otherwise invalid.", status: 400)
        case (.s3, .skewed):
            ServiceError("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", status: 403)
        case (.s3, .expired): ServiceError("AccessDenied", "Request has expired", status: 403)
        case (.ssm, .mismatch), (.serviceQuotas, .mismatch), (.marketplace, .mismatch):
            ServiceError("InvalidSignatureException", SignatureProblem.mismatchText, status: 403)
        case (.ssm, .skewed), (.serviceQuotas, .skewed), (.marketplace, .skewed):
            ServiceError("InvalidSignatureException", "Signature expired: the request's time is not now", status: 403)
        case (.ssm, .missing), (.serviceQuotas, .missing), (.marketplace, .missing):
            ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", status: 403)
        case (.ssm, _), (.serviceQuotas, _), (.marketplace, _):
            ServiceError("UnrecognizedClientException", "The security token included in the request is invalid.", status: 403)
        case (.sns, .missing), (.sts, .missing), (.iam, .missing):
            ServiceError("MissingAuthenticationToken", "Request is missing Authentication Token", status: 403)
        case (.sns, .skewed), (.sts, .skewed), (.iam, .skewed), (.sns, .expired), (.sts, .expired), (.iam, .expired):
            ServiceError("SignatureDoesNotMatch", "Signature expired: the request's time is not now", status: 403)
        case (.sns, .unknownKey), (.sts, .unknownKey), (.iam, .unknownKey), (.sns, .wrongToken), (.sts, .wrongToken), (.iam, .wrongToken):
            ServiceError("InvalidClientTokenId", "The security token included in the request is invalid.", status: 403)
        case (_, .mismatch): ServiceError("SignatureDoesNotMatch", SignatureProblem.mismatchText, status: 403)
        }
    }

    private static let mismatchText =
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
}
