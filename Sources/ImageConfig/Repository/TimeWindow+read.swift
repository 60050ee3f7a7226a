import Foundation

extension TimeWindow {
    init(_ value: CheckedValue) {
        scope = UnitScope(value)
        days = value["days"].texts.map { Set($0.compactMap(Day.init(rawValue:))) } ?? days
        from = value["from"].integer ?? from
        to = value["to"].integer ?? to
        zoneName = value["zone"].text ?? zoneName
        zone = TimeZone(identifier: zoneName) ?? zone
    }

    /// What is wrong with it as a whole; nil when nothing is.
    var problem: String? {
        if days.isEmpty { return "this window opens on no day; name some, or leave days out for all" }
        if from == to { return "this window ends when it begins; leave from and to out for whole days" }
        return nil
    }

    static let schema = ObjectType(
        name: "windows",
        fields: [
            .optional("days", .list(.choice(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])), "The days it begins on; absent: all."),
            .optional("from", .timeOfDay, "When it begins."), .optional("to", .timeOfDay, "When it is over."),
            .optional("zone", .timeZone, "Whose clock counts; absent: UTC."),
        ] + UnitScope.fields)
}
