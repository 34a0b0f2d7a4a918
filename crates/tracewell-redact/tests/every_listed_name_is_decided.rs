//! The lists of names, each name in the spellings that services, headers, cookies and queries have for it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::HeaderValue;
use tracewell_redact::{Decision, Mode, Policy};

/// Sensitive as a whole.
const WHOLE: &str = "password passwd pwd secret client_secret api_key auth authorization credential credentials creds \
    mysql_pwd private_key token access_token refresh_token id_token open_id otp two_factor session session_id user_session \
    sid connect.sid aiohttp_session phpsessid symfony csrf csrf_token x_csrf_token xsrf xsrf_token cookie set_cookie jwt \
    bearer saml sso identity totp mfa_code pin passcode passphrase pin_code client_assertion code_verifier assertion \
    saml_response device_code user_code connection_string database_url redis_url amqp_url broker_url dsn encryption_key \
    signing_key hmac_key master_key access_key access_key_id secret_key secret_access_key shared_access_key account_key \
    webhook_secret card_number credit_card pan cvv cvc cvv2 iban account_number routing_number sort_code ssn tax_id \
    national_id passport_number driver_license";

/// Sensitive wherever a name contains them.
const CONTAINED: &str = "password passwd passphrase secret api_key private_key credential authorization access_token \
    refresh_token id_token session_token csrf xsrf connection_string credit_card card_number mysql_pwd set_cookie";

/// Sensitive as a word of a name.
const WORDS: &str = "auth token key pwd pass jwt bearer sso saml sid session cookie otp pin pan cvv cvc sig signature nonce \
    mfa totp ssn iban credit card creds";

/// Reviewed, and harmless.
const REVIEWED: &str = "idempotency_key routing_key primary_key foreign_key sort_key partition_key cache_key dedup_key key_id kid \
    public_key_id token_count token_type input_tokens output_tokens max_tokens tokens_used session_count auth_method \
    auth_scheme auth_outcome auth_stage card_type session_state signature_valid csrf_valid";

/// Not in the list above unless the service says so.
const CURSORS: &str = "page_token continuation_token";

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split_whitespace()
}

/// A name in snake case as others write it.
fn spellings(name: &str) -> Vec<String> {
    let humps: String =
        name.split(['_', '.']).map(|word| format!("{}{}", word[..1].to_uppercase(), &word[1..])).collect();
    let camel = format!("{}{}", humps[..1].to_lowercase(), &humps[1..]);
    vec![
        name.to_owned(),
        name.to_uppercase(),
        name.replace('_', "-"),
        name.replace('_', "."),
        name.replace('_', " "),
        name.replace('_', ":"),
        humps,
        camel,
    ]
}

#[track_caller]
fn assert_all(decision: Decision, names: impl IntoIterator<Item = String>) {
    let policy = Policy::development();
    for name in names {
        assert_eq!(policy.decide(&name), decision, "{}", policy.explain(&name));
    }
}

#[test]
fn names_that_are_sensitive_as_a_whole() {
    assert_all(Decision::Redact, words(WHOLE).chain(words(CURSORS)).flat_map(spellings));
    assert_all(Decision::Redact, words(WHOLE).map(|name| name.replace(['_', '.'], "")));
}

#[test]
fn names_that_contain_a_fragment() {
    for fragment in words(CONTAINED) {
        for (before, behind) in
            [("old_", ""), ("", "_hash"), ("my_", "_value"), ("x", "y"), ("", "_length"), ("db_", "2")]
        {
            assert_all(Decision::Redact, spellings(&format!("{before}{fragment}{behind}")));
        }
    }
}

#[test]
fn names_that_have_a_short_word() {
    for word in words(WORDS) {
        for (before, behind) in
            [("", ""), ("user_", ""), ("", "_value"), ("my_", "_data"), ("x_", "_2"), ("", "_id_hash"), ("", "s")]
        {
            let name = format!("{before}{word}{behind}");
            if !words(REVIEWED).any(|reviewed| reviewed == name) {
                assert_all(Decision::Redact, spellings(&name));
            }
        }
        assert_all(Decision::Redact, [format!("data[{word}]"), format!("user[0].{word}")]);
    }
}

#[test]
fn names_that_were_reviewed() {
    assert_all(Decision::Keep, words(REVIEWED).flat_map(spellings));
    // As a whole only.
    assert_all(
        Decision::Redact,
        words(REVIEWED).filter(|name| name.ends_with("_key")).map(|name| format!("my_{name}")),
    );
}

#[test]
fn headers() {
    let all = |name: &str| Policy::builder(Mode::Production).allow([name]).allow_headers([name]).build().unwrap();
    let shown = |name: &str, value| all(name).header(name, &HeaderValue::from_static(value));
    for name in words(
        "x-api-key api-key x-auth-token x-access-token x-csrf-token x-csrftoken x-xsrf-token x-amz-security-token \
         x-vault-token x-gitlab-token private-token x-goog-api-key ocp-apim-subscription-key x-hub-signature \
         x-hub-signature-256 stripe-signature x-slack-signature x-amz-signature x-amz-credential sec-websocket-key \
         sec-websocket-protocol x-mycelium-profile x-mycelium-email x-mycelium-scope x-mycelium-role \
         x-mycelium-connection-string x-mycelium-tenant-id x-mycelium-security-group",
    ) {
        assert_eq!(shown(name, "abc"), "[REDACTED]", "{name}");
    }
    for name in words("authorization proxy-authorization") {
        assert_eq!(shown(name, "Bearer abc"), "Bearer [REDACTED]");
        assert_eq!(shown(name, "Odd abc"), "[REDACTED]");
    }
    for name in words("x-forwarded-for x-real-ip true-client-ip cf-connecting-ip x-client-ip") {
        assert_eq!(shown(name, "203.0.113.77"), "203.0.113.0", "{name}");
    }
    for name in words(
        "accept accept-encoding accept-language cache-control content-encoding content-length content-type host user-agent \
         retry-after date vary age server-timing traceparent tracestate x-request-id x-correlation-id",
    ) {
        assert_eq!(Policy::production().header(name, &HeaderValue::from_static("abc")), "abc", "{name}");
    }
    let sensitive = |name: &str| {
        let mut value = HeaderValue::from_static("abc");
        value.set_sensitive(true);
        all(name).header(name, &value)
    };
    for name in words("accept host x-request-id x-anything location") {
        assert_eq!(sensitive(name), "[REDACTED]", "{name}");
    }
}

#[test]
fn parameters_of_a_query() {
    let secret = "X-Amz-Signature X-Amz-Credential X-Amz-Security-Token sig X-Goog-Signature AWSAccessKeyId Signature access_token \
        X-Goog-Credential Policy Key-Pair-Id code state id_token session_state device_code code_verifier client_assertion \
        SAMLResponse RelayState ticket hmac key api_key apikey token password otp nonce invite reset_token magic signature";
    let plain = "X-Amz-Algorithm Expires se sp sv page";
    let policy = Policy::builder(Mode::Production).allow_query(words(secret).chain(words(plain))).build().unwrap();
    for name in words(secret) {
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for spelling in [name.to_owned(), name.to_lowercase(), name.to_uppercase()] {
            assert_eq!(policy.query(&format!("{spelling}=abc")), format!("{spelling}=REDACTED"));
        }
        assert_eq!(policy.query(&format!("{encoded}=abc")), format!("{encoded}=REDACTED"), "{name}");
    }
    for name in words(plain) {
        assert_eq!(policy.query(&format!("{name}=abc")), format!("{name}=abc"));
        assert_eq!(Policy::production().query(&format!("{name}=abc")), format!("{name}=REDACTED"));
    }
}

#[test]
fn cookies() {
    let names = "sentrysid sudo su session __session sessionid user_session symfony phpsessid fasthttpsessionid mysession \
        irissessionid _vercel_jwt csrf xsrf _xsrf _csrf csrf-token csrf_token xsrf-token xsrf_token fastcsrf _iris_csrf connect.sid \
        aiohttp_session _csrf_token _session PHPSESSID XSRF-TOKEN theme";
    for name in words(names) {
        for header in ["cookie", "set-cookie"] {
            let value = HeaderValue::from_str(&format!("{name}=abc")).unwrap();
            assert_eq!(Policy::development().header(header, &value), format!("{name}=[REDACTED]"));
        }
    }
}
