extension Duration {
    /// Returns how long to wait for another try: twice as long each time, up to the longest, and not in step with others.
    /// - Parameter failures: how many tries failed, at least one.
    static func backOff(after failures: Int, first: Duration, longest: Duration) -> Duration {
        min(first * Double(1 << min(failures - 1, 20)), longest) * Double.random(in: 0.75...1.25)
    }
}
