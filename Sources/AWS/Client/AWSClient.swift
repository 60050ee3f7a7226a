import AWSPartition
import Foundation
package import HTTP
import Synchronization

/// Calls AWS: finds the endpoint, keeps to the rate, signs, sends, and tries again.
package final class AWSClient: Sendable {
    package let http: HTTPClient
    let configuration: AWSClientConfiguration
    let rates: RateLimiter
    let clock: ClockOffset
    /// Clients of other partitions, by the partition's id.
    private let others: [String: AWSClient]

    /// - Parameter others: who makes the calls to regions of other partitions, by the partition's id.
    package convenience init(configuration: AWSClientConfiguration, others: [String: AWSClient] = [:]) {
        self.init(configuration: configuration, others: others, rates: RateLimiter(), clock: ClockOffset())
    }

    private init(configuration: AWSClientConfiguration, others: [String: AWSClient], rates: RateLimiter, clock: ClockOffset) {
        self.configuration = configuration
        self.others = others
        self.rates = rates
        self.clock = clock
        http = configuration.http
    }

    /// Returns a client that makes the calls to other partitions through others.
    package func joining(_ others: [String: AWSClient]) -> AWSClient {
        AWSClient(configuration: configuration, others: others, rates: rates, clock: clock)
    }

    /// Returns a client that shares everything with this one, the rates and connections too, and whose calls another observer is told of as well.
    package func observed(by observer: @escaping @Sendable (AWSCallEvent) -> Void) -> AWSClient {
        var configuration = configuration
        configuration.observer = { [first = configuration.observer] event in
            first(event)
            observer(event)
        }
        return AWSClient(configuration: configuration, others: others.mapValues { $0.observed(by: observer) }, rates: rates, clock: clock)
    }

    /// Returns who makes the calls to a region, nil for the client itself.
    func other(for region: Region) -> AWSClient? { others.isEmpty ? nil : others[Partition.containing(region).id] }
}

/// How far the clocks of AWS are ahead of ours in seconds, as their answers told.
final class ClockOffset: Sendable {
    let seconds = Mutex<TimeInterval>(0)
}

/// What a client is made of.
package struct AWSClientConfiguration: Sendable {
    package var credentials: any CredentialProvider
    package var endpoints: Endpoints
    package var http: HTTPClient
    package var retry: RetryPolicy
    package var limits: HTTPLimits
    /// Told of every attempt.
    package var observer: @Sendable (AWSCallEvent) -> Void

    package init(
        credentials: any CredentialProvider, endpoints: Endpoints = Endpoints(), http: HTTPClient = HTTPClient(), retry: RetryPolicy = RetryPolicy(),
        limits: HTTPLimits = HTTPLimits(), observer: @escaping @Sendable (AWSCallEvent) -> Void = { _ in }
    ) {
        self.credentials = credentials
        self.endpoints = endpoints
        self.http = http
        self.retry = retry
        self.limits = limits
        self.observer = observer
    }
}
