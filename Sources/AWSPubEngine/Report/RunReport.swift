public import Foundation

/// What a run did, when, and what it cost in calls: made of the engine's events by a ``RunRecorder``.
///
/// ```swift
/// try Data(report.json.prettyText.utf8).write(to: URL(filePath: "run.json"))
/// try Data(report.svg.utf8).write(to: URL(filePath: "run.svg"))
/// ```
public struct RunReport: Sendable, Hashable {
    /// What ran, with its version.
    public var program: String
    /// Such as `create`.
    public var command: String
    /// What it ran on: a config or a repository.
    public var subject: String
    /// When the run began.
    public var started: Date
    /// How long it took.
    public var seconds: Double
    /// How it ended.
    public var outcome: Outcome
    /// The source first, then the regions by name; unit after unit where several ran.
    public var lanes: [Lane]
    /// By unit, name and region.
    public var images: [ReadyImage]
    /// By service and action.
    public var calls: [CallCount]
    /// In the order of their times, the first 10,000.
    public var retries: [Retry]
    /// What was sent to the bucket; nil when nothing was.
    public var upload: Upload?
    /// In the order in which they happened.
    public var errors: [Failure]
}

extension RunReport {
    /// How a run ended.
    public enum Outcome: String, Sendable, Hashable {
        /// Everything went well.
        case done
        /// Something failed.
        case failed
        /// A person or another program stopped it.
        case interrupted
    }

    /// What the source, or one region, went through.
    public struct Lane: Sendable, Hashable {
        /// The unit, where several ran.
        public var unit: String?
        /// The region; nil for the source.
        public var region: String?
        /// By their beginnings. Those of the source may overlap.
        public var spans: [Span]
    }

    /// One stage of a lane, in seconds since the run began.
    public struct Span: Sendable, Hashable {
        /// What was done.
        public var stage: EngineEvent.Stage
        /// When it began.
        public var start: Double
        /// When it ended.
        public var end: Double
    }

    /// An image that is available.
    public struct ReadyImage: Sendable, Hashable {
        /// The unit, where several ran.
        public var unit: String?
        /// The image's name.
        public var image: String
        /// Where it is.
        public var region: String
        /// Its id there.
        public var id: String
        /// Whether an earlier run made it.
        public var wasThere: Bool
        /// When it was ready, in seconds since the run began.
        public var seconds: Double
    }

    /// How often an action was called.
    public struct CallCount: Sendable, Hashable {
        /// Such as `ec2`.
        public var service: String
        /// Such as `CopySnapshot`.
        public var action: String
        /// Calls, however many attempts each took.
        public var count: Int
        /// Attempts beyond the first.
        public var retries: Int
        /// Of these retries, those because of throttling.
        public var throttles: Int
        /// Calls that failed for good.
        public var failures: Int
        /// What all attempts took together.
        public var seconds: Double
    }

    /// A call that had to be sent again.
    public struct Retry: Sendable, Hashable {
        /// In seconds since the run began.
        public var time: Double
        /// The unit, where several ran.
        public var unit: String?
        /// Where it was sent.
        public var region: String?
        /// Such as `ec2`.
        public var service: String
        /// Such as `CopySnapshot`.
        public var action: String
        /// What AWS said, such as `RequestLimitExceeded`.
        public var code: String
        /// Whether AWS said that there are too many calls.
        public var throttled: Bool
        /// After how many seconds it was sent again.
        public var delay: Double
    }

    /// What was sent to the bucket.
    public struct Upload: Sendable, Hashable {
        /// Without what an earlier run had sent.
        public var bytes: Int64
        /// From the first byte to the last.
        public var seconds: Double
    }

    /// Something that failed.
    public struct Failure: Sendable, Hashable {
        /// The unit, where several ran.
        public var unit: String?
        /// The image it is about.
        public var image: String?
        /// The region it happened in.
        public var region: String?
        /// What happened.
        public var message: String
    }
}
