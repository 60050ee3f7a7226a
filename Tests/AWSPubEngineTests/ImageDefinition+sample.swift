import CanonicalJSON
import ImageConfig

extension ImageDefinition {
    /// An image with the values that most tests want.
    static func sample(_ name: String = "my-image", regions: [String]? = ["us-east-1", "eu-west-1"]) -> ImageDefinition {
        ImageDefinition(name: name, bootMode: .uefiPreferred, description: "An image", regions: regions, groups: ["stable"])
    }

    func with(_ change: (inout ImageDefinition) -> Void) -> ImageDefinition {
        var copy = self
        change(&copy)
        return copy
    }
}
