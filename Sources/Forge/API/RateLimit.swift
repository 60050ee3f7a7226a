import Foundation
import HTTP

/// Whether an answer says that there were too many calls, and until when to wait.
///
/// GitHub says 403 or 429, with `retry-after`, or with `x-ratelimit-remaining: 0` and the time in `x-ratelimit-reset`, or with neither:
/// <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>. GitLab says 429 with `Retry-After` and `RateLimit-Reset`:
/// <https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/>.
struct RateLimit {
    let isReached: Bool
    let retryAfter: Duration?

    init(_ response: HTTPResponse, now: Date) {
        let headers = response.headers
        // More than a day is no advice, and the number comes from a server.
        let asked = headers["retry-after"].flatMap(Int.init).map { Duration.seconds(min(max(0, $0), 86_400)) }
        let isUsedUp = headers["x-ratelimit-remaining"] == "0"
        let reset = (headers["x-ratelimit-reset"] ?? headers["ratelimit-reset"]).flatMap(Double.init)
        let wait = reset.map { Duration.seconds(min(max(1, ($0 - now.timeIntervalSince1970).rounded(.up)), 86_400)) }
        let isSecondary = response.status == 403 && String(decoding: response.body.prefix(4096), as: UTF8.self).contains("secondary rate limit")
        isReached = response.status == 429 || response.status == 403 && (asked != nil || isUsedUp || isSecondary)
        // "Otherwise, wait for at least one minute": GitHub's advice where it tells no time.
        retryAfter = asked ?? (isReached ? (isUsedUp || response.status == 429 ? wait : nil) ?? (isSecondary ? .seconds(60) : nil) : nil)
    }
}
