import AWSSandbox
import Foundation

/// The variables for the demo's programs: the local partition and nothing of the user's own AWS or git settings.
enum DemoEnvironment {
    static func variables(endpoint: String) -> [String: String] {
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AWS") && !$0.key.hasPrefix("GIT_") }
        variables["AWS_ENDPOINT_URL"] = endpoint
        variables["AWS_ACCESS_KEY_ID"] = SandboxConfiguration.accessKeyID
        variables["AWS_SECRET_ACCESS_KEY"] = SandboxConfiguration.secretAccessKey
        variables["AWS_REGION"] = "us-east-1"
        variables["AWS_CONFIG_FILE"] = "/dev/null"
        variables["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null"
        variables["GIT_CONFIG_GLOBAL"] = "/dev/null"
        variables["GIT_CONFIG_NOSYSTEM"] = "1"
        variables["GIT_TERMINAL_PROMPT"] = "0"
        variables["GIT_PAGER"] = "cat"
        for role in ["AUTHOR", "COMMITTER"] {
            variables["GIT_\(role)_NAME"] = "Release Engineer"
            variables["GIT_\(role)_EMAIL"] = "release@example.com"
        }
        return variables
    }
}
