/// An AWS service that the project calls.
package enum AWSService: String, Sendable, CaseIterable {
    case ec2
    case s3
    case ssm
    case sns
    case sts
    case marketplaceCatalog
    case sso
    case iam
    case serviceQuotas
    case ssoOIDC
    case signIn

    /// The name in the credential scope of a signature.
    package var signingName: String {
        switch self {
        case .marketplaceCatalog: "aws-marketplace"
        case .sso: "awsssoportal"
        case .serviceQuotas: "servicequotas"
        case .ssoOIDC: "sso-oauth"
        case .signIn: "signin"
        case .ec2, .s3, .ssm, .sns, .sts, .iam: rawValue
        }
    }

    /// The first labels of the service's host names.
    package var endpointPrefix: String {
        switch self {
        case .marketplaceCatalog: "catalog.marketplace"
        case .sso: "portal.sso"
        case .serviceQuotas: "servicequotas"
        case .ssoOIDC: "oidc"
        case .signIn: "signin"
        case .ec2, .s3, .ssm, .sns, .sts, .iam: rawValue
        }
    }

    /// What follows `AWS_ENDPOINT_URL_` in the variable that sets this service's endpoint, and, in lower case, the key in a `services` section.
    /// See <https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html>.
    package var endpointVariableSuffix: String {
        switch self {
        case .marketplaceCatalog: "MARKETPLACE_CATALOG"
        case .serviceQuotas: "SERVICE_QUOTAS"
        case .ssoOIDC: "SSO_OIDC"
        case .signIn: "SIGNIN"
        case .ec2, .s3, .ssm, .sns, .sts, .sso, .iam: rawValue.uppercased()
        }
    }
}
