package import AWSPartition

/// One attempt of a call, as told to the client's observer.
package struct AWSCallEvent: Sendable {
    package let service: AWSService
    package let region: Region
    package let action: String
    /// Counted from 1.
    package let attempt: Int
    package let duration: Duration
    /// Bytes of the request's body.
    package let bytesSent: Int64
    package let outcome: Outcome

    package enum Outcome: Sendable {
        case succeeded
        /// It failed and is sent again after the delay.
        case retried(code: String, throttled: Bool, delay: Duration)
        case failed(code: String)
    }
}
