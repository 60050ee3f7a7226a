import Foundation

@testable import AWSPubEngine

extension RunReport {
    /// A report of nothing.
    static func sample(seconds: Double) -> RunReport {
        RunReport(
            program: "awspub-bot 0.1.0", command: "create", subject: "images/<a & b>.yaml", started: Date(timeIntervalSince1970: 1_800_000_000),
            seconds: seconds, outcome: .done, lanes: [], images: [], calls: [], retries: [], upload: nil, errors: [])
    }

    /// A small report with something of everything.
    static func sample() -> RunReport {
        var report = sample(seconds: 20)
        report.outcome = .failed
        report.lanes = [
            Lane(
                unit: nil, region: nil,
                spans: [
                    Span(stage: .hashing, start: 0, end: 2), Span(stage: .uploading, start: 1, end: 4), Span(stage: .importing, start: 4, end: 9),
                ]),
            Lane(
                unit: nil, region: "eu-west-1",
                spans: [
                    Span(stage: .looking, start: 0.5, end: 1), Span(stage: .waiting, start: 1, end: 9), Span(stage: .copying, start: 9, end: 15),
                    Span(stage: .registering, start: 15, end: 15.5), Span(stage: .pending, start: 15.5, end: 19),
                    Span(stage: .created, start: 19, end: 19),
                ]),
            Lane(unit: nil, region: "us-east-1", spans: [Span(stage: .waiting, start: 1, end: 9), Span(stage: .failed, start: 9, end: 9)]),
        ]
        report.images = [ReadyImage(unit: nil, image: "my-image", region: "eu-west-1", id: "ami-0123", wasThere: false, seconds: 19)]
        report.calls = [CallCount(service: "ec2", action: "CopySnapshot", count: 1, retries: 2, throttles: 1, failures: 0, seconds: 0.25)]
        report.retries = [
            Retry(
                time: 9, unit: nil, region: "eu-west-1", service: "ec2", action: "CopySnapshot", code: "RequestLimitExceeded", throttled: true,
                delay: 0.5),
            Retry(time: 2, unit: nil, region: "us-east-1", service: "s3", action: "UploadPart", code: "InternalError", throttled: false, delay: 1),
        ]
        report.upload = Upload(bytes: 3 << 20, seconds: 3)
        report.errors = [Failure(unit: nil, image: "my-image", region: "us-east-1", message: "EC2 said \"no\" <\u{1B}[31m>")]
        return report
    }
}
