/// Something wrong in a YAML text.
struct YAMLProblem: Error {
    /// Counted in bytes.
    let offset: Int
    let message: String
    /// What YAML 1.2 allows here and libyaml refuses, if that is the reason.
    let repair: Repair?

    enum Repair {
        case directive
        case anchor
        case surrogates
    }

    init(_ offset: Int, _ message: String, repair: Repair? = nil) {
        self.offset = offset
        self.message = message
        self.repair = repair
    }
}
