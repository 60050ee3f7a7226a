import CCurl
import Foundation
import Synchronization

/// The thread that drives libcurl's multi handle.
///
/// Guard for `@unchecked Sendable`: `inbox` is a mutex; `multi` is created before the thread starts and freed by the thread itself as its last
/// act, and `curl_multi_wakeup`, the only function that other threads call on it, is made for that and is called under the mutex, never after
/// the inbox was closed; everything else belongs to the thread.
final class TransferLoop: @unchecked Sendable {
    private struct Inbox {
        var starting: [Transfer] = []
        var hasCancelled = false
        var isClosed = false
    }

    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer?
    private let settings: TransferSettings
    private var active: [UnsafeMutableRawPointer: Transfer] = [:]
    private var idleHandles: [UnsafeMutableRawPointer] = []

    init(settings: TransferSettings) {
        self.settings = settings
        _ = TransferLoop.globalState
        multi = curl_multi_init()
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 512)
    }

    /// libcurl wants this once a process, before anything else.
    private static let globalState: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    func start() {
        let thread = Thread { self.run() }
        thread.name = "http"
        thread.start()
    }

    /// Ends the thread; transfers that are under way fail.
    func stop() {
        inbox.withLock { inbox in
            inbox.isClosed = true
            curl_multi_wakeup(multi)
        }
    }

    func submit(_ transfer: Transfer, continuation: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>) {
        let taken = inbox.withLock { inbox in
            guard !inbox.isClosed else { return false }
            transfer.continuation = continuation
            inbox.starting.append(transfer)
            curl_multi_wakeup(multi)
            return true
        }
        if !taken { continuation.resume(returning: .failure(HTTPError(reason: .stopped, message: "the client was stopped", wasSent: false))) }
    }

    /// Ends a transfer, also one that is submitted only after this.
    func cancel(_ transfer: Transfer) {
        transfer.isCancelled.store(true, ordering: .releasing)
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return }
            inbox.hasCancelled = true
            curl_multi_wakeup(multi)
        }
    }

    private func run() {
        TransferLoop.blockBrokenPipes()
        while takeInbox() {
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            finishDone()
            // Woken by traffic, time-outs of libcurl's own, and `curl_multi_wakeup`; the limit is only a safety net.
            curl_multi_poll(multi, nil, 0, active.isEmpty ? 60_000 : 1000, nil)
        }
        close()
    }

    /// OpenSSL writes to connections that the other side closed; the signal would end the process, the error is enough.
    private static func blockBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Starts and cancels what was asked for since the last turn.
    /// - Returns: whether to go on.
    private func takeInbox() -> Bool {
        let (starting, hasCancelled, isClosed) = inbox.withLock { inbox in
            defer { (inbox.starting, inbox.hasCancelled) = ([], false) }
            return (inbox.starting, inbox.hasCancelled, inbox.isClosed)
        }
        for transfer in starting { begin(transfer) }
        if hasCancelled {
            for (handle, transfer) in active where transfer.isCancelled.load(ordering: .acquiring) {
                let wasSent = EasyHandle(handle).wasSent
                release(handle)
                transfer.fail(.cancelled, "cancelled", wasSent: wasSent)
            }
        }
        return !isClosed
    }

    private func begin(_ transfer: Transfer) {
        guard !transfer.isCancelled.load(ordering: .acquiring) else { return transfer.fail(.cancelled, "cancelled", wasSent: false) }
        guard let handle = idleHandles.popLast() ?? curl_easy_init() else {
            return transfer.fail(.badRequest, "libcurl has no memory for another transfer", wasSent: false)
        }
        if let problem = transfer.configure(EasyHandle(handle), settings: settings) {
            curl_easy_reset(handle)
            idleHandles.append(handle)
            return transfer.fail(problem.reason, problem.message, wasSent: false)
        }
        active[handle] = transfer
        guard curl_multi_add_handle(multi, handle) == CURLM_OK else {
            release(handle)
            return transfer.fail(.badRequest, "libcurl does not take another transfer", wasSent: false)
        }
    }

    private func finishDone() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle, let transfer = active[handle] else { continue }
            let code = message.pointee.data.result
            let easy = EasyHandle(handle)
            let (status, wasSent) = (easy.status, easy.wasSent)
            release(handle)
            transfer.finish(code: code, status: status, wasSent: wasSent)
        }
    }

    private func release(_ handle: UnsafeMutableRawPointer) {
        active[handle] = nil
        curl_multi_remove_handle(multi, handle)
        curl_easy_reset(handle)
        idleHandles.append(handle)
    }

    private func close() {
        for (handle, transfer) in active {
            release(handle)
            transfer.fail(.stopped, "the client was stopped", wasSent: true)
        }
        idleHandles.forEach(curl_easy_cleanup)
        curl_multi_cleanup(multi)
    }
}
