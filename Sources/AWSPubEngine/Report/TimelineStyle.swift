/// The looks of a timeline. The colours are those of Okabe and Ito, which people with any colour vision tell apart
/// (<https://jfly.uni-koeln.de/color/>); waits are hatched, and every bar says what it is.
enum TimelineStyle {
    /// Returns the colour of a stage.
    static func color(of stage: EngineEvent.Stage) -> String {
        switch stage {
        case .hashing: "#999999"
        case .uploading: "#0072b2"
        case .importing: "#56b4e9"
        case .looking: "#c9b7dd"
        case .waiting: "#8c959f"
        case .copying: "#009e73"
        case .registering, .pending: "#e69f00"
        case .sharing: "#cc79a7"
        case .verifying: "#f0e442"
        case .publishing: "#d55e00"
        case .removing: "#6e5494"
        case .created, .verified, .published, .removed: "#1a7f37"
        case .failed: "#cf222e"
        }
    }

    /// Whether words on the colour are to be light.
    static func isDark(_ stage: EngineEvent.Stage) -> Bool { [.uploading, .copying, .publishing, .removing].contains(stage) }

    /// Returns what a bar is filled with.
    static func fill(of stage: EngineEvent.Stage) -> String { stage.isWait ? "url(#\(stage.rawValue))" : color(of: stage) }

    /// Returns what is said of a stage.
    static func words(for stage: EngineEvent.Stage) -> String {
        switch stage {
        case .pending: "waiting for the image"
        default: stage.rawValue
        }
    }

    /// Style sheet and hatchings.
    static var definitions: String {
        let hatchings = EngineEvent.Stage.allCases.filter(\.isWait).map { stage in
            let color = color(of: stage)
            return """
                <pattern id="\(stage.rawValue)" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
                <rect width="6" height="6" fill="\(color)" fill-opacity="0.18"/><rect width="2" height="6" fill="\(color)"/></pattern>

                """
        }
        return """
            <style>
            text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 12px; fill: #1f2328 }
            .paper { fill: #ffffff } .grid { stroke: #d1d9e0; stroke-width: 1 }
            .title { font-size: 18px; font-weight: 600 } .soft { fill: #59636e } .unit { font-weight: 600 }
            .on { font-size: 10px; fill: #000000 } .ondark { font-size: 10px; fill: #ffffff } .error { fill: #cf222e }
            .mark { fill: #cf222e; stroke: #ffffff; stroke-width: 0.75 }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 } .paper { fill: #0d1117 } .grid { stroke: #30363d } .soft { fill: #9198a1 } .error { fill: #ff7b72 }
            .on { fill: #000000 } .ondark { fill: #ffffff } .mark { fill: #ff7b72; stroke: #0d1117 }
            }
            </style>
            <defs>
            \(hatchings.joined())</defs>

            """
    }
}
