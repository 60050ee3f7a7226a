extension World {
    mutating func getImageBlockPublicAccessState(_ call: Call, _ xml: inout XML) throws {
        xml.element("imageBlockPublicAccessState", ec2[call.region]?.imageBlockPublicAccess ?? configuration.imageBlockPublicAccess)
        xml.element("managedBy", "account")
    }

    mutating func enableImageBlockPublicAccess(_ call: Call, _ xml: inout XML) throws {
        let state = try call.parameters.required("ImageBlockPublicAccessState")
        guard state == "block-new-sharing" else {
            throw ServiceError("InvalidParameterValue", "Value (\(state)) for parameter ImageBlockPublicAccessState is invalid.")
        }
        ec2[call.region, default: EC2State()].imageBlockPublicAccess = state
        xml.element("imageBlockPublicAccessState", state)
    }

    mutating func disableImageBlockPublicAccess(_ call: Call, _ xml: inout XML) throws {
        ec2[call.region, default: EC2State()].imageBlockPublicAccess = "unblocked"
        xml.element("imageBlockPublicAccessState", "unblocked")
    }

    mutating func getSnapshotBlockPublicAccessState(_ call: Call, _ xml: inout XML) throws {
        xml.element("state", ec2[call.region]?.snapshotBlockPublicAccess ?? configuration.snapshotBlockPublicAccess)
        xml.element("managedBy", "account")
    }

    mutating func enableSnapshotBlockPublicAccess(_ call: Call, _ xml: inout XML) throws {
        let state = try call.parameters.required("State")
        guard ["block-all-sharing", "block-new-sharing"].contains(state) else {
            throw ServiceError("InvalidParameterValue", "Value (\(state)) for parameter State is invalid.")
        }
        ec2[call.region, default: EC2State()].snapshotBlockPublicAccess = state
        xml.element("state", state)
    }

    mutating func disableSnapshotBlockPublicAccess(_ call: Call, _ xml: inout XML) throws {
        ec2[call.region, default: EC2State()].snapshotBlockPublicAccess = "unblocked"
        xml.element("state", "unblocked")
    }
}
