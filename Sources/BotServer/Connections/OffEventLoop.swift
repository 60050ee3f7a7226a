import Hummingbird

/// Answers on the threads of everything else what may take long, such as a page of thousands of units, so that no connection waits for it.
struct OffEventLoop: RouterMiddleware {
    typealias Context = ServerContext

    func handle(_ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response) async throws -> Response {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { try await next(request, context) }
    }
}
