/// Says which calls something goes wrong with, and what. Texts to compare with may have `*` and `?` as wildcards.
package struct FaultRule: Sendable, Codable, Hashable {
    /// `ec2`, `s3`, `ssm`, `sns`, `sts` or `aws-marketplace`; nil is any.
    package var service: String?
    package var action: String?
    package var region: String?
    package var accessKey: String?
    /// Parameters as the call log shows them, with the values they must have.
    package var parameters: [String: String]?
    /// How many matching calls go well first.
    package var skip: Int?
    /// How many matching calls go wrong after that; nil is all.
    package var times: Int?
    /// Whether each call is hit only when it comes for the first time: by service, action, region and parameters.
    package var onceEach: Bool?
    /// Of the matching calls, the part that goes wrong, from 0 to 1.
    package var probability: Double?
    package var effect: Effect
    /// How long a `latency` or a `hang` lasts.
    package var seconds: Double?
    /// The error code, or for `importFailure` nothing.
    package var code: String?
    /// The error's message; for `importFailure` the task's StatusMessage.
    package var message: String?
    /// The HTTP status.
    package var status: Int?
    /// Whether the call does its work before it goes wrong.
    package var processed: Bool?

    /// What goes wrong.
    package enum Effect: String, Sendable, Codable, CaseIterable {
        /// The call takes `seconds` longer.
        case latency
        /// The call is answered with an error; without `code` a bare 500.
        case error
        /// The connection is cut without an answer.
        case cut
        /// Nothing comes for `seconds` (an hour if not said), then the connection is cut.
        case hang
        /// Nothing comes until the sandbox ends, and `RunningSandbox.heldCalls` tells.
        case hold
        /// The connection is cut in the middle of the answer.
        case truncate
        /// The answer is cut off text that cannot be parsed.
        case malformed
        /// The snapshot import that the call begins will fail.
        case importFailure
        /// CompleteMultipartUpload: status 200, and an error in the body.
        case errorInBody
    }

    package init(
        _ effect: Effect, service: String? = nil, action: String? = nil, region: String? = nil, accessKey: String? = nil,
        parameters: [String: String]? = nil,
        skip: Int? = nil, times: Int? = nil, onceEach: Bool? = nil, probability: Double? = nil, seconds: Double? = nil, code: String? = nil,
        message: String? = nil,
        status: Int? = nil, processed: Bool? = nil
    ) {
        self.effect = effect
        self.service = service
        self.action = action
        self.region = region
        self.accessKey = accessKey
        self.parameters = parameters
        self.skip = skip
        self.times = times
        self.onceEach = onceEach
        self.probability = probability
        self.seconds = seconds
        self.code = code
        self.message = message
        self.status = status
        self.processed = processed
    }
}
