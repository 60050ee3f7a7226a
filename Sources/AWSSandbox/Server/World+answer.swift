import CanonicalJSON

extension World {
    /// Answers a call to any service but S3.
    mutating func answer(_ call: Call) throws -> Answer {
        switch call.service {
        case .ec2: try answerEC2(call)
        case .sns: try answerSNS(call)
        case .sts: try answerSTS(call)
        case .iam: try answerIAM(call)
        case .serviceQuotas: try Answer(json: answerServiceQuotas(call), type: "application/x-amz-json-1.1", requestID: call.requestID)
        case .ssm: try Answer(json: answerSSM(call), type: "application/x-amz-json-1.1", requestID: call.requestID)
        case .marketplace: try Answer(json: answerMarketplace(call), type: "application/json", requestID: call.requestID)
        case .s3: throw ServiceError("NotImplemented", "A header you provided implies functionality that is not implemented", status: 501)
        }
    }
}

extension Answer {
    init(json: JSON, type: String, requestID: String) {
        self.init(
            headers: [("content-type", type), ("x-amzn-requestid", requestID)], body: .bytes(Array(json.canonicalText.utf8)))
    }

    /// Makes the answer of a query protocol: a result in a response, with the request's id.
    init(query call: Call, namespace: String, _ fill: (inout XML) throws -> Void) rethrows {
        var xml = XML()
        try xml.element("\(call.action)Response", attributes: " xmlns=\"\(namespace)\"") { xml in
            try xml.element("\(call.action)Result") { try fill(&$0) }
            xml.element("ResponseMetadata") { $0.element("RequestId", call.requestID) }
        }
        self.init(headers: [("content-type", "text/xml"), ("x-amzn-requestid", call.requestID)], body: .xml(xml))
    }
}
