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
        /// A colon at the start of a plain text in a flow sequence.
        case leadingColon
        /// A colon at the end of a plain text in a flow collection.
        case trailingColon
    }

    init(_ offset: Int, _ message: String, repair: Repair? = nil) {
        self.offset = offset
        self.message = message
        self.repair = repair
    }
}
