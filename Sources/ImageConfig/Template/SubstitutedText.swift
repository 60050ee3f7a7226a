/// A config's text after substitution, which still knows where in the file each byte came from.
struct SubstitutedText: Sendable {
    let source: SourceText
    private let mapping: TemplateMapping?
    private(set) var bytes: [UInt8] = []
    /// Where runs of bytes start here and in the file, in rising order.
    private var runs: [Run] = []

    private struct Run: Sendable {
        let start: Int
        let origin: Int
        /// The mapping's value that the run is; nil for text of the file itself.
        let value: TemplateMapping.Value?
    }

    init(source: SourceText, mapping: TemplateMapping?) {
        self.source = source
        self.mapping = mapping
        bytes.reserveCapacity(source.bytes.count)
    }

    /// Takes a text in which nothing is substituted.
    init(verbatim source: SourceText) {
        self.source = source
        mapping = nil
        bytes = source.bytes
        runs = [Run(start: 0, origin: 0, value: nil)]
    }

    mutating func append(from range: Range<Int>) {
        runs.append(Run(start: bytes.count, origin: range.lowerBound, value: nil))
        bytes.append(contentsOf: source.bytes[range])
    }

    mutating func append(value: TemplateMapping.Value, from origin: Int) {
        runs.append(Run(start: bytes.count, origin: origin, value: value))
        bytes.append(contentsOf: value.text.utf8)
    }

    /// Returns a diagnostic at the place in the file that a byte came from; for a substituted one, the placeholder.
    func diagnostic(_ severity: Diagnostic.Severity = .error, at offset: Int, keyPath: String = "", _ message: String) -> Diagnostic {
        var cursor = PositionCursor(source.bytes)
        return diagnostic(Finding(severity, at: offset, keyPath: keyPath, message), &cursor)
    }

    /// Returns a diagnostic for each finding, in the order of the file.
    func diagnostics(_ findings: [Finding]) -> [Diagnostic] {
        guard !findings.isEmpty else { return [] }
        var cursor = PositionCursor(source.bytes)
        let ordered = findings.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
        return ordered.map { diagnostic($0.element, &cursor) }
    }

    private func diagnostic(_ finding: Finding, _ cursor: inout PositionCursor) -> Diagnostic {
        let run = run(at: finding.offset)
        let origin = run.map { $0.value == nil ? $0.origin + finding.offset - $0.start : $0.origin } ?? 0
        var message = finding.message
        if let value = run?.value, let mapping { message += " (the text is the value of “\(value.name)” at \(mapping.place(of: value)))" }
        let (line, column) = cursor.position(of: origin)
        return Diagnostic(
            severity: finding.severity, file: source.name, line: line, column: column, keyPath: finding.keyPath, message: message)
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
