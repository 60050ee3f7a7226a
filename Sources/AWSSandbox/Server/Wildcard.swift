/// Returns whether a text matches a pattern in which `*` stands for any characters and `?` for one.
func matches(_ text: String, pattern: String) -> Bool {
    guard pattern.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) else { return text == pattern }
    let text = Array(text)
    let pattern = Array(pattern)
    var position = 0
    var index = 0
    var star: (pattern: Int, text: Int)?
    while position < text.count {
        if index < pattern.count, pattern[index] == "*" {
            star = (index, position)
            index += 1
        } else if index < pattern.count, pattern[index] == "?" || pattern[index] == text[position] {
            index += 1
            position += 1
        } else if let last = star {
            star = (last.pattern, last.text + 1)
            index = last.pattern + 1
            position = last.text + 1
        } else {
            return false
        }
    }
    return pattern[index...].allSatisfy { $0 == "*" }
}
