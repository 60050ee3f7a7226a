/// Names and addresses of this host, which no proxy leads to.
package enum LoopbackHost {
    /// Whether a host, written as in a URL and with a port or without, is this one.
    package static func matches(_ authority: String) -> Bool {
        let host = authority.hasPrefix("[") ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return host.lowercased() == "localhost" || host == "::1" || (octets.count == 4 && octets.first == 127 && !octets.contains(nil))
    }
}
