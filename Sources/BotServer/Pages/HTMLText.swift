/// A page of HTML that is written block by block. Everything that is not markup of the page's own goes through `escaped`.
struct HTMLText {
    private var body = ""
    private let title: String
    /// In seconds; nil for a page that does not change.
    private let refresh: Int?

    init(title: String, refresh: Int? = nil) {
        self.title = title
        self.refresh = refresh
        heading(1, title)
    }

    mutating func heading(_ level: Int, _ text: String) { body += "<h\(level)>\(HTMLText.escaped(text))</h\(level)>\n" }

    mutating func paragraph(_ html: String) { body += "<p>\(html)</p>\n" }

    /// - Parameter rows: HTML; none for no table.
    mutating func table(_ columns: [String], _ rows: [[String]]) {
        guard !rows.isEmpty else { return }
        let head = columns.map { "<th scope=\"col\">\(HTMLText.escaped($0))</th>" }.joined()
        let lines = rows.map { "<tr>\($0.map { "<td>\($0)</td>" }.joined())</tr>\n" }.joined()
        body += "<table>\n<tr>\(head)</tr>\n\(lines)</table>\n"
    }

    mutating func list(_ items: [String]) {
        guard !items.isEmpty else { return }
        body += "<ul>\n\(items.map { "<li>\(HTMLText.escaped($0))</li>\n" }.joined())</ul>\n"
    }

    mutating func preformatted(_ text: String) { body += "<pre>\(HTMLText.escaped(text))</pre>\n" }

    var text: String {
        let again = refresh.map { "<meta http-equiv=\"refresh\" content=\"\($0)\">\n" } ?? ""
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            \(again)<title>\(HTMLText.escaped(title)) · awspub-bot</title>
            <style>
            :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
            body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
            table { border-collapse: collapse; display: block; overflow-x: auto; }
            th, td { border-bottom: 1px solid #8884; padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; }
            pre { overflow-x: auto; border: 1px solid #8884; padding: .75rem; }
            </style>
            </head>
            <body>
            \(body)</body>
            </html>

            """
    }

    /// - Parameter target: percent-encoded.
    static func link(_ text: String, to target: String) -> String { "<a href=\"\(escaped(target))\">\(escaped(text))</a>" }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
            .replacing("'", with: "&#39;")
    }
}
