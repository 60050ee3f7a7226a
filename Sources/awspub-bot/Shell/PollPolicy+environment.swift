import AWSPubEngine

extension PollPolicy {
    /// Reads `AWSPUB_BOT_POLL_INTERVAL`: the seconds after which it is looked first whether something is done; later looks come up to 7.5 times as
    /// far apart, as 2 s and 15 s are.
    /// - Throws: `CommandFailure` for anything but 0.001 to 60.
    init(environment: [String: String]) throws {
        self.init()
        guard let text = environment["AWSPUB_BOT_POLL_INTERVAL"], !text.isEmpty else { return }
        guard let seconds = Double(text), (0.001...60).contains(seconds) else {
            throw CommandFailure(.usage, "AWSPUB_BOT_POLL_INTERVAL takes 0.001 to 60 seconds, not “\(text)”")
        }
        first = .seconds(seconds)
        longest = .seconds(seconds * 7.5)
    }
}
