import Foundation
import FoundationXML

/// An element of an XML answer: its name, its text and the elements in it. Namespaces and attributes are left out.
package struct XMLNode: Sendable {
    package let name: String
    package internal(set) var text: String
    package internal(set) var children: [XMLNode]

    /// Returns the first element of a name.
    package subscript(_ name: String) -> XMLNode? { children.first { $0.name == name } }

    /// Returns all elements of a name.
    package func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

    /// Returns the text of the first element of a name, without blanks around it.
    package func text(_ name: String) -> String? { self[name]?.text.trimmingCharacters(in: .whitespacesAndNewlines) }

    /// Returns the members of a list as EC2 writes them: the `item` elements of the named element.
    package func items(_ name: String) -> [XMLNode] { self[name]?.all("item") ?? [] }
}

/// Tells that an answer is not XML.
package struct XMLError: Error, CustomStringConvertible {
    package let description: String
}

extension XMLNode {
    /// Parses a document.
    /// - Returns: its root element.
    /// - Throws: `XMLError`; also for documents nested deeper than any answer of AWS.
    package static func parse(_ bytes: [UInt8]) throws(XMLError) -> XMLNode {
        let reader = XMLReader()
        let parser = XMLParser(data: Data(bytes))
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        guard parser.parse(), let root = reader.root else {
            throw XMLError(description: "not XML (line \(parser.lineNumber), column \(parser.columnNumber))")
        }
        return root
    }
}

private final class XMLReader: NSObject, XMLParserDelegate {
    private var open: [XMLNode] = []
    private(set) var root: XMLNode?

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
        guard open.count < 100 else { return parser.abortParsing() }
        open.append(XMLNode(name: name, text: "", children: []))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].text += text
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        guard let node = open.popLast() else { return }
        if open.isEmpty { root = node } else { open[open.count - 1].children.append(node) }
    }
}
