import Bot
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /metrics`, for Prometheus.
struct MetricsRoutes: Sendable {
    let record: BotRecord

    func add(to router: Router<ServerContext>) {
        router.get("/metrics") { _, _ in
            let text = MetricsText(record).text
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
    }
}
