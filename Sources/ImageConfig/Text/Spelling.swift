/// Finds what somebody probably meant.
enum Spelling {
    /// Returns the known word that differs least from a word, if it differs little.
    static func closest(to word: String, in known: some Sequence<String>) -> String? {
        let folded = Array(word.lowercased().replacing("-", with: "_"))
        let limit = max(1, min(folded.count / 3, 3))
        let ranked = known.map { ($0, distance(folded, Array($0.lowercased().replacing("-", with: "_")))) }
        return ranked.filter { $0.1 <= limit }.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// The number of letters to insert, delete or replace.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        // Words this long are not typing errors of one another, and comparing them costs.
        guard left.count <= 64, right.count <= 64 else { return Int.max }
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var previous = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let current = row[j + 1]
                row[j + 1] = min(row[j + 1] + 1, row[j] + 1, previous + (a == b ? 0 : 1))
                previous = current
            }
        }
        return row[right.count]
    }
}
