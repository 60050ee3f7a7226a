import AWS
import AWSPartition

/// What decides whether images may become public.
extension Preflight {
    /// "Public AMIs" of the service `ec2`: the most public images that an account may have in a region.
    static let publicImageQuota = "L-0E3CBAB9"

    var publicLooks: [Look] {
        scope.publications.flatMap { region, images in
            [
                Look("block public access for images", in: region) {
                    let block = try await context.client.imageBlockPublicAccess(in: region)
                    return finding(block, of: "images", command: "disable-image-block-public-access", images, region)
                },
                Look("block public access for snapshots", in: region) {
                    let block = try await context.client.snapshotBlockPublicAccess(in: region)
                    return finding(block, of: "snapshots", command: "disable-snapshot-block-public-access", images, region)
                },
                Look("the quota of public images", in: region) { try await quotaFinding(images, region) },
            ]
        }
    }

    private func finding(
        _ block: PublicAccessBlock, of what: String, command: String, _ images: [String], _ region: Region
    ) -> [PreflightFinding] {
        guard block.isBlocking else { return [] }
        let way =
            block.managedBy == "declarative-policy"
            ? "a declarative policy of the organization says so; who manages it can allow it"
            : "`aws ec2 \(command) --region \(region)` turns it off, which takes up to ten minutes"
        return [
            PreflightFinding(
                .error, .publicAccessBlocked, region: region.rawValue,
                "block public access for \(what) is \(block.state), so \(images.listed) cannot become public; \(way)")
        ]
    }

    private func quotaFinding(_ images: [String], _ region: Region) async throws -> [PreflightFinding] {
        async let allowed = context.client.serviceQuota(Preflight.publicImageQuota, of: "ec2", in: region)
        let (count, isMore) = try await context.client.countPublicImages(in: region)
        guard let allowed = try await allowed.map({ Int($0) }) else { return [] }
        let wanted = count - scope.withdrawals[region, default: 0] + images.count
        guard wanted > allowed else { return [] }
        let more = isMore ? "more than " : ""
        return [
            PreflightFinding(
                .error, .quotaExceeded, region: region.rawValue,
                "the account may have \(allowed) public images here and has \(more)\(count); for \(images.listed) it needs \(more)\(wanted): `aws service-quotas request-service-quota-increase --service-code ec2 --quota-code \(Preflight.publicImageQuota) --desired-value \(wanted) --region \(region)` asks for them"
            )
        ]
    }

    /// Whether EBS encrypts what is made. What is encrypted in the home region stays so in all copies.
    var encryptionLooks: [Look] {
        var uses = scope.newSnapshots
        if !scope.imports.isEmpty { uses[scope.home, default: SnapshotUse()].formUnion(scope.importUse) }
        return uses.filter { !$0.value.isEmpty }.map { region, use in
            Look("encryption by default", in: region) {
                guard try await context.client.encryptsByDefault(in: region) else { return [] }
                if region == scope.home, try await !isImporting() { return [] }
                return encryptionFindings(use, region)
            }
        }
    }

    private func encryptionFindings(_ use: SnapshotUse, _ region: Region) -> [PreflightFinding] {
        var findings: [PreflightFinding] = []
        if !use.published.isEmpty {
            findings.append(
                PreflightFinding(
                    .error, .encryptedSnapshots, region: region.rawValue,
                    "EBS encrypts new snapshots here, and what is encrypted cannot be public, as \(use.published.sorted().listed) should be; `aws ec2 disable-ebs-encryption-by-default --region \(region)` turns it off"
                ))
        }
        if !use.shared.isEmpty {
            findings.append(
                PreflightFinding(
                    .warning, .encryptedSnapshots, region: region.rawValue,
                    "EBS encrypts new snapshots here, and \(use.shared.sorted().listed) can be shared only if the default key is one of your own that the accounts may use; `aws ec2 modify-ebs-default-kms-key-id --kms-key-id KEY --region \(region)` sets it"
                ))
        }
        return findings
    }
}

extension Array where Element == String {
    /// The first few, and how many more.
    var listed: String { count > 5 ? "\(prefix(4).joined(separator: ", ")) and \(count - 4) more" : joined(separator: ", ") }
}
