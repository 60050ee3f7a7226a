/// What a forge takes at most, in characters; and how its lists come in pages.
struct ForgeLimits: Sendable {
    /// Of a status's one line.
    let summary: Int
    /// Of a comment, and of a request's text.
    let text: Int
    /// Of a request's title and of a status's context.
    var title = 255
    /// The name of the parameter for the size of a page.
    let pageParameter: String
    /// The largest page.
    let page: Int
}
