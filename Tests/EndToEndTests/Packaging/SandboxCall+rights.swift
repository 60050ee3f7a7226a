import AWSSandbox

extension SandboxCall {
    /// The rights that AWS asks for before it does what the call says, by its Service Authorization Reference:
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/>. Nil for a call that is not known here.
    var rights: Set<String>? {
        switch service {
        case "s3": Self.ofS3[action]
        case "ec2": Set(["ec2:\(action)"]).union(ofEC2Members)
        // PutParameter with tags.
        case "ssm": Set(["ssm:\(action)"]).union(parameters["Tags"] == nil ? [] : ["ssm:AddTagsToResource"])
        case "aws-marketplace": Set(["aws-marketplace:\(action)"]).union(action == "StartChangeSet" ? Self.ofChangeSets : [])
        case "sns", "iam", "servicequotas": ["\(service):\(action)"]
        // Anybody may ask who they are.
        case "sts": action == "GetCallerIdentity" ? [] : nil
        default: nil
        }
    }

    /// S3's rights have other names than its calls: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>.
    private static let ofS3: [String: Set<String>] = [
        "HeadBucket": ["s3:ListBucket"],
        // Without the second one an object that is not there is not told from one that must not be read.
        "HeadObject": ["s3:GetObject", "s3:ListBucket"],
        "GetObject": ["s3:GetObject"],
        "CopyObject": ["s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"],
        "CreateMultipartUpload": ["s3:PutObject", "s3:PutObjectTagging"],
        "UploadPart": ["s3:PutObject"],
        "CompleteMultipartUpload": ["s3:PutObject"],
        "AbortMultipartUpload": ["s3:AbortMultipartUpload"],
        "ListParts": ["s3:ListMultipartUploadParts"],
        "ListMultipartUploads": ["s3:ListBucketMultipartUploads"],
        "PutObjectTagging": ["s3:PutObjectTagging"],
        "DeleteObject": ["s3:DeleteObject"],
    ]

    private var ofEC2Members: Set<String> {
        var rights: Set<String> = []
        if parameters.keys.contains(where: { $0.hasPrefix("TagSpecification.") }) { rights.insert("ec2:CreateTags") }
        if parameters["DeleteAssociatedSnapshots"] == "true" { rights.insert("ec2:DeleteSnapshot") }
        return rights
    }

    /// A change set has tags, and hands over the role with which Marketplace reads the image.
    private static let ofChangeSets: Set<String> = ["aws-marketplace:TagResource", "iam:PassRole"]
}
