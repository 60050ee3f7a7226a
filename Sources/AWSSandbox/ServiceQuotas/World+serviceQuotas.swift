import CanonicalJSON

extension World {
    /// The quotas that the sandbox keeps to, by service and code: name, value, and whether more can be had.
    private var quotas: [String: [String: (name: String, value: Int, isAdjustable: Bool)]] {
        ["ec2": ["L-0E3CBAB9": ("Public AMIs", configuration.publicImageQuota, true)]]
    }

    /// Answers a call to Service Quotas.
    func answerServiceQuotas(_ call: Call) throws -> JSON {
        guard ["GetServiceQuota", "GetAWSDefaultServiceQuota"].contains(call.action) else {
            throw ServiceError("UnknownOperationException", "The operation \(call.action) is not known")
        }
        let (service, code) = (try text("ServiceCode", call), try text("QuotaCode", call))
        guard let known = quotas[service] else {
            throw ServiceError("NoSuchResourceException", "The request failed because the specified service does not exist.")
        }
        guard let quota = known[code] else {
            throw ServiceError("NoSuchResourceException", "The request failed because the specified quota does not exist.")
        }
        let arn = "arn:\(configuration.partition):servicequotas:\(call.region):\(call.account):\(service)/\(code)"
        return [
            "Quota": [
                "ServiceCode": .string(service), "QuotaCode": .string(code), "QuotaName": .string(quota.name), "QuotaArn": .string(arn),
                "Value": .number(Double(quota.value)), "Unit": "None", "Adjustable": .bool(quota.isAdjustable), "GlobalQuota": false,
            ]
        ]
    }
}
