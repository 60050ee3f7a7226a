extension EngineEvent {
    /// Where a region, or an image in it, is on its way. In the order in which they come; a run goes through those that it needs.
    public enum Stage: String, Sendable, Hashable, CaseIterable, Comparable {
        /// The source is read for its digest. Of the source, as the next two; the events that count tell it.
        case hashing
        /// The source is sent to the bucket.
        case uploading
        /// EC2 makes a snapshot of the source.
        case importing
        /// It is looked at what is there.
        case looking
        /// The region waits for the source, the snapshot that is copied to it, or the other regions.
        case waiting
        /// The snapshot is copied to the region.
        case copying
        /// The image is registered, or brought in line with its definition.
        case registering
        /// The image is registered, and EC2 makes it available.
        case pending
        /// The image is shared with those whom its definition names.
        case sharing
        /// The image is there, as far as `create` goes.
        case created
        /// The image is compared with its definition.
        case verifying
        /// The comparison is done, whatever it found.
        case verified
        /// What others can see is changed, in all regions together.
        case publishing
        /// Everything is published.
        case published
        /// The temporary image is removed.
        case removing
        /// The temporary image is gone.
        case removed
        /// Something failed; what it was, the event ``EngineEvent/Kind/regionFailed(reason:)`` told.
        case failed

        /// Whether nothing is being done.
        public var isEnd: Bool { [.created, .verified, .published, .removed, .failed].contains(self) }

        /// Whether the stage is a wait for something that goes on elsewhere.
        public var isWait: Bool { self == .waiting || self == .pending }

        /// Stages are ordered as they come.
        public static func < (left: Stage, right: Stage) -> Bool { left.place < right.place }

        private var place: Int { Stage.allCases.firstIndex(of: self) ?? 0 }
    }
}
