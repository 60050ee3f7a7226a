/// Finds what somebody probably meant.
enum Spelling {
    /// Returns the known word that differs least from a word, if it differs little, or the only one that the word is the start or the end of.
    static func closest(to word: String, in known: some Sequence<String>) -> String? {
        let folded = folded(word)
        let limit = max(1, min(folded.count / 3, 3))
        let words = known.map { ($0, Spelling.folded($0)) }
        let ranked = words.map { ($0.0, distance(folded, $0.1)) }
        if let best = ranked.filter({ $0.1 <= limit }).min(by: { ($0.1, $0.0) < ($1.1, $1.0) }) { return best.0 }
        guard folded.count >= 3 else { return nil }
        let longer = words.filter { $0.1.starts(with: folded) || $0.1.suffix(folded.count) == folded[...] }
        return longer.count == 1 ? longer[0].0 : nil
    }

    private static func folded(_ word: String) -> [Character] { Array(word.lowercased().replacing("-", with: "_")) }

    /// The number of letters to insert, delete, replace, or exchange with the next.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        // Words this long are not typing errors of one another, and comparing them costs.
        guard left.count <= 64, right.count <= 64 else { return Int.max }
        var rows = [Array(0...right.count)]
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            for (j, b) in right.enumerated() {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
