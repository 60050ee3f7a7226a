/// A config's text after substitution, which still knows where in the file each character came from.
struct SubstitutedText: Sendable {
    let source: SourceText
    private(set) var scalars: [Unicode.Scalar] = []
    /// Where runs of characters start here and in the file, in rising order.
    private var runs: [Run] = []

    private struct Run: Sendable {
        let start: Int
        let origin: Int
        /// The name of the placeholder that the run was written for; nil for text of the file itself.
        let placeholder: String?
    }

    init(source: SourceText) { self.source = source }

    /// Takes a text in which nothing is substituted.
    init(verbatim source: SourceText) {
        self.source = source
        scalars = source.scalars
        runs = [Run(start: 0, origin: 0, placeholder: nil)]
    }

    mutating func append(_ scalar: Unicode.Scalar, from origin: Int) {
        let continues = runs.last.map { $0.placeholder == nil && origin - $0.origin == scalars.count - $0.start } ?? false
        if !continues { runs.append(Run(start: scalars.count, origin: origin, placeholder: nil)) }
        scalars.append(scalar)
    }

    mutating func append(value: String, from origin: Int, name: String) {
        runs.append(Run(start: scalars.count, origin: origin, placeholder: name))
        scalars.append(contentsOf: value.unicodeScalars)
    }

    /// Returns a diagnostic at the place in the file that a character came from; for a substituted one, the placeholder.
    func diagnostic(_ severity: Diagnostic.Severity = .error, at offset: Int, keyPath: String = "", _ message: String) -> Diagnostic {
        guard let run = run(at: offset) else { return source.diagnostic(severity, at: 0, message, keyPath: keyPath) }
        guard let placeholder = run.placeholder else {
            return source.diagnostic(severity, at: run.origin + offset - run.start, message, keyPath: keyPath)
        }
        return source.diagnostic(severity, at: run.origin, "\(message) (the text comes from the mapping's “\(placeholder)”)", keyPath: keyPath)
    }

    private func run(at offset: Int) -> Run? {
        var low = 0
        var high = runs.count
        while high > low {
            let middle = (low + high) / 2
            if runs[middle].start <= offset { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? runs[low - 1] : nil
    }
}
