mod policy {
    use tracewell::redact::{Action, Class, Mode, Policy};

    fn page() -> crate::Result<Policy> {
        let policy = Policy::builder(Mode::Production)
            .allow(["order_id", "region"]) // fields that may be seen; scanned all the same
            .allow_query(["page", "sort"]) // parameters whose values may be seen
            .sensitive(["badge_no"]) // names that are secrets here
            .not_secret("s3_key", "an object's place, not a credential") // a short word, and why it is harmless: in production
            .allow(["s3_key"]) // it has to be allowed as well
            .personal_param("ip") // `/v1/geo/{ip}` becomes `/v1/geo/[REDACTED]`
            .action(Class::Ip, Action::TruncateIp) // 203.0.113.77 becomes 203.0.113.0
            .action(Class::Payment, Action::KeepLast(4)) // becomes ****1234
            .action(Class::Email, Action::KeyedHash) // becomes hmac:<key id>:<22 characters>
            .hmac_key_file("/run/secrets/redact-keys")
            .build()?;
        Ok(policy)
    }

    #[test]
    fn the_policy_of_the_page_is_one() {
        page().unwrap();
    }
}

mod builder {
    use tracewell::redact::{Action, Class, PolicyBuilder};

    fn page() -> crate::Result {
        let telemetry = tracewell::builder!()
            .allow(["order_id"])
            .redaction(|policy| policy.personal_param("ip").action(Class::Email, Action::KeyedHash))
            .init()?;
        drop(telemetry);
        Ok(())
    }

    fn erased(policy: PolicyBuilder) -> PolicyBuilder {
        policy.personal_param("ip").sensitive(["ip"]) // the field `ip`, and `ip=…` in a text, are [REDACTED]
    }

    fn truncated(policy: PolicyBuilder) -> PolicyBuilder {
        policy.personal_param("ip").action(Class::Ip, Action::TruncateIp) // the field `ip` is its network; texts are not changed
    }
}
