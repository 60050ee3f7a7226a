/// What an operator says about the account of one partition. All that is absent is found as the AWS CLI finds it.
package struct AccountSettings: Sendable, Hashable {
    /// Such as `aws-cn`.
    package var partition: String
    package var profile: String?
    /// Where to ask first, instead of what the profile says.
    package var region: String?
    /// A role that is taken on with the credentials of the profile.
    package var roleARN: String?
    package var externalID: String?
    package var sessionName: String?

    package init(
        partition: String, profile: String? = nil, region: String? = nil, roleARN: String? = nil, externalID: String? = nil,
        sessionName: String? = nil
    ) {
        self.partition = partition
        self.profile = profile
        self.region = region
        self.roleARN = roleARN
        self.externalID = externalID
        self.sessionName = sessionName
    }
}
