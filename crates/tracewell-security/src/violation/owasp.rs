/// An event of the OWASP logging vocabulary: the `owasp` of a security event, for tools that know that list.
///
/// What stands behind the colon there (`authn_login_fail:user`) is in the fields of the event here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Owasp {
    /// `authn_login_success`.
    AuthnLoginSuccess,
    /// `authn_login_successafterfail`.
    AuthnLoginSuccessafterfail,
    /// `authn_login_fail`.
    AuthnLoginFail,
    /// `authn_login_fail_max`.
    AuthnLoginFailMax,
    /// `authn_login_lock`.
    AuthnLoginLock,
    /// `authn_password_change`.
    AuthnPasswordChange,
    /// `authn_password_change_fail`.
    AuthnPasswordChangeFail,
    /// `authn_impossible_travel`.
    AuthnImpossibleTravel,
    /// `authn_token_created`.
    AuthnTokenCreated,
    /// `authn_token_revoked`.
    AuthnTokenRevoked,
    /// `authn_token_reuse`.
    AuthnTokenReuse,
    /// `authn_token_delete`.
    AuthnTokenDelete,
    /// `authz_fail`.
    AuthzFail,
    /// `authz_change`.
    AuthzChange,
    /// `authz_admin`.
    AuthzAdmin,
    /// `crypt_decrypt_fail`.
    CryptDecryptFail,
    /// `crypt_encrypt_fail`.
    CryptEncryptFail,
    /// `excess_rate_limit_exceeded`.
    ExcessRateLimitExceeded,
    /// `excess_sessions_exceeded`.
    ExcessSessionsExceeded,
    /// `upload_complete`.
    UploadComplete,
    /// `upload_stored`.
    UploadStored,
    /// `upload_validation`.
    UploadValidation,
    /// `upload_delete`.
    UploadDelete,
    /// `input_validation_fail`.
    InputValidationFail,
    /// `input_validation_discrete_fail`.
    InputValidationDiscreteFail,
    /// `malicious_excess_404`.
    MaliciousExcess404,
    /// `malicious_extraneous`.
    MaliciousExtraneous,
    /// `malicious_attack_tool`.
    MaliciousAttackTool,
    /// `malicious_sqli`.
    MaliciousSqli,
    /// `malicious_cors`.
    MaliciousCors,
    /// `malicious_csrf`.
    MaliciousCsrf,
    /// `malicious_csp_violation`.
    MaliciousCspViolation,
    /// `malicious_direct_reference`.
    MaliciousDirectReference,
    /// `mcp_prompt_injection`.
    McpPromptInjection,
    /// `mcp_resource_exhaustion`.
    McpResourceExhaustion,
    /// `mcp_tool_poisoning`.
    McpToolPoisoning,
    /// `privilege_permissions_changed`.
    PrivilegePermissionsChanged,
    /// `sensitive_create`.
    SensitiveCreate,
    /// `sensitive_read`.
    SensitiveRead,
    /// `sensitive_update`.
    SensitiveUpdate,
    /// `sensitive_delete`.
    SensitiveDelete,
    /// `sequence_fail`.
    SequenceFail,
    /// `session_created`.
    SessionCreated,
    /// `session_renewed`.
    SessionRenewed,
    /// `session_expired`.
    SessionExpired,
    /// `session_use_after_expire`.
    SessionUseAfterExpire,
    /// `session_logout`.
    SessionLogout,
    /// `sys_startup`.
    SysStartup,
    /// `sys_shutdown`.
    SysShutdown,
    /// `sys_restart`.
    SysRestart,
    /// `sys_crash`.
    SysCrash,
    /// `sys_monitor_disabled`.
    SysMonitorDisabled,
    /// `sys_monitor_enabled`.
    SysMonitorEnabled,
    /// `user_created`.
    UserCreated,
    /// `user_updated`.
    UserUpdated,
    /// `user_archived`.
    UserArchived,
    /// `user_deleted`.
    UserDeleted,
}

impl Owasp {
    /// The word as the list has it, without arguments.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthnLoginSuccess => "authn_login_success",
            Self::AuthnLoginSuccessafterfail => "authn_login_successafterfail",
            Self::AuthnLoginFail => "authn_login_fail",
            Self::AuthnLoginFailMax => "authn_login_fail_max",
            Self::AuthnLoginLock => "authn_login_lock",
            Self::AuthnPasswordChange => "authn_password_change",
            Self::AuthnPasswordChangeFail => "authn_password_change_fail",
            Self::AuthnImpossibleTravel => "authn_impossible_travel",
            Self::AuthnTokenCreated => "authn_token_created",
            Self::AuthnTokenRevoked => "authn_token_revoked",
            Self::AuthnTokenReuse => "authn_token_reuse",
            Self::AuthnTokenDelete => "authn_token_delete",
            Self::AuthzFail => "authz_fail",
            Self::AuthzChange => "authz_change",
            Self::AuthzAdmin => "authz_admin",
            Self::CryptDecryptFail => "crypt_decrypt_fail",
            Self::CryptEncryptFail => "crypt_encrypt_fail",
            Self::ExcessRateLimitExceeded => "excess_rate_limit_exceeded",
            Self::ExcessSessionsExceeded => "excess_sessions_exceeded",
            Self::UploadComplete => "upload_complete",
            Self::UploadStored => "upload_stored",
            Self::UploadValidation => "upload_validation",
            Self::UploadDelete => "upload_delete",
            Self::InputValidationFail => "input_validation_fail",
            Self::InputValidationDiscreteFail => "input_validation_discrete_fail",
            Self::MaliciousExcess404 => "malicious_excess_404",
            Self::MaliciousExtraneous => "malicious_extraneous",
            Self::MaliciousAttackTool => "malicious_attack_tool",
            Self::MaliciousSqli => "malicious_sqli",
            Self::MaliciousCors => "malicious_cors",
            Self::MaliciousCsrf => "malicious_csrf",
            Self::MaliciousCspViolation => "malicious_csp_violation",
            Self::MaliciousDirectReference => "malicious_direct_reference",
            Self::McpPromptInjection => "mcp_prompt_injection",
            Self::McpResourceExhaustion => "mcp_resource_exhaustion",
            Self::McpToolPoisoning => "mcp_tool_poisoning",
            Self::PrivilegePermissionsChanged => "privilege_permissions_changed",
            Self::SensitiveCreate => "sensitive_create",
            Self::SensitiveRead => "sensitive_read",
            Self::SensitiveUpdate => "sensitive_update",
            Self::SensitiveDelete => "sensitive_delete",
            Self::SequenceFail => "sequence_fail",
            Self::SessionCreated => "session_created",
            Self::SessionRenewed => "session_renewed",
            Self::SessionExpired => "session_expired",
            Self::SessionUseAfterExpire => "session_use_after_expire",
            Self::SessionLogout => "session_logout",
            Self::SysStartup => "sys_startup",
            Self::SysShutdown => "sys_shutdown",
            Self::SysRestart => "sys_restart",
            Self::SysCrash => "sys_crash",
            Self::SysMonitorDisabled => "sys_monitor_disabled",
            Self::SysMonitorEnabled => "sys_monitor_enabled",
            Self::UserCreated => "user_created",
            Self::UserUpdated => "user_updated",
            Self::UserArchived => "user_archived",
            Self::UserDeleted => "user_deleted",
        }
    }
}
