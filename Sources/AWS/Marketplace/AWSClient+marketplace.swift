package import AWSPartition
package import CanonicalJSON
import HTTP

/// A request to change a Marketplace product.
package struct ChangeSet: Sendable, Hashable {
    package let id: String
    package let name: String
    /// `PREPARING`, `APPLYING`, `SUCCEEDED`, `CANCELLED` or `FAILED`.
    package let status: String
}

extension AWSClient {
    /// The only region of the Marketplace Catalog API.
    package static let marketplaceRegion: Region = "us-east-1"

    /// Returns the details document of a product.
    package func describeEntity(_ id: String) async throws(AWSError) -> JSON {
        let answer = try await marketplace(
            "DescribeEntity", .get, "/DescribeEntity", query: [(name: "catalog", value: "AWSMarketplace"), (name: "entityId", value: id)])
        if let document = answer["DetailsDocument"] { return document }
        guard let text = answer["Details"]?.stringValue else { return .object([:]) }
        do {
            return try JSON(parsing: text)
        } catch {
            throw AWSError(
                service: .marketplaceCatalog, region: AWSClient.marketplaceRegion, action: "DescribeEntity", code: "UnreadableAnswer",
                message: "the details of entity \(id) are not JSON: \(error)", kind: .transient)
        }
    }

    /// Returns the change sets of a product that are not finished.
    package func openChangeSets(entity: String) async throws(AWSError) -> [ChangeSet] {
        var sets: [ChangeSet] = []
        var token: String?
        repeat {
            var body: [String: JSON] = [
                "Catalog": "AWSMarketplace",
                "FilterList": [["Name": "EntityId", "ValueList": [.string(entity)]], ["Name": "Status", "ValueList": ["PREPARING", "APPLYING"]]],
            ]
            if let token { body["NextToken"] = .string(token) }
            let answer = try await marketplace("ListChangeSets", .post, "/ListChangeSets", body: .object(body))
            sets += (answer["ChangeSetSummaryList"]?.arrayValue ?? []).compactMap { summary in
                guard let id = summary["ChangeSetId"]?.stringValue else { return nil }
                return ChangeSet(id: id, name: summary["ChangeSetName"]?.stringValue ?? "", status: summary["Status"]?.stringValue ?? "")
            }
            token = answer["NextToken"]?.stringValue
        } while token != nil
        return sets
    }

    /// Asks for changes of a product.
    /// - Parameters:
    ///   - changes: the change set as the Marketplace Catalog API documents it.
    ///   - name: at most 100 characters.
    ///   - clientToken: the same token gives the same change set, however often it is sent; 1 to 64 of `[\w\-]`.
    /// - Returns: the change set's id.
    package func startChangeSet(_ changes: JSON, name: String, clientToken: String, tags: [AWSTag]) async throws(AWSError) -> String {
        let tagList = JSON.array(tags.map { ["Key": .string($0.key), "Value": .string($0.value)] })
        let answer = try await marketplace(
            "StartChangeSet", .post, "/StartChangeSet",
            body: [
                "Catalog": "AWSMarketplace", "ChangeSet": changes, "ChangeSetName": .string(name), "ClientRequestToken": .string(clientToken),
                "ChangeSetTags": tagList,
            ])
        return answer["ChangeSetId"]?.stringValue ?? ""
    }

    private func marketplace(
        _ action: String, _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], body: JSON? = nil
    ) async throws(AWSError) -> JSON {
        let request = AWSRequest(
            service: .marketplaceCatalog, region: AWSClient.marketplaceRegion, action: action, method: method, path: path, query: query,
            headers: body == nil ? [] : [(name: "content-type", value: "application/json")], body: .bytes(Array((body?.canonicalText ?? "").utf8)))
        return try await sendForJSON(request)
    }
}
