import Bot
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /` and `/runs/ID`: what the daemon does, for people. They only show.
struct PageRoutes: Sendable {
    let record: BotRecord
    let access: APIAccess

    func add(to router: Router<ServerContext>) {
        router.get("/") { [self] request, context in
            try access.checkPage(request, context)
            return Response.page(OverviewPage(record: record).text)
        }
        router.get("/runs/{id}") { [self] request, context in
            try access.checkPage(request, context)
            guard let run = record.run(context.parameters.get("id") ?? "") else {
                var page = HTMLText(title: "No such run")
                page.paragraph("There is no such run, or it was before the daemon was started, or too many came after it. What it came to is in git.")
                return Response.page(page.text, status: .notFound)
            }
            return Response.page(RunPage(run: run, log: record.log(of: run.id)).text)
        }
    }
}

extension Response {
    /// A page, which no cache keeps, and in which nothing runs and nothing else is loaded.
    fileprivate static func page(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
                .referrerPolicy: "no-referrer",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = constant("Referrer-Policy")
}
