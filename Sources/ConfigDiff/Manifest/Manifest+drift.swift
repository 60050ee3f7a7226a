import CanonicalJSON

extension Manifest {
    /// What AWS has differently from what a run made.
    package struct Drift: Sendable, Hashable {
        /// What the run came to: `created` or `published`.
        package var was: Status
        /// What is wrong, by image name and region.
        package var problems: [String: [String: [String]]]

        package init(was: Status, problems: [String: [String: [String]]]) {
            self.was = was
            self.problems = problems
        }

        /// A line for each image and region, in their order.
        package var lines: [String] {
            problems.sorted { $0.key < $1.key }.flatMap { image, regions in
                regions.sorted { $0.key < $1.key }.map { "\(image) in \($0.key): \($0.value.joined(separator: ", "))" }
            }
        }
    }

    /// What the unit's last run came to, whatever was found different later.
    package var achieved: Status { drift?.was ?? status }

    /// Returns the manifest with what AWS has differently now; with nothing, it is as the run left it.
    /// - Parameter problems: by image name and region.
    package func drifted(_ problems: [String: [String: [String]]]) -> Manifest {
        var manifest = self
        manifest.status = problems.isEmpty ? achieved : .drifted
        manifest.drift = problems.isEmpty ? nil : Drift(was: achieved, problems: problems)
        return manifest
    }
}

extension Manifest.Drift {
    /// - Returns: nil for what is no drift.
    init?(_ value: JSON?) {
        guard let was = value?["was"]?.stringValue.flatMap(Manifest.Status.init(rawValue:)), [.created, .published].contains(was),
            let problems = value?["problems"]?.objectValue
        else { return nil }
        self.init(
            was: was,
            problems: problems.mapValues { ($0.objectValue ?? [:]).mapValues { ($0.arrayValue ?? []).compactMap(\.stringValue) } })
    }

    var json: JSON {
        ["was": .string(was.rawValue), "problems": .object(problems.mapValues { .object($0.mapValues { .strings($0) }) })]
    }
}
