use super::register::{Register, sorted};

/// Joined names that are sensitive as a whole, although none of their words would be, or whatever their words.
pub(super) const NAMES: &[&str] = &[
    // Passwords and one-time codes.
    "mfacode",
    "otp",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "pin",
    "pincode",
    "pwd",
    "totp",
    "twofactor",
    // Tokens, sessions, single sign-on.
    "accesstoken",
    "aiohttpsession",
    "apikey",
    "aspnetsessionid",
    "assertion",
    "auth",
    "authorization",
    "bearer",
    "clientassertion",
    "clientsecret",
    "codeverifier",
    "connectsid",
    "cookie",
    "credential",
    "credentials",
    "creds",
    "csrf",
    "csrftoken",
    "devicecode",
    "identity",
    "idtoken",
    "jsessionid",
    "jwt",
    "openid",
    "phpsessid",
    "refreshtoken",
    "saml",
    "samlresponse",
    "secret",
    "sessid",
    "session",
    "sessionid",
    "setcookie",
    "sid",
    "sso",
    "symfony",
    "token",
    "usercode",
    "usersession",
    "xcsrftoken",
    "xsrf",
    "xsrftoken",
    // Keys.
    "accesskey",
    "accesskeyid",
    "accountkey",
    "encryptionkey",
    "hmackey",
    "masterkey",
    "privatekey",
    "secretaccesskey",
    "secretkey",
    "sharedaccesskey",
    "signingkey",
    "webhooksecret",
    // Addresses that carry credentials.
    "amqpurl",
    "brokerurl",
    "connectionstring",
    "databaseurl",
    "dsn",
    "mysqlpwd",
    "redisurl",
    // Payment and government identifiers.
    "accountnumber",
    "cardnumber",
    "creditcard",
    "cvc",
    "cvv",
    "cvv2",
    "driverlicense",
    "iban",
    "nationalid",
    "pan",
    "passportnumber",
    "routingnumber",
    "sortcode",
    "ssn",
    "taxid",
];

/// Short words written together in lower case, where they cannot be told apart: `usertoken`. Spelled apart
/// (`user_token`) they are a short-word hit like any other, so these are looked at last.
pub(super) const WRITTEN_TOGETHER: &[&str] = &[
    "apitoken",
    "authkey",
    "authtoken",
    "bearertoken",
    "dbpass",
    "dbpwd",
    "pgpass",
    "sessionkey",
    "userpass",
    "userpwd",
    "usertoken",
];

const REGISTERS: [Register; NAMES.len()] = sorted(NAMES);

const REGISTERS_TOGETHER: [Register; WRITTEN_TOGETHER.len()] = sorted(WRITTEN_TOGETHER);

/// Whether the whole joined name is one of the list. `name` must hold the name completely.
pub(super) fn contains(name: Register) -> bool {
    REGISTERS.binary_search(&name).is_ok()
}

/// Whether the whole joined name is short words written together.
pub(super) fn is_written_together(name: Register) -> bool {
    REGISTERS_TOGETHER.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{NAMES, REGISTERS, REGISTERS_TOGETHER, contains};
    use crate::name::register::Register;

    #[test]
    fn finds_every_name_and_no_other() {
        for name in NAMES {
            assert!(contains(Register::of(name)), "{name}");
        }
        for name in ["", "author", "passwords", "tokens"] {
            assert!(!contains(Register::of(name)), "{name}");
        }
        assert!(REGISTERS.is_sorted());
        assert!(REGISTERS_TOGETHER.is_sorted());
        assert!(REGISTERS.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
