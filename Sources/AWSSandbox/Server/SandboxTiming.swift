/// How long things take in a sandbox, in seconds, before `scale` divides them.
package struct SandboxTiming: Sendable, Codable, Hashable {
    /// From ImportSnapshot to the end of its task.
    package var importSnapshot = 0.05
    /// The least that a copy of a snapshot takes.
    package var copySnapshotMinimum = 0.05
    /// The most that a copy of a snapshot takes.
    package var copySnapshotMaximum = 0.1
    /// What a copy to a region takes, by region; elsewhere it is between the least and the most.
    package var copySnapshotByRegion: [String: Double] = [:]
    /// From RegisterImage until the image is available.
    package var registerImage = 0.05
    /// From StartChangeSet until the change set has succeeded.
    package var marketplace = 0.2
    /// How long new resources and tags are hidden from `Describe*`.
    package var consistencyDelay = 0.0
    /// What every call takes longer. Not divided by `scale`.
    package var latency = 0.0
    /// How much faster than told everything runs.
    package var scale = 1.0

    package init() {}

    /// Returns a duration as it is with `scale`.
    func scaled(_ seconds: Double) -> Double { seconds / max(scale, 0.000_001) }
}
