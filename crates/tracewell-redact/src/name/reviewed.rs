/// Joined names that a short word would hit, each looked at and found to hold no secret, sorted.
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
    "tokencount",
    "tokensused",
    "tokentype",
    "totaltokens",
];

/// What is said of such a name.
pub(super) const REASON: &str = "reviewed: a count, a closed word, or the name of a key rather than the key";

/// Whether the joined name was reviewed and found harmless.
pub(super) fn contains(joined: &str) -> bool {
    NAMES.binary_search(&joined).is_ok()
}

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn is_sorted_and_without_doubles() {
        assert!(NAMES.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
