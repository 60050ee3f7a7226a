import AWS
import AWSPartition
import ImageConfig

/// Stores image ids in Systems Manager.
struct ParameterStore: Sendable {
    let context: Context

    /// Stores the parameters of images in all of their regions.
    func store(_ images: [Publication.ReadyImage], _ outcome: inout Publication.Outcome) async throws {
        var wanted: [Region: [(image: Publication.ReadyImage, parameter: SSMParameterDefinition)]] = [:]
        for image in images {
            for region in image.regions.keys { wanted[region, default: []] += image.definition.ssmParameters.map { (image, $0) } }
        }
        let stored = try await wanted.filter { !$0.value.isEmpty }.map { ($0.key, $0.value) }.concurrentMap(limit: 100) { region, parameters in
            (region, try await context.isolated(region) { try await store(parameters, in: region) })
        }
        for (region, result) in stored {
            switch result {
            case .success(let values): outcome.record.parameters[region.rawValue] = values
            case .failure(let error): outcome.failures.append(error)
            }
        }
    }

    private func store(
        _ wanted: [(image: Publication.ReadyImage, parameter: SSMParameterDefinition)], in region: Region
    ) async throws -> [String: String] {
        let present = try await context.client.getParameters(Set(wanted.map(\.parameter.name)).sorted(), in: region)
        var values = Dictionary(present.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        for (image, parameter) in wanted {
            guard let id = image.regions[region]?.id, values[parameter.name] != id else { continue }
            if let other = values[parameter.name], !parameter.allowOverwrite {
                let note = "the SSM parameter \(parameter.name) stays at \(other), since allow_overwrite is false; the image is \(id)"
                context.events(EngineEvent(image: image.definition.name, region: region.rawValue, .note(note)))
                continue
            }
            try await put(parameter, imageID: id, instead: values[parameter.name], in: region)
            values[parameter.name] = id
            context.events(EngineEvent(image: image.definition.name, region: region.rawValue, .parameterStored(name: parameter.name)))
        }
        return values
    }

    /// Stores a parameter once: after a lost answer it is looked at before it is stored again.
    /// - Parameter old: the value that it has.
    private func put(_ parameter: SSMParameterDefinition, imageID: String, instead old: String?, in region: Region) async throws {
        var failures = 0
        var present = old
        while true {
            do {
                return try await put(parameter, imageID: imageID, isThere: present != nil, in: region)
            } catch let error as AWSError {
                failures += 1
                // Another run may have been faster, too.
                guard error.kind == .ambiguous && failures < 5 || error.code == "ParameterAlreadyExists" else { throw error }
                let wasThere = present != nil
                present = try await context.client.getParameters([parameter.name], in: region).first?.value
                if present == imageID { return }
                guard error.kind == .ambiguous || parameter.allowOverwrite && !wasThere && failures < 5 else { throw error }
            }
            try await Task.sleep(for: context.session.policy.first / 2)
        }
    }

    /// Stores a parameter with its tags. SSM takes none where a value is overwritten: there they come first, so that no value is without.
    private func put(_ parameter: SSMParameterDefinition, imageID: String, isThere: Bool, in region: Region) async throws {
        let tags = context.parameterTags
        if isThere, !tags.isEmpty { try await context.client.addTags(tags, toParameter: parameter.name, in: region) }
        try await context.client.putImageParameter(
            name: parameter.name, imageID: imageID, description: parameter.description,
            overwrite: parameter.allowOverwrite && (isThere || tags.isEmpty), tags: isThere ? [] : tags, in: region)
    }
}
