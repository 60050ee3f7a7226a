import CCurl
import Foundation
import Synchronization

/// One request under way.
///
/// Guard for `@unchecked Sendable`: it is handed to the loop's thread through the inbox's mutex, and only that thread touches it afterwards;
/// other threads touch nothing but `isCancelled`, which is atomic.
final class Transfer: @unchecked Sendable {
    let request: HTTPRequest
    let isCancelled = Atomic(false)
    var continuation: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>?
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var headers = HTTPHeaders()
    private var sink: AnswerSink
    private var source: BodySource?
    private var easy: EasyHandle?
    private var problem: HTTPError.Reason?

    init(request: HTTPRequest) {
        self.request = request
        sink = AnswerSink(limit: request.limits.answerBytes, download: request.download)
    }

    deinit { curl_slist_free_all(headerList) }

    /// Sets an easy handle up for the request.
    /// - Returns: what is wrong with the request, nil when nothing is.
    func configure(_ easy: EasyHandle, settings: TransferSettings) -> (reason: HTTPError.Reason, message: String)? {
        self.easy = easy
        easy.set(CURLOPT_URL, request.url)
        // Dots in an S3 key are part of its name, and of what was signed.
        easy.set(CURLOPT_PATH_AS_IS, 1)
        easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        easy.set(CURLOPT_NOSIGNAL, 1)
        easy.set(CURLOPT_FOLLOWLOCATION, 0)
        easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        easy.set(CURLOPT_USERAGENT, settings.userAgent)
        configureRoute(easy, settings: settings)
        configureLimits(easy)
        configureAnswer(easy)
        if let message = configureBody(easy) { return (.unreadableBody, message) }
        if let message = configureHeaders(easy) { return (.badRequest, message) }
        return nil
    }

    private func configureRoute(_ easy: EasyHandle, settings: TransferSettings) {
        if let proxy = request.proxy { easy.set(CURLOPT_PROXY, proxy) }
        // Also against NO_PROXY of the environment: what is said for this request counts.
        if request.proxy != nil || !request.usesProxy { easy.set(CURLOPT_NOPROXY, request.usesProxy ? "" : "*") }
        guard let certificates = request.certificates ?? settings.certificates else { return }
        // Nothing but the file counts: libcurl would look into the machine's folder, too.
        for (file, folder) in [(CURLOPT_CAINFO, CURLOPT_CAPATH), (CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH)] {
            easy.set(file, certificates)
            easy.set(folder, nil as UnsafeMutableRawPointer?)
        }
    }

    private func configureLimits(_ easy: EasyHandle) {
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, request.limits.connect.wholeMilliseconds)
        if let total = request.limits.total { easy.set(CURLOPT_TIMEOUT_MS, total.wholeMilliseconds) }
        easy.set(CURLOPT_LOW_SPEED_LIMIT, 1)
        easy.set(CURLOPT_LOW_SPEED_TIME, max(1, request.limits.idle.wholeMilliseconds / 1000))
    }

    private func configureAnswer(_ easy: EasyHandle) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        easy.set(CURLOPT_WRITEFUNCTION) { data, size, count, context in Transfer.at(context).take(data, size * count) }
        easy.set(CURLOPT_WRITEDATA, context)
        easy.set(CURLOPT_HEADERFUNCTION) { data, size, count, context in Transfer.at(context).takeHeader(data, size * count) }
        easy.set(CURLOPT_HEADERDATA, context)
    }

    private func configureBody(_ easy: EasyHandle) -> String? {
        easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        if request.method == .head { easy.set(CURLOPT_NOBODY, 1) }
        guard request.body.length > 0 else {
            if request.method == .post || request.method == .put {
                easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: 0)
                easy.set(CURLOPT_COPYPOSTFIELDS, "")
            }
            // On a connection that was used before, libcurl sends a request without a body again by itself when the connection breaks.
            if !request.mayResend { easy.set(CURLOPT_FRESH_CONNECT, 1) }
            return nil
        }
        do { source = try BodySource(request.body) } catch { return "\(error)" }
        let context = Unmanaged.passUnretained(self).toOpaque()
        easy.set(CURLOPT_UPLOAD, 1)
        easy.set(CURLOPT_INFILESIZE_LARGE, offset: request.body.length)
        // 2 MiB is the most that libcurl takes; small requests keep its default.
        if request.body.length > 64 << 10 { easy.set(CURLOPT_UPLOAD_BUFFERSIZE, 2 << 20) }
        easy.set(CURLOPT_READFUNCTION) { data, size, count, context in Transfer.at(context).give(data, size * count) }
        easy.set(CURLOPT_READDATA, context)
        easy.setSeek { context, offset, origin in Transfer.at(context).seek(offset, origin) }
        easy.set(CURLOPT_SEEKDATA, context)
        return nil
    }

    private func configureHeaders(_ easy: EasyHandle) -> String? {
        // libcurl would add these by itself; the request is to carry what was signed and nothing else.
        for name in ["Accept", "Expect", "Transfer-Encoding", "Content-Type"] { headerList = curl_slist_append(headerList, "\(name):") }
        for header in request.headers {
            guard !(header.name + header.value).utf8.contains(where: { $0 == 10 || $0 == 13 || $0 == 0 }) else {
                return "header \(header.name) holds a line break"
            }
            // An empty value is written with a semicolon, else libcurl would remove the header.
            headerList = curl_slist_append(headerList, header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        easy.set(CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(headerList))
        return nil
    }

    func fail(_ reason: HTTPError.Reason, _ message: String, wasSent: Bool, status: Int? = nil) {
        continuation?.resume(returning: .failure(HTTPError(reason: reason, message: message, wasSent: wasSent, status: status)))
        continuation = nil
    }

    func finish(code: CURLcode, status: Int, wasSent: Bool) {
        guard code == CURLE_OK else {
            return fail(
                problem ?? HTTPError.Reason(code), String(cString: curl_easy_strerror(code)), wasSent: wasSent, status: status > 0 ? status : nil)
        }
        continuation?.resume(returning: .success(HTTPResponse(status: status, headers: headers, body: sink.bytes)))
        continuation = nil
    }
}

// What libcurl calls back, on the loop's thread.
extension Transfer {
    private static func at(_ context: UnsafeMutableRawPointer?) -> Transfer {
        // The loop keeps the transfer alive for as long as libcurl knows the pointer, and sets one in every case.
        Unmanaged<Transfer>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
    }

    private func take(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        problem = sink.take(UnsafeRawBufferPointer(start: data, count: count), status: easy?.status ?? 0)
        return problem == nil ? count : 0
    }

    private func takeHeader(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let line = String(decoding: UnsafeRawBufferPointer(start: data, count: count), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if line.hasPrefix("HTTP/") {
            headers = HTTPHeaders()
            sink.restart()
        } else if let colon = line.firstIndex(of: ":") {
            headers.append(name: String(line[..<colon]), value: line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
        return count
    }

    private func give(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard let data, let given = source?.read(into: UnsafeMutableRawBufferPointer(start: data, count: count)) else {
            problem = .unreadableBody
            return Int(CURL_READFUNC_ABORT)
        }
        return given
    }

    private func seek(_ offset: curl_off_t, _ origin: Int32) -> Int32 {
        // Refusing keeps libcurl from sending a request again that may have been carried out.
        guard request.mayResend, origin == SEEK_SET, source?.seek(to: Int64(offset)) == true else { return CURL_SEEKFUNC_FAIL }
        return CURL_SEEKFUNC_OK
    }
}

extension HTTPError.Reason {
    init(_ code: CURLcode) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .unresolvedHost
        case CURLE_COULDNT_CONNECT: self = .refusedConnection
        case CURLE_OPERATION_TIMEDOUT: self = .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE: self = .tls
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: self = .badRequest
        default: self = .connectionLost
        }
    }
}

extension Duration {
    /// Milliseconds, rounded down, at least one.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(clamping: seconds) &* 1000 &+ Int(attoseconds / 1_000_000_000_000_000))
    }
}
