import Foundation

extension World {
    /// Answers a call to EC2.
    mutating func answerEC2(_ call: Call) throws -> Answer {
        guard let action = World.ec2Actions[call.action] else {
            throw ServiceError("InvalidAction", "The action \(call.action) is not valid for this web service.")
        }
        if try call.parameters.flag("DryRun") == true {
            throw ServiceError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", status: 412)
        }
        settleImports(in: call.region, at: call.now)
        var xml = XML()
        try xml.element("\(call.action)Response", attributes: " xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"") { xml in
            xml.element("requestId", call.requestID)
            try action(&self, call, &xml)
        }
        return Answer(headers: [("content-type", "text/xml;charset=UTF-8")], body: .xml(xml))
    }

    /// Carries out an action and writes the elements of its answer.
    typealias EC2Action = @Sendable (inout World, Call, inout XML) throws -> Void

    /// The actions of EC2 that the sandbox has.
    static let ec2Actions: [String: EC2Action] = [
        "DescribeRegions": { try $0.describeRegions($1, &$2) },
        "ImportSnapshot": { try $0.importSnapshot($1, &$2) },
        "DescribeImportSnapshotTasks": { try $0.describeImportSnapshotTasks($1, &$2) },
        "DescribeSnapshots": { try $0.describeSnapshots($1, &$2) },
        "CopySnapshot": { try $0.copySnapshot($1, &$2) },
        "DeleteSnapshot": { try $0.deleteSnapshot($1, &$2) },
        "ModifySnapshotAttribute": { try $0.modifySnapshotAttribute($1, &$2) },
        "DescribeSnapshotAttribute": { try $0.describeSnapshotAttribute($1, &$2) },
        "ResetSnapshotAttribute": { try $0.resetSnapshotAttribute($1, &$2) },
        "DescribeImages": { try $0.describeImages($1, &$2) },
        "RegisterImage": { try $0.registerImage($1, &$2) },
        "DeregisterImage": { try $0.deregisterImage($1, &$2) },
        "ModifyImageAttribute": { try $0.modifyImageAttribute($1, &$2) },
        "DescribeImageAttribute": { try $0.describeImageAttribute($1, &$2) },
        "ResetImageAttribute": { try $0.resetImageAttribute($1, &$2) },
        "EnableImageDeprecation": { try $0.enableImageDeprecation($1, &$2) },
        "DisableImageDeprecation": { try $0.disableImageDeprecation($1, &$2) },
        "EnableImageDeregistrationProtection": { try $0.enableDeregistrationProtection($1, &$2) },
        "DisableImageDeregistrationProtection": { try $0.disableDeregistrationProtection($1, &$2) },
        "CreateTags": { try $0.createTags($1, &$2) },
        "DeleteTags": { try $0.deleteTags($1, &$2) },
        "DescribeTags": { try $0.describeTags($1, &$2) },
        "GetImageBlockPublicAccessState": { try $0.getImageBlockPublicAccessState($1, &$2) },
        "EnableImageBlockPublicAccess": { try $0.enableImageBlockPublicAccess($1, &$2) },
        "DisableImageBlockPublicAccess": { try $0.disableImageBlockPublicAccess($1, &$2) },
        "GetSnapshotBlockPublicAccessState": { try $0.getSnapshotBlockPublicAccessState($1, &$2) },
        "EnableSnapshotBlockPublicAccess": { try $0.enableSnapshotBlockPublicAccess($1, &$2) },
        "DisableSnapshotBlockPublicAccess": { try $0.disableSnapshotBlockPublicAccess($1, &$2) },
        "GetEbsEncryptionByDefault": { $2.element("ebsEncryptionByDefault", $0.configuration.encryptionByDefault) },
    ]

    /// Reads the tags that a call gives to what it makes.
    func specifiedTags(_ call: Call, for resourceType: String) throws -> Tags {
        var tags: Tags = [:]
        for specification in call.parameters.list("TagSpecification") {
            let type = specification.text("ResourceType") ?? ""
            guard type == resourceType else {
                throw ServiceError("InvalidParameterValue", "'\(type)' is not a valid taggable resource type for this operation.")
            }
            for tag in specification.list("Tag") { try add(tag, to: &tags, visibleAt: .distantPast) }
        }
        return tags
    }

    /// Adds a tag that a call has.
    /// Source of the limits: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html>.
    func add(_ tag: Parameters, to tags: inout Tags, visibleAt: Date) throws {
        let key = tag.text("Key") ?? ""
        let value = tag.text("Value") ?? ""
        guard !key.isEmpty, key.count <= 128 else {
            throw ServiceError("InvalidParameterValue", "Tag key must be 1 to 128 characters long: '\(key)'")
        }
        guard !key.lowercased().hasPrefix("aws:") else {
            throw ServiceError("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")
        }
        guard value.count <= 256 else {
            throw ServiceError("InvalidParameterValue", "Tag value exceeds the maximum length of 256 characters")
        }
        tags[key] = TagEntry(value: value, visibleAt: visibleAt)
        guard tags.count <= 50 else { throw ServiceError("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.") }
    }
}
