import Digest

/// Remembers which deliveries came, by the digest of what was signed: a delivery's id header is not signed, so it proves nothing.
struct DeliveryMemory: Sendable {
    /// Enough for a forge that repeats what it sent in an hour, at 40 bytes each.
    static let capacity = 4096
    private var known: Set<SHA256Digest> = []
    /// The oldest first, beginning at `next`.
    private var order: [SHA256Digest] = []
    private var next = 0

    /// - Parameter digests: those to remember, the oldest first.
    init(_ digests: [SHA256Digest] = []) {
        for digest in digests { _ = insert(digest) }
    }

    /// Remembers the delivery.
    /// - Returns: whether it is new.
    mutating func insert(_ digest: SHA256Digest) -> Bool {
        guard known.insert(digest).inserted else { return false }
        if order.count < Self.capacity {
            order.append(digest)
        } else {
            known.remove(order[next])
            order[next] = digest
            next = (next + 1) % Self.capacity
        }
        return true
    }
}
