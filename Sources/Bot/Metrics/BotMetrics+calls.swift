package import AWS
package import AWSPubEngine

extension BotMetrics {
    /// Counts an attempt of a call, as the client of an account tells it.
    package func count(_ event: AWSCallEvent) {
        guard case .call(let call) = EngineEvent(event).kind else { return }
        count(call)
    }

    /// Counts an attempt of a call.
    package func count(_ call: EngineEvent.Call) {
        let outcome =
            switch call.outcome {
            case .succeeded: "succeeded"
            case .retried(_, let isThrottled, _): isThrottled ? "throttled" : "retried"
            case .failed: "failed"
            }
        count(.awsCalls, call.service, call.action, outcome)
    }
}
