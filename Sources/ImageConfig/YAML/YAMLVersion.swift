/// The version of YAML that a document is read as.
enum YAMLVersion: Sendable {
    /// Only where a directive asks for it: `yes` and `no` are booleans, `010` is octal and `1:30` a number of base 60.
    case v11
    case v12

    init(_ major: Int, _ minor: Int, at offset: Int) throws(YAMLProblem) {
        switch (major, minor) {
        case (1, 1): self = .v11
        case (1, 2): self = .v12
        default: throw YAMLProblem(offset, "YAML \(major).\(minor) is not supported; use 1.2 or leave the directive out")
        }
    }
}
