/// Something that was found wrong before anything was made.
public struct PreflightFinding: Sendable, Hashable {
    /// What a finding means for the run.
    public enum Severity: String, Sendable, Hashable {
        /// The run cannot succeed; nothing is made.
        case error
        /// The run goes on, and something is left out or may fail.
        case warning
    }

    /// What it means for the run.
    public var severity: Severity
    /// What it is, by a name that stays the same.
    public var code: EngineError.Code
    /// The image it is about; nil for what images share.
    public var image: String?
    /// The region it is about; nil for what regions share.
    public var region: String?
    /// What is wrong, and what would be right.
    public var message: String

    /// Makes a finding of its parts.
    public init(_ severity: Severity, _ code: EngineError.Code, image: String? = nil, region: String? = nil, _ message: String) {
        self.severity = severity
        self.code = code
        self.image = image
        self.region = region
        self.message = message
    }
}

extension PreflightFinding {
    /// The finding as what a run failed with.
    var error: EngineError { EngineError(code, image: image, region: region, message) }

    init(_ error: EngineError) { self.init(.error, error.code, image: error.image, region: error.region, error.message) }
}

extension Array where Element == PreflightFinding {
    /// What keeps a run from succeeding.
    var errors: [EngineError] { filter { $0.severity == .error }.map(\.error) }

    /// Errors first, then by image and region; each once.
    var inOrder: [PreflightFinding] {
        Set(self).sorted {
            ($0.severity.rawValue, $0.image ?? "", $0.region ?? "", $0.code.rawValue, $0.message)
                < ($1.severity.rawValue, $1.image ?? "", $1.region ?? "", $1.code.rawValue, $1.message)
        }
    }
}
