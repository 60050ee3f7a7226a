import ArgumentParser

/// How lines on stderr are written.
enum LogFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
    case text
    case json
}
