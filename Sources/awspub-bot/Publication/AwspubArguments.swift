/// awspub takes its options about logging before the command, where all of ours take them after it.
enum AwspubArguments {
    /// Returns the arguments with such options moved behind the command.
    static func reordered(_ arguments: [String]) -> [String] {
        var moved: [String] = []
        var rest = arguments[...]
        while let option = rest.first, let count = length(of: option) {
            moved += rest.prefix(count)
            rest = rest.dropFirst(count)
        }
        guard let command = rest.first, !moved.isEmpty else { return arguments }
        return [command] + moved + rest.dropFirst()
    }

    /// How many arguments an option takes up, itself included; nil when it is none of these.
    private static func length(of option: String) -> Int? {
        switch option {
        case "--log-console": 1
        case "--log-level", "--log-file": 2
        default: option.hasPrefix("--log-level=") || option.hasPrefix("--log-file=") ? 1 : nil
        }
    }
}
