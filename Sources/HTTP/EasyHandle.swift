import CCurl

/// A borrowed libcurl easy handle with typed setters.
struct EasyHandle {
    private let handle: UnsafeMutableRawPointer

    init(_ handle: UnsafeMutableRawPointer) { self.handle = handle }

    func set(_ option: CURLoption, _ value: Int) { _ = ccurl_set_long(handle, option, value) }
    func set(_ option: CURLoption, offset value: Int64) { _ = ccurl_set_offset(handle, option, curl_off_t(value)) }
    /// libcurl copies the text.
    func set(_ option: CURLoption, _ value: String) { _ = ccurl_set_string(handle, option, value) }
    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) { _ = ccurl_set_pointer(handle, option, value) }
    func set(_ option: CURLoption, _ callback: ccurl_data_callback?) { _ = ccurl_set_data_callback(handle, option, callback) }
    func setSeek(_ callback: ccurl_seek_callback?) { _ = ccurl_set_seek_callback(handle, callback) }

    /// The HTTP status of the last answer, 0 when there was none.
    var status: Int {
        var value = 0
        _ = ccurl_get_long(handle, CURLINFO_RESPONSE_CODE, &value)
        return value
    }

    /// Whether any byte of a request was sent.
    var wasSent: Bool {
        var value = 0
        _ = ccurl_get_long(handle, CURLINFO_REQUEST_SIZE, &value)
        return value > 0
    }
}
