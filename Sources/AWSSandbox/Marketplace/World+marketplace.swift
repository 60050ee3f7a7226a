import CanonicalJSON
import Foundation

extension World {
    /// Answers a call to the Marketplace catalog.
    mutating func answerMarketplace(_ call: Call) throws -> JSON {
        guard call.region == "us-east-1" else {
            throw ServiceError("UnrecognizedClientException", "The Marketplace catalog is in us-east-1 only", status: 403)
        }
        applyChangeSets(at: call.now)
        switch call.action {
        case "StartChangeSet": return try startChangeSet(call)
        case "DescribeChangeSet":
            let id = call.loggedParameters["changeSetId"] ?? ""
            guard let set = marketplace.changeSets.first(where: { $0.id == id }) else {
                throw ServiceError("ResourceNotFoundException", "The change set \(id) does not exist", status: 404)
            }
            return describe(set, call)
        case "ListChangeSets": return listChangeSets(call)
        case "DescribeEntity": return try describeEntity(call)
        default: throw ServiceError("UnknownOperationException", "The operation \(call.action) is not known", status: 404)
        }
    }

    /// Gives the products of finished change sets their versions.
    private mutating func applyChangeSets(at now: Date) {
        for index in marketplace.changeSets.indices
        where !marketplace.changeSets[index].isApplied && !marketplace.changeSets[index].isOpen(at: now) {
            marketplace.changeSets[index].isApplied = true
            for change in marketplace.changeSets[index].changes where change["ChangeType"]?.stringValue == "AddDeliveryOptions" {
                guard let entity = change["Entity"]?["Identifier"]?.stringValue?.split(separator: "@").first.map(String.init),
                    case .members(var version) = World.details(of: change)["Version"]
                else { continue }
                version["DeliveryOptions"] = World.details(of: change)["DeliveryOptions"]
                version["Id"] = .string(ids.uuid())
                marketplace.versions[entity, default: []].append(.members(version))
            }
        }
    }

    /// The details of a change, in either of the forms that the API takes.
    private static func details(of change: JSON) -> JSON {
        if let document = change["DetailsDocument"] { return document }
        do { return try JSON(parsing: change["Details"]?.stringValue ?? "{}") } catch { return .object([:]) }
    }

    private func entityExists(_ id: String) -> Bool {
        configuration.marketplaceEntities.contains { matches(id, pattern: $0) }
    }

    private mutating func startChangeSet(_ call: Call) throws -> JSON {
        guard call.json["Catalog"]?.stringValue == "AWSMarketplace" else {
            throw ServiceError("ValidationException", "The catalog must be AWSMarketplace", status: 422)
        }
        let changes = call.json["ChangeSet"]?.arrayValue ?? []
        guard (1...20).contains(changes.count) else {
            throw ServiceError("ValidationException", "The change set must have 1 to 20 changes", status: 422)
        }
        let name = call.json["ChangeSetName"]?.stringValue ?? ""
        // Source: botocore's model of StartChangeSet, `ChangeSetName`.
        guard name.isEmpty || name.wholeMatch(of: /[\w\s+=.:@-]{1,100}/) != nil else {
            throw ServiceError("ValidationException", "ChangeSetName must match ^[\\w\\s+=.:@-]+$ and have at most 100 characters", status: 422)
        }
        let token = call.json["ClientRequestToken"]?.stringValue
        if let token, let known = marketplace.changeSets.first(where: { $0.token == token }) { return World.answer(known, call) }
        let entities = changes.compactMap { $0["Entity"]?["Identifier"]?.stringValue?.split(separator: "@").first.map(String.init) }
        for change in changes {
            guard change["ChangeType"]?.stringValue != nil, change["Entity"]?["Type"]?.stringValue != nil else {
                throw ServiceError("ValidationException", "Every change needs a ChangeType and an Entity with a Type", status: 422)
            }
        }
        if let unknown = entities.first(where: { !entityExists($0) }) {
            throw ServiceError("ResourceNotFoundException", "The entity \(unknown) does not exist", status: 404)
        }
        if let open = marketplace.changeSets.first(where: { $0.isOpen(at: call.now) && !Set($0.entities).isDisjoint(with: entities) }) {
            throw ServiceError(
                "ResourceInUseException",
                "Requested change set has entities locked by change sets - entity: '\(entities.joined(separator: ","))' change sets: \(open.id).",
                status: 423)
        }
        let set = MarketplaceState.ChangeSet(
            id: ids.next("", digits: 25), name: name, token: token, entities: entities, changes: changes,
            tags: call.json["ChangeSetTags"] ?? .array([]),
            startedAt: call.now, completesAt: call.now.addingTimeInterval(configuration.timing.scaled(configuration.timing.marketplace)))
        marketplace.changeSets.append(set)
        return World.answer(set, call)
    }

    private static func answer(_ set: MarketplaceState.ChangeSet, _ call: Call) -> JSON {
        ["ChangeSetId": .string(set.id), "ChangeSetArn": .string(arn(set, call))]
    }

    private static func arn(_ set: MarketplaceState.ChangeSet, _ call: Call) -> String {
        "arn:aws:aws-marketplace:us-east-1:\(call.account):AWSMarketplace/ChangeSet/\(set.id)"
    }

    private func describe(_ set: MarketplaceState.ChangeSet, _ call: Call) -> JSON {
        var members = summary(set, call)
        members["ChangeSet"] = .array(
            set.changes.map { change in
                guard case .members(var members) = change else { return change }
                members["ErrorDetailList"] = .array([])
                return .members(members)
            })
        return .object(members)
    }

    private func summary(_ set: MarketplaceState.ChangeSet, _ call: Call) -> [String: JSON] {
        var members: [String: JSON] = [
            "ChangeSetId": .string(set.id), "ChangeSetArn": .string(World.arn(set, call)), "ChangeSetName": .string(set.name),
            "StartTime": .string(set.startedAt.iso8601), "Status": .string(set.status(at: call.now)),
        ]
        if !set.isOpen(at: call.now) { members["EndTime"] = .string(set.completesAt.iso8601) }
        return members
    }

    private func listChangeSets(_ call: Call) -> JSON {
        let filters = (call.json["FilterList"]?.arrayValue ?? []).map { filter in
            (filter["Name"]?.stringValue ?? "", Set((filter["ValueList"]?.arrayValue ?? []).compactMap(\.stringValue)))
        }
        let found = marketplace.changeSets.filter { set in
            filters.allSatisfy { name, values in
                switch name {
                case "EntityId": !values.isDisjoint(with: set.entities)
                case "Status": values.contains(set.status(at: call.now))
                case "ChangeSetName": values.contains(set.name)
                default: true
                }
            }
        }
        let limit = min(max(call.json["MaxResults"]?.integerValue ?? 20, 1), 20)
        let start = call.json["NextToken"]?.stringValue.flatMap(Int.init) ?? 0
        // The youngest first, as the API does unless it is told otherwise.
        let page = found.reversed().dropFirst(start).prefix(limit)
        var answer: [String: JSON] = [
            "ChangeSetSummaryList": .array(
                page.map { set in .object(summary(set, call).merging(["EntityIdList": .array(set.entities.map(JSON.string))]) { $1 }) })
        ]
        if start + page.count < found.count { answer["NextToken"] = .string(String(start + page.count)) }
        return .object(answer)
    }

    private func describeEntity(_ call: Call) throws -> JSON {
        let id = call.loggedParameters["entityId"] ?? ""
        guard !id.isEmpty, entityExists(id) else {
            throw ServiceError("ResourceNotFoundException", "The entity \(id) does not exist", status: 404)
        }
        let document: JSON = ["Versions": .array(marketplace.versions[id] ?? [])]
        return [
            "EntityType": "AmiProduct@1.0", "EntityIdentifier": .string("\(id)@\((marketplace.versions[id]?.count ?? 0) + 1)"),
            "EntityArn": .string("arn:aws:aws-marketplace:us-east-1:\(call.account):AWSMarketplace/AmiProduct/\(id)"),
            "LastModifiedDate": .string(call.now.iso8601), "Details": .string(document.canonicalText), "DetailsDocument": document,
        ]
    }
}
