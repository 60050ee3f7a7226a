import Foundation

/// A file of the operator's that holds a secret and nothing else. What is wrong is told of the file, and never what is in it.
struct SecretFile: Sendable {
    let path: String

    init(_ path: String) { self.path = path }

    /// Reads the secret, without the line break at its end.
    /// - Throws: `SecretFileError` when it cannot be read or holds nothing.
    func bytes() throws(SecretFileError) -> [UInt8] {
        var bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw SecretFileError(path: path, reason: "cannot be read: \(error.localizedDescription)")
        }
        while let last = bytes.last, [0x0A, 0x0D].contains(last) { bytes.removeLast() }
        guard !bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw SecretFileError(path: path, reason: "is empty; a secret that is nothing lets everybody in")
        }
        return bytes
    }

    /// Reads a token, without the blanks around it.
    /// - Throws: `SecretFileError`, also when it is no text of one line: none would be sent as it stands.
    func token() throws(SecretFileError) -> String {
        guard let text = String(validating: try bytes(), as: UTF8.self)?.trimmingCharacters(in: .whitespacesAndNewlines),
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { throw SecretFileError(path: path, reason: "must hold a token and nothing else, on one line") }
        return text
    }
}

/// Tells why a file with a secret is of no use.
struct SecretFileError: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path) \(reason)" }
}
