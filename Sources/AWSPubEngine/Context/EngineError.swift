import AWS
import AWSPartition

/// Tells why the engine could not do something.
public struct EngineError: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public enum Code: String, Sendable, Hashable {
        /// The bucket of the config does not exist.
        case bucketMissing = "bucket-missing"
        /// EC2 could not turn the source into a snapshot.
        case importFailed = "import-failed"
        /// A copy of a snapshot ended in an error.
        case copyFailed = "copy-failed"
        /// An image could not be registered or did not become available.
        case registrationFailed = "registration-failed"
        /// Several images of the name exist.
        case multipleImages = "multiple-images"
        /// Images are missing in regions where they are wanted.
        case incompleteImageSet = "incomplete-image-set"
        /// An image that exists differs from its definition in what cannot be changed.
        case imageDiffers = "image-differs"
        /// An image is protected from being deregistered.
        case imageProtected = "image-protected"
        /// A wait took longer than allowed.
        case timedOut = "timed-out"
        /// A notification could not be sent.
        case notificationFailed = "notification-failed"
        /// AWS refused or was unreachable.
        case awsFailed = "aws-failed"
        /// The source is nothing that EC2 can import.
        case unusableSource = "unusable-source"
        /// A file cannot be read.
        case fileUnreadable = "file-unreadable"
        /// The config is invalid, or names something that is not there.
        case invalidConfig = "invalid-config"
        /// The account did not opt in to a region.
        case regionUnavailable = "region-unavailable"
        /// The partition has no region of the name.
        case regionUnknown = "region-unknown"
        /// An image has no region that it could be made in.
        case noRegions = "no-regions"
        /// The account does not let images or snapshots become public.
        case publicAccessBlocked = "public-access-blocked"
        /// Snapshots are encrypted where they should be public or shared.
        case encryptedSnapshots = "encrypted-snapshots"
        /// More is wanted than a quota allows.
        case quotaExceeded = "quota-exceeded"
        /// The role that EC2 imports with is missing, or EC2 may not assume it.
        case importRoleUnusable = "import-role-unusable"
        /// The credentials lack a right.
        case notAllowed = "not-allowed"
    }

    /// What kind of failure it is.
    public var code: Code
    /// The image it is about.
    public var image: String?
    /// The region it happened in.
    public var region: String?
    /// What happened, and what would help.
    public var message: String
    /// AWS's id of the request that failed, for asking AWS about it. It differs each time.
    public var requestID: String?

    /// Makes an error.
    public init(_ code: Code, image: String? = nil, region: String? = nil, _ message: String) {
        self.code = code
        self.image = image
        self.region = region
        self.message = message
    }
}

extension EngineError: CustomStringConvertible {
    /// The message with the image and the region in front.
    public var description: String { summary + (requestID.map { ", request \($0)" } ?? "") }

    /// The same for the same failure: the description without the id of the request.
    public var summary: String {
        let place = [image.map { "image \($0)" }, region.map { "region \($0)" }].compactMap(\.self).joined(separator: ", ")
        return place.isEmpty ? message : "\(place): \(message)"
    }
}

extension EngineError {
    /// Does something, and returns what fails as a value, so that the rest can go on. Only being cancelled is thrown.
    static func attempt<Value: Sendable>(
        image: String?, region: Region?, _ work: () async throws -> Value
    ) async throws -> Result<Value, EngineError> {
        do {
            return .success(try await work())
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as AWSError where error.kind == .cancelled {
            throw CancellationError()
        } catch {
            return .failure(EngineError(error, image: image, region: region))
        }
    }

    /// Takes any error as one of an image in a region.
    init(_ error: any Error, image: String?, region: Region?) {
        if var error = error as? EngineError {
            error.image = error.image ?? image
            error.region = error.region ?? region?.rawValue
            self = error
        } else if let error = error as? AWSError {
            self.init(.awsFailed, image: image, region: region?.rawValue, error.summary)
            requestID = error.requestID
        } else if error.isDiskFull {
            self.init(.fileUnreadable, image: image, region: region?.rawValue, "there is no space left on the disk")
        } else {
            self.init(.awsFailed, image: image, region: region?.rawValue, "\(error)")
        }
    }
}
