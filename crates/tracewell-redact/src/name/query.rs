use super::register::{Register, sorted};
use super::words::each_letter;

/// Joined names that carry a credential as a query parameter, but are ordinary words elsewhere.
const NAMES: &[&str] = &[
    "awsaccesskeyid",
    "code",
    "googleaccessid",
    "hmac",
    "invite",
    "keypairid",
    "magic",
    "policy",
    "relaystate",
    "sessionstate",
    "state",
    "ticket",
];

const REGISTERS: [Register; NAMES.len()] = sorted(NAMES);

/// Whether `name` is a credential as a query parameter.
pub(crate) fn is_query_secret(name: &[u8]) -> bool {
    let mut all = Register::default();
    let mut letters = 0;
    each_letter(name, |byte, _| {
        all.push(byte);
        letters += 1;
    });
    letters <= Register::CAPACITY && REGISTERS.binary_search(&all).is_ok()
}
