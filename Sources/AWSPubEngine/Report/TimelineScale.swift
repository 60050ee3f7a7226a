import Foundation

/// Where times are in a drawing.
struct TimelineScale {
    private let seconds: Double
    private let left: Double
    private let right: Double

    /// - Parameters:
    ///   - seconds: what the whole width stands for.
    ///   - left: where zero is.
    init(seconds: Double, left: Double, right: Double) {
        self.seconds = max(seconds, 0.001)
        self.left = left
        self.right = right
    }

    func x(_ time: Double) -> Double { left + min(max(time / seconds, 0), 1) * (right - left) }

    /// Round numbers of seconds, at most a dozen.
    var ticks: [Double] {
        let rough = seconds / 11
        let power = pow(10, floor(log10(rough)))
        let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
        return stride(from: 0, through: seconds, by: step).map(\.self)
    }
}
