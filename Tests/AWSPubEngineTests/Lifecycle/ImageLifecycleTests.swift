import Foundation
import ImageConfig
import OrderedCollections
import Testing

@testable import AWS
@testable import AWSPubEngine

/// What is done about deprecation and protection is decided from the definition, the image and the time alone.
struct ImageLifecycleTests {
    static let created = Date(timeIntervalSince1970: 1_800_000_000)

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var days: Int? = 100
        var wantsProtection: Bool?
        var isPublic = false
        var isTemporary = false
        /// In days after the creation.
        var deprecated: Double?
        var isProtected = false
        var tags: [String] = []
        /// In days after the creation.
        var now = 1.0
        let changes: [ImageLifecycle.Change]
        var leftovers: [ImageLifecycle.Change] = []
    }

    static func date(_ days: Double) -> Date { created.addingTimeInterval(days * 86400) }

    static let deprecation = ImageLifecycle.deprecationTag
    static let protection = ImageLifecycle.protectionTag

    static let cases: [Case] = [
        Case(testDescription: "nothing is asked for", days: nil, changes: []),
        Case(testDescription: "a date is missing", changes: [.deprecate(date(100))]),
        Case(testDescription: "the date is right", deprecated: 100, changes: []),
        Case(testDescription: "the date is rounded to the minute", deprecated: 100 + 30 / 86400, changes: []),
        Case(testDescription: "the date is another", deprecated: 99, changes: [.deprecate(date(100))]),
        Case(testDescription: "the date has passed", now: 200, changes: [.deprecate(date(200).addingTimeInterval(120))]),
        Case(testDescription: "the date has passed, and another one too", deprecated: 120, now: 200, changes: []),
        Case(
            testDescription: "the date has passed, and the present one is to come", deprecated: 300, now: 200,
            changes: [.deprecate(date(200).addingTimeInterval(120))]),
        Case(testDescription: "two years for public images", days: 3000, isPublic: true, changes: [.deprecate(date(730))]),
        Case(testDescription: "ten for others", days: 3000, changes: [.deprecate(date(3000))]),
        Case(testDescription: "a date that somebody else set", days: nil, deprecated: 5, changes: []),
        Case(
            testDescription: "a date that an earlier run set", days: nil, deprecated: 5, tags: [deprecation], changes: [],
            leftovers: [.cancelDeprecation, .removeTag(deprecation)]),
        Case(
            testDescription: "a date that was taken back without its tag", days: nil, tags: [deprecation], changes: [],
            leftovers: [.removeTag(deprecation)]),
        Case(
            testDescription: "a date that EC2 keeps", days: nil, isPublic: true, deprecated: 5, tags: [deprecation], changes: [],
            leftovers: [.removeTag(deprecation)]),
        Case(testDescription: "protection is missing", days: nil, wantsProtection: true, changes: [.protect]),
        Case(testDescription: "protection is there", days: nil, wantsProtection: true, isProtected: true, tags: [protection], changes: []),
        Case(
            testDescription: "protection is not wanted", days: nil, wantsProtection: false, isProtected: true, tags: [protection],
            changes: [.unprotect], leftovers: [.removeTag(protection)]),
        Case(testDescription: "protection by somebody else", days: nil, isProtected: true, changes: []),
        Case(
            testDescription: "protection by an earlier run", days: nil, isProtected: true, tags: [protection], changes: [],
            leftovers: [.unprotect, .removeTag(protection)]),
        Case(testDescription: "a temporary image", days: nil, wantsProtection: true, isTemporary: true, changes: []),
    ]

    @Test(arguments: cases)
    func changes(item: Case) throws {
        let image = ImageDefinition.sample().with {
            $0.isPublic = item.isPublic
            $0.isTemporary = item.isTemporary
        }
        var config = PublicationConfig(
            s3: S3Settings(bucketName: "b"), source: SourceSettings(path: "disk", architecture: .x86), images: ["my-image": image])
        config.bot.images = ["my-image": .init(deprecateAfterDays: item.days, deregistrationProtection: item.wantsProtection)]
        let lifecycle = ImageLifecycle(image, config)
        let found = try Self.found(item)
        #expect(lifecycle.changes(of: found, now: Self.date(item.now)) == item.changes)
        #expect(lifecycle.leftovers(of: found) == item.leftovers)
    }

    private static func found(_ item: Case) throws -> EC2Image {
        let tags = item.tags.map { "<item><key>\($0)</key><value>x</value></item>" }.joined()
        let deprecation = item.deprecated.map { "<deprecationTime>\(date($0).formatted(.iso8601))</deprecationTime>" } ?? ""
        let text = """
            <item><imageId>ami-1</imageId><isPublic>\(item.isPublic)</isPublic><creationDate>2027-01-15T08:00:00.000Z</creationDate>\(deprecation)\
            <deregistrationProtection>\(item.isProtected ? "enabled-without-cooldown" : "disabled")</deregistrationProtection>\
            <tagSet>\(tags)</tagSet></item>
            """
        let image = try #require(EC2Image(XMLNode.parse(Array(text.utf8))))
        try #require(image.createdAt == created)
        return image
    }
}
