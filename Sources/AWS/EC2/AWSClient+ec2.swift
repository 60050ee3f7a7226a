import AWSPartition
import HTTP

extension AWSClient {
    /// Sends a call to EC2 and reads its answer.
    func ec2(
        _ action: String, in region: Region, repetition: AWSRequest.Repetition = .idempotent, _ fill: (inout EC2Parameters) -> Void
    ) async throws(AWSError) -> XMLNode {
        var parameters = EC2Parameters()
        parameters.set("Action", action)
        parameters.set("Version", "2016-11-15")
        fill(&parameters)
        return try await query(.ec2, action, in: region, repetition: repetition, parameters.pairs)
    }

    /// Sends a call as a form and reads the XML of its answer.
    func query(
        _ service: AWSService, _ action: String, in region: Region, repetition: AWSRequest.Repetition = .idempotent,
        _ parameters: [(name: String, value: String)]
    ) async throws(AWSError) -> XMLNode {
        let request = AWSRequest(
            service: service, region: region, action: action,
            headers: [(name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8")],
            body: .bytes(Array(URIEncoding.query(parameters).utf8)), repetition: repetition)
        return try await sendForXML(request)
    }

    /// Sends a call whose answer is XML.
    func sendForXML(_ request: AWSRequest) async throws(AWSError) -> XMLNode { try await send(request, reading: XMLNode.parse) }

    /// Reads all pages of an EC2 list.
    func ec2Pages<Element>(
        _ action: String, in region: Region, list: String, pageSize: Int?, _ fill: (inout EC2Parameters) -> Void, _ decode: (XMLNode) -> Element?
    ) async throws(AWSError) -> [Element] {
        var elements: [Element] = []
        var token: String?
        repeat {
            let answer = try await ec2(action, in: region) { parameters in
                fill(&parameters)
                parameters.set("MaxResults", pageSize)
                parameters.set("NextToken", token)
            }
            elements += answer.items(list).compactMap(decode)
            token = answer.text("nextToken").flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return elements
    }
}

extension XMLNode {
    /// The tags of an EC2 resource.
    var tags: [AWSTag] {
        items("tagSet").compactMap { item in item.text("key").map { AWSTag($0, item["value"]?.text ?? "") } }
    }
}
