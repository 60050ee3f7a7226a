extension Profile {
    /// Whether the profile has keys of its own, in whichever file.
    var hasKeys: Bool { self["aws_access_key_id"] != nil || self["aws_secret_access_key"] != nil }

    /// Returns the keys that a file has. Those of different files are never mixed.
    /// - Throws: `CredentialError` for half a pair.
    func keys(in place: Place) throws(CredentialError) -> Credentials? {
        guard let accessKeyID = value("aws_access_key_id", in: place) else { return nil }
        guard let secret = value("aws_secret_access_key", in: place) else {
            throw CredentialError(source: "profile “\(name)”", reason: "has aws_access_key_id but no aws_secret_access_key")
        }
        // The older name first, as botocore.
        let token = value("aws_security_token", in: place) ?? value("aws_session_token", in: place)
        return Credentials(accessKeyID: accessKeyID, secretAccessKey: secret, sessionToken: token)
    }
}
