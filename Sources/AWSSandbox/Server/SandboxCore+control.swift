import CanonicalJSON
import Foundation

extension SandboxCore {
    /// Answers a request to the sandbox itself: state, call log, faults, configuration. None of them is signed.
    func control(_ head: RequestHead, body: [UInt8]) -> Answer {
        do {
            switch (head.method, head.path) {
            case ("GET", "/_sandbox/state"): return Answer(control: state())
            case ("GET", "/_sandbox/health"): return Answer(control: ["status": "ok"])
            case ("GET", "/_sandbox/calls"): return Answer(control: .array(calls().filter { $0.matches(head) }.map(\.json)))
            case ("DELETE", "/_sandbox/calls"):
                clearCalls()
                return Answer(status: 204)
            case ("GET", "/_sandbox/faults"): return Answer(control: try JSON(encoding: withWorld { $0.faults.rules }))
            case ("PUT", "/_sandbox/faults"), ("POST", "/_sandbox/faults"):
                let rules = try JSONDecoder().decode([FaultRule].self, from: Data(body))
                setFaults(head.method == "POST" ? withWorld { $0.faults.rules } + rules : rules)
                return Answer(status: 204)
            case ("DELETE", "/_sandbox/faults"):
                setFaults([])
                return Answer(status: 204)
            case ("GET", "/_sandbox/config"): return Answer(control: try JSON(encoding: configuration))
            case ("PUT", "/_sandbox/config"):
                let changed = try configuration.merging(JSON(parsing: body))
                configure { $0 = changed }
                setFaults(changed.faults)
                return Answer(status: 204)
            case ("POST", "/_sandbox/reset"):
                reset()
                return Answer(status: 204)
            default: return Answer(control: ["error": "no such page of the sandbox"], status: 404)
            }
        } catch {
            return Answer(control: ["error": .string("\(error)")], status: 400)
        }
    }
}

extension SandboxCall {
    /// The call as the log shows it.
    fileprivate var json: JSON {
        .object([
            "sequence": .integer(sequence), "service": .string(service), "action": .string(action), "region": .string(region),
            "accessKey": accessKey.map(JSON.string) ?? .null, "parameters": .object(parameters.mapValues(JSON.string)),
            "startedAt": .string(startedAt.iso8601), "endedAt": endedAt.map { .string($0.iso8601) } ?? .null,
            "status": status.map(JSON.integer) ?? .null, "errorCode": errorCode.map(JSON.string) ?? .null,
            "faults": .array(faults.map(JSON.string)),
        ])
    }

    /// Whether the call is one that the query asks for, such as `?service=ec2&action=Describe*&after=12`.
    fileprivate func matches(_ head: RequestHead) -> Bool {
        let fits: (String, String) -> Bool = { name, text in
            head.parameter(name).map { AWSSandbox.matches(text, pattern: $0) } ?? true
        }
        return fits("service", service) && fits("action", action) && fits("region", region) && fits("accessKey", accessKey ?? "")
            && fits("errorCode", errorCode ?? "") && sequence > (head.parameter("after").flatMap(Int.init) ?? 0)
    }
}

extension Answer {
    fileprivate init(control json: JSON, status: Int = 200) {
        self.init(status: status, headers: [("content-type", "application/json")], body: .bytes(Array((json.prettyText + "\n").utf8)))
    }
}

extension JSON {
    /// Returns a value as its Codable form has it.
    fileprivate init(encoding value: some Encodable) throws { self = try JSON(parsing: Array(JSONEncoder().encode(value))) }
}
