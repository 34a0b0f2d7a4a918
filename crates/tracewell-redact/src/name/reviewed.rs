use super::register::{Register, sorted};

/// Joined names that a short word would hit, each looked at and found to hold no secret.
///
/// Counts, identifiers of keys, closed words, and keys of routing or storage. Cursors (`page_token`) are not here: they
/// may hold anything, so a service declares its own harmless.
const NAMES: &[&str] = &[
    "authmethod",
    "authoutcome",
    "authscheme",
    "authstage",
    "bindingkey",
    "cachekey",
    "cardtype",
    "completiontokens",
    "csrfvalid",
    "dedupkey",
    "foreignkey",
    "idempotencykey",
    "inputtokens",
    "keyid",
    "kid",
    "maxtokens",
    "outputtokens",
    "partitionkey",
    "primarykey",
    "prompttokens",
    "publickeyid",
    "routingkey",
    "sessioncount",
    "sessionstate",
    "signaturevalid",
    "sortkey",
    "tokenanomaly",
    "tokencount",
    "tokensused",
    "tokentype",
    "totaltokens",
];

const REGISTERS: [Register; NAMES.len()] = sorted(NAMES);

/// What is said of such a name.
pub(super) const REASON: &str = "reviewed: a count, a closed word, or the name of a key rather than the key";

/// Whether the whole joined name was reviewed and found harmless. `name` must hold the name completely.
pub(super) fn contains(name: Register) -> bool {
    REGISTERS.binary_search(&name).is_ok()
}
