import Bot
import Foundation
import Synchronization
import Testing

struct EventFeedTests {
    private static func record(_ feed: EventFeed) -> BotRecord {
        BotRecord([RecordedRepository(name: "images", branch: "main", hasWebhook: false)], feed: feed)
    }

    private static func collect(_ stream: AsyncStream<EventFeed.Item>) async -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        for await case .event(let event) in stream { events.append(event) }
        return events
    }

    @Test("who comes back gets what was missed, and then what comes")
    func replay() async throws {
        let feed = EventFeed()
        let record = Self.record(feed)
        let first = try #require(feed.subscribe())
        record.setSuspended(true, "images")
        record.setSuspended(false, "images")
        var iterator = first.items.makeAsyncIterator()
        guard case .event(let seen) = try #require(await iterator.next()) else { throw CancellationError() }
        let second = try #require(feed.subscribe(after: seen.id))
        #expect(!second.hasGap)
        record.setSuspended(true, "images")
        feed.finish()
        #expect(await Self.collect(second.items).map(\.id) == [seen.id + 1, seen.id + 2])
        #expect(feed.subscribe() == nil)
    }

    @Test("what is not kept any more is a gap")
    func gap() throws {
        let feed = EventFeed(kept: 10)
        let record = Self.record(feed)
        for number in 0..<100 { record.setSuspended(number.isMultiple(of: 2), "images") }
        #expect(feed.subscribe(after: 1)?.hasGap == true)
        #expect(feed.subscribe()?.hasGap == false)
        #expect(feed.subscribe(after: Int.max - 1)?.hasGap == false)
    }

    @Test("who does not keep up is cut off, and nobody else notices")
    func slowListener() async throws {
        let feed = EventFeed(listenerBuffer: 5)
        let record = Self.record(feed)
        let isCut = Mutex(false)
        let slow = try #require(feed.subscribe { isCut.withLock { $0 = true } })
        for number in 0..<50 { record.setSuspended(number.isMultiple(of: 2), "images") }
        #expect(feed.listenerCount == 0)
        #expect(isCut.withLock { $0 })
        #expect(await Self.collect(slow.items).count == 5)
    }

    @Test("there is room for so many listeners; who leaves makes room")
    func limit() async throws {
        let feed = EventFeed(listeners: 2)
        let one = try #require(feed.subscribe())
        let two = Task { await Self.collect(try #require(feed.subscribe()).items) }
        while feed.listenerCount < 2 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(feed.subscribe() == nil)
        two.cancel()
        while feed.listenerCount > 1 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(feed.subscribe() != nil)
        withExtendedLifetime(one) {}
    }

    @Test("ids of a later process are greater")
    func ids() throws {
        let early = EventFeed(start: Date(timeIntervalSince1970: 1_000_000))
        let late = EventFeed(start: Date(timeIntervalSince1970: 1_000_001))
        for feed in [early, late] { Self.record(feed).setSuspended(true, "images") }
        #expect(late.subscribe(after: 1_000_000_000_001)?.hasGap == true)
    }
}
