import HTTPTypes
import Hummingbird

/// `GET /healthz` and `/readyz`: whether the process lives, and whether it can work. Nothing else is told to whoever asks.
struct HealthRoutes: Sendable {
    let readiness: Readiness

    func add(to router: Router<ServerContext>) {
        router.get("/healthz") { _, _ in Response.line(.ok, "ok") }
        router.get("/readyz") { _, _ in
            let reasons = readiness.reasons
            return reasons.isEmpty ? Response.line(.ok, "ready") : Response.line(.serviceUnavailable, reasons.joined(separator: "\n"))
        }
    }
}
