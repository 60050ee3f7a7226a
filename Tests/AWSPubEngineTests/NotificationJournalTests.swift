import TestSupport
import Testing

@testable import AWSPubEngine

struct NotificationJournalTests {
    static func notification(subject: String = "New image") -> AWSPubEngine.Notification {
        Notification(
            image: "a", sourceSHA256: "00", topicARN: "arn:aws:sns:us-east-1:123456789012:t", subject: subject, message: #"{"default":"x"}"#)
    }

    @Test func remembersAcrossProcesses() async throws {
        let folder = try TemporaryFolder()
        let journal = NotificationJournal(directory: folder.path("journal"))
        #expect(try await !journal.contains(Self.notification(), about: ["ami-1 t"]))
        try await journal.record(Self.notification(), about: ["ami-1 t"], messageID: "m")
        let later = NotificationJournal(directory: folder.path("journal"))
        #expect(try await later.contains(Self.notification(), about: ["ami-1 t", "ami-2 t"]))
        #expect(try await !later.contains(Self.notification(subject: "Another"), about: ["ami-1 t"]))
    }

    @Test func sendsAgainAboutAnImageThatWasMadeAnew() async throws {
        let folder = try TemporaryFolder()
        let journal = NotificationJournal(directory: folder.path)
        try await journal.record(Self.notification(), about: ["ami-1 t"], messageID: "m")
        #expect(try await !NotificationJournal(directory: folder.path).contains(Self.notification(), about: ["ami-9 t"]))
    }

    @Test func takesTheWordOfTheManifest() async throws {
        let folder = try TemporaryFolder()
        let journal = NotificationJournal(directory: folder.path, known: [Self.notification().key])
        #expect(try await journal.contains(Self.notification(), about: []))
    }
}
