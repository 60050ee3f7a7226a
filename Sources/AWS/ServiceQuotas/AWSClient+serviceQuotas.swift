package import AWSPartition
import CanonicalJSON
import HTTP

extension AWSClient {
    /// Returns what a quota allows the account in a region: what was granted, else what every account has.
    /// - Parameters:
    ///   - code: the quota's code, such as `L-0E3CBAB9`.
    ///   - service: the code of the service it belongs to, such as `ec2`.
    /// - Returns: nil when the answer names no value.
    package func serviceQuota(_ code: String, of service: String, in region: Region) async throws(AWSError) -> Double? {
        let members: JSON = ["ServiceCode": .string(service), "QuotaCode": .string(code)]
        do {
            return try await quota("GetServiceQuota", members, in: region)
        } catch {
            // Some quotas have a value for the account only once it was asked to be raised.
            guard error.kind == .notFound else { throw error }
            return try await quota("GetAWSDefaultServiceQuota", members, in: region)
        }
    }

    private func quota(_ action: String, _ members: JSON, in region: Region) async throws(AWSError) -> Double? {
        let request = AWSRequest(
            service: .serviceQuotas, region: region, action: action,
            headers: [
                (name: "content-type", value: "application/x-amz-json-1.1"), (name: "x-amz-target", value: "ServiceQuotasV20190624.\(action)"),
            ], body: .bytes(Array(members.canonicalText.utf8)))
        switch try await sendForJSON(request)["Quota"]?["Value"] {
        case .integer(let value): return Double(value)
        case .number(let value): return value
        default: return nil
        }
    }
}
