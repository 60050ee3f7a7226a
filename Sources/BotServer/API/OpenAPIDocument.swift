import CanonicalJSON
import HTTPTypes

/// The API as OpenAPI 3.1 describes it, made from the operations that are served.
struct OpenAPIDocument: Sendable {
    let operations: [APIOperation]

    var json: JSON {
        let paths = Dictionary(grouping: operations, by: \.path).mapValues { operations in
            JSON.object(Dictionary(operations.map { ($0.method.rawValue.lowercased(), Self.json($0)) }, uniquingKeysWith: { first, _ in first }))
        }
        return [
            "openapi": "3.1.0",
            "info": ["title": "awspub-bot", "version": "1", "summary": "What the daemon does and did, and what an operator can ask of it."],
            "servers": [["url": .string(APIOperation.base)]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(APISchema.components), "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static func json(_ operation: APIOperation) -> JSON {
        var answers: [String: JSON] = [
            "\(operation.success.code)": [
                "description": "Done.", "content": .object([operation.mediaType: ["schema": operation.answer]]),
            ]
        ]
        let common: [(HTTPResponse.Status, String)] = [
            (.unauthorized, "The bearer token is absent or wrong."), (.tooManyRequests, "Too many requests without the right token."),
        ]
        for (status, summary) in common + operation.problems.map({ ($0.status, $0.summary) }) { answers["\(status.code)"] = problem(summary) }
        // Reading needs no token on the daemon's own host.
        let security: JSON = operation.method == .get ? [["token": []], [:]] : [["token": []]]
        var members: [String: JSON] = [
            "operationId": .string(operation.id), "summary": .string(operation.summary), "security": security,
            "parameters": .array(operation.parameters.map(parameter)), "responses": .object(answers),
        ]
        members["requestBody"] = operation.body.map { ["required": true, "content": ["application/json": ["schema": $0]]] }
        return .object(members)
    }

    private static func problem(_ summary: String) -> JSON {
        ["description": .string(summary), "content": ["application/json": ["schema": APISchema.reference("Error")]]]
    }

    private static func parameter(_ parameter: APIOperation.Parameter) -> JSON {
        [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue), "required": .bool(parameter.place == .path),
            "description": .string(parameter.summary), "schema": parameter.schema,
        ]
    }
}
