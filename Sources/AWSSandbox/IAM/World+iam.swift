import AWS
import CanonicalJSON
import HTTP

extension World {
    /// Answers a call to IAM.
    func answerIAM(_ call: Call) throws -> Answer {
        guard call.action == "GetRole" else { throw ServiceError("InvalidAction", "Could not find operation \(call.action) for version 2010-05-08") }
        guard let name = call.parameters.text("RoleName"), !name.isEmpty else {
            throw ServiceError(
                "ValidationError", "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null")
        }
        let isForImports = configuration.importRoles.contains(name)
        guard isForImports || configuration.otherRoles.contains(name) else {
            throw ServiceError("NoSuchEntity", "The role with name \(name) cannot be found.", status: 404)
        }
        let policy = trustPolicy(for: isForImports ? "vmie.amazonaws.com" : "ec2.amazonaws.com")
        return Answer(query: call, namespace: "https://iam.amazonaws.com/doc/2010-05-08/") { xml in
            xml.element("Role") { xml in
                xml.element("Path", "/")
                xml.element("RoleName", name)
                xml.element("RoleId", "AROASANDBOXEXAMPLE00")
                xml.element("Arn", "arn:\(configuration.partition):iam::\(call.account):role/\(name)")
                xml.element("CreateDate", "2024-01-01T00:00:00Z")
                xml.element("AssumeRolePolicyDocument", URIEncoding.encode(policy.canonicalText))
                xml.element("MaxSessionDuration", 3600)
            }
        }
    }

    private func trustPolicy(for service: String) -> JSON {
        ["Version": "2012-10-17", "Statement": [["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]]]
    }
}
