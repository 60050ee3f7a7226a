import Foundation

/// Small files with secrets that other tools read too.
enum SecretFile {
    /// Puts a new file in the place of another at once, readable by its owner only.
    /// - Throws: `CredentialError` with what the system says.
    static func write(_ text: String, to path: String) throws(CredentialError) {
        let temporary = "\(path).\(UUID().uuidString)"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        do {
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try file.write(contentsOf: Data(text.utf8))
            try file.synchronize()
            guard rename(temporary, path) == 0 else { throw failure(path) }
        } catch {
            unlink(temporary)
            throw error as? CredentialError ?? CredentialError(source: path, reason: "cannot be written: \(error.localizedDescription)")
        }
    }

    private static func failure(_ path: String) -> CredentialError {
        CredentialError(source: path, reason: "cannot be written: \(String(cString: strerror(errno)))")
    }
}
