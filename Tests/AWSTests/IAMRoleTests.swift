import AWS
import CanonicalJSON
import Testing

struct IAMRoleTests {
    @Test(
        "a trust policy is read as IAM reads it, and what cannot be judged says nothing",
        arguments: [
            (#"{"Statement": [{"Effect": "Allow", "Principal": {"Service": "vmie.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#, true),
            (
                #"{"Statement": {"Effect": "Allow", "Principal": {"Service": ["ec2.amazonaws.com", "vmie.amazonaws.com.cn"]}, "Action": ["sts:*"]}}"#,
                true
            ),
            (#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "STS:AssumeRole"}]}"#, true),
            (#"{"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#, false),
            (#"{"Statement": [{"Effect": "Deny", "Principal": {"Service": "vmie.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#, false),
            (#"{"Statement": [{"Effect": "Allow", "Principal": {"Service": "vmie.amazonaws.com"}, "Action": "sts:TagSession"}]}"#, false),
            (#"{"Statement": [{"Effect": "Allow", "NotPrincipal": {"AWS": "1"}, "Action": "sts:AssumeRole"}]}"#, nil), (#"{}"#, nil),
        ] as [(String, Bool?)])
    func trust(policy: String, answer: Bool?) throws {
        #expect(IAMRole(arn: "arn", trustPolicy: try JSON(parsing: policy)).trusts("vmie") == answer)
        #expect(IAMRole(arn: "arn", trustPolicy: nil).trusts("vmie") == nil)
    }
}
