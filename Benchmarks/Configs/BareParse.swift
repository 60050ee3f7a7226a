import CYAML
import Foundation

/// What libyaml needs to read texts without anybody looking at what is in them.
enum BareParse {
    /// Parses every config as it is, and its mapping.
    /// - Returns: the number of events, so that nothing can be left out.
    static func run(_ paths: [String]) throws -> Int {
        var events = 0
        for path in paths {
            for file in [path, path + ".mapping"] {
                let data = try Data(contentsOf: URL(filePath: file))
                events += data.withUnsafeBytes { count(of: $0) }
            }
        }
        return events
    }

    private static func count(of bytes: UnsafeRawBufferPointer) -> Int {
        var parser = yaml_parser_t()
        yaml_parser_initialize(&parser)
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_input_string(&parser, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
        var events = 0
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(&parser, &event) == 1 else { return events }
            defer { yaml_event_delete(&event) }
            events += 1
            if event.type == YAML_STREAM_END_EVENT { return events }
        }
    }
}
