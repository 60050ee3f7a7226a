package import AWS
import AWSPartition

extension EngineEvent {
    /// One attempt of a call to AWS.
    public struct Call: Sendable, Hashable {
        /// Such as `ec2`.
        public var service: String
        /// Such as `CopySnapshot`.
        public var action: String
        /// Counted from 1.
        public var attempt: Int
        /// From sending it to the end of its answer.
        public var duration: Duration
        /// Bytes of the request's body.
        public var bytesSent: Int64
        /// How it ended.
        public var outcome: Outcome

        /// How an attempt ended.
        public enum Outcome: Sendable, Hashable {
            /// AWS did what was asked for.
            case succeeded
            /// It failed and is sent again after the delay; `throttled` when AWS said that there are too many calls.
            case retried(code: String, throttled: Bool, delay: Duration)
            /// It failed for good, which the engine often expects: a bucket that is looked for may not be there.
            case failed(code: String)
        }

        /// Makes a record of an attempt.
        public init(service: String, action: String, attempt: Int = 1, duration: Duration, bytesSent: Int64 = 0, outcome: Outcome) {
            self.service = service
            self.action = action
            self.attempt = attempt
            self.duration = duration
            self.bytesSent = bytesSent
            self.outcome = outcome
        }
    }

    /// Takes what the AWS client tells.
    package init(_ event: AWSCallEvent) {
        let outcome: Call.Outcome =
            switch event.outcome {
            case .succeeded: .succeeded
            case .retried(let code, let throttled, let delay): .retried(code: code, throttled: throttled, delay: delay)
            case .failed(let code): .failed(code: code)
            }
        self.init(
            region: event.region.rawValue,
            .call(
                Call(
                    service: event.service.rawValue, action: event.action, attempt: event.attempt, duration: event.duration,
                    bytesSent: event.bytesSent, outcome: outcome)))
    }
}
