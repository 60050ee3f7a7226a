/// What AWS's error codes mean to a caller. The tables are botocore's (`retries/standard.py`, 1.44) and EC2's list of error codes
/// (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>).
enum ErrorCodes {
    static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException",
        "ProvisionedThroughputExceededException", "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
        "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException", "TooManyUpdates",
    ]

    static let transient: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "InternalServerError", "ServiceUnavailable", "Unavailable",
        "IDPCommunicationError", "BadDigest",
    ]

    static let denied: Set<String> = [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthFailure", "AuthorizationError", "AuthorizationErrorException",
        "OptInRequired",
        "ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId",
        "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken", "OperationNotPermitted",
        "Forbidden",
        "NotAuthorized", "InvalidToken", "TokenRefreshRequired", "Blocked", "PendingVerification",
    ]

    /// Codes that may say the caller's clock is wrong; what S3 answers to HEAD has no body, so it is only `Forbidden`. The answer's date decides.
    static let clockSkew: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure", "RequestInTheFuture",
        "Forbidden",
    ]

    /// Codes that say that temporary credentials have ended.
    static let expired: Set<String> = ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"]

    static func kind(code: String, status: Int) -> AWSError.Kind {
        if throttling.contains(code) || status == 429 { return .throttled }
        if denied.contains(code) { return .denied }
        if transient.contains(code) || [500, 502, 503, 504].contains(status) { return .transient }
        if code.hasSuffix(".NotFound") || code.hasPrefix("NoSuch") || code.hasSuffix("NotFound") || code.hasSuffix("NotFoundException")
            || status == 404
        {
            return .notFound
        }
        return status == 401 || status == 403 ? .denied : .refused
    }
}
