extension Sandbox {
    /// Every action that the sandbox has, as `service:Action`, sorted.
    package static let actions: [String] = {
        let others = [
            "s3": [
                "ListBuckets", "CreateBucket", "HeadBucket", "DeleteBucket", "GetBucketLocation", "ListObjectsV2", "ListObjects", "DeleteObjects",
                "PutObject", "CopyObject", "GetObject", "HeadObject", "DeleteObject", "PutObjectTagging", "GetObjectTagging", "DeleteObjectTagging",
                "CreateMultipartUpload",
                "UploadPart", "ListParts", "ListMultipartUploads", "CompleteMultipartUpload", "AbortMultipartUpload",
            ],
            "ssm": [
                "PutParameter", "GetParameter", "GetParameters", "GetParametersByPath", "DeleteParameter", "DeleteParameters", "AddTagsToResource",
                "RemoveTagsFromResource", "ListTagsForResource",
            ],
            "sns": ["CreateTopic", "ListTopics", "DeleteTopic", "GetTopicAttributes", "Publish"],
            "sts": ["GetCallerIdentity", "AssumeRole", "AssumeRoleWithWebIdentity"],
            "iam": ["GetRole"],
            "servicequotas": ["GetServiceQuota", "GetAWSDefaultServiceQuota"],
            "aws-marketplace": ["StartChangeSet", "DescribeChangeSet", "ListChangeSets", "DescribeEntity"],
        ]
        return (World.ec2Actions.keys.map { "ec2:\($0)" } + others.flatMap { service, actions in actions.map { "\(service):\($0)" } }).sorted()
    }()
}
