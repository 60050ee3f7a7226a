import Foundation

extension World {
    mutating func enableImageDeprecation(_ call: Call, _ xml: inout XML) throws {
        let image = try image(try call.parameters.required("ImageId"), call)
        let text = try call.parameters.required("DeprecateAt")
        let date: Date
        do { date = try Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))) } catch {
            throw ServiceError("InvalidParameterValue", "Value (\(text)) for parameter DeprecateAt is invalid. Expected an ISO 8601 date.")
        }
        guard date > call.now else { throw ServiceError("InvalidParameterValue", "DeprecateAt must be in the future") }
        // Source of the limits: botocore's model of EnableImageDeprecation, `DeprecateAt`.
        let limit = image.isPublic ? image.latestPublicDeprecation : call.now.addingTimeInterval(10 * 366 * 86400)
        guard date <= limit else { throw ServiceError("InvalidParameterValue", "DeprecateAt is too far in the future") }
        // EC2 rounds to the minute.
        let minute = Date(timeIntervalSince1970: (date.timeIntervalSince1970 / 60).rounded() * 60)
        ec2[call.region]?.images[image.id]?.deprecatedAt = minute
        xml.element("return", true)
    }

    mutating func disableImageDeprecation(_ call: Call, _ xml: inout XML) throws {
        let image = try image(try call.parameters.required("ImageId"), call)
        guard !image.isPublic else {
            throw ServiceError("OperationNotPermitted", "The deprecation of a public image cannot be cancelled. Make \(image.id) private first.")
        }
        ec2[call.region]?.images[image.id]?.deprecatedAt = nil
        xml.element("return", true)
    }

    /// Public images are deprecated two years after their creation at the latest:
    /// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html>.
    mutating func limitDeprecation(of id: String, _ call: Call) {
        guard let image = ec2[call.region]?.images[id] else { return }
        ec2[call.region]?.images[id]?.deprecatedAt = min(image.deprecatedAt ?? .distantFuture, image.latestPublicDeprecation)
    }

    mutating func enableDeregistrationProtection(_ call: Call, _ xml: inout XML) throws {
        let image = try image(try call.parameters.required("ImageId"), call)
        let protection = Image.Protection(isOn: true, hasCooldown: try call.parameters.flag("WithCooldown") ?? false)
        ec2[call.region]?.images[image.id]?.protection = protection
        xml.element("return", protection.word)
    }

    mutating func disableDeregistrationProtection(_ call: Call, _ xml: inout XML) throws {
        let image = try image(try call.parameters.required("ImageId"), call)
        var protection = image.protection
        // The cooldown of 24 hours begins when a protection that has one ends: botocore's model, `WithCooldown`.
        if protection.isOn, protection.hasCooldown { protection.cooldownEnd = call.now.addingTimeInterval(86400) }
        protection.isOn = false
        ec2[call.region]?.images[image.id]?.protection = protection
        xml.element("return", protection.word)
    }

    /// Refuses while an image is protected from being deregistered.
    func checkProtection(of image: Image, at now: Date) throws {
        if image.protection.isOn {
            throw ServiceError("OperationNotPermitted", "The AMI '\(image.id)' is protected from deregistration. Disable the protection first.")
        }
        if let end = image.protection.cooldownEnd, now < end {
            throw ServiceError("OperationNotPermitted", "The AMI '\(image.id)' is in the cooldown of its deregistration protection.")
        }
    }
}

extension Image {
    /// Whether an image may be deregistered.
    struct Protection: Sendable {
        var isOn = false
        var hasCooldown = false
        /// When the image may be deregistered although its protection is off.
        var cooldownEnd: Date?

        var word: String { isOn ? hasCooldown ? "enabled-with-cooldown" : "enabled-without-cooldown" : "disabled" }
    }

    /// Two years after the creation, in whole minutes as EC2 rounds.
    var latestPublicDeprecation: Date {
        Date(timeIntervalSince1970: (createdAt.timeIntervalSince1970 / 60).rounded() * 60 + 730 * 86400)
    }

    /// The days from the creation to the deprecation: what stays the same from run to run.
    var deprecatedAfterDays: Int? { deprecatedAt.map { Int(($0.timeIntervalSince(createdAt) / 86400).rounded()) } }
}
