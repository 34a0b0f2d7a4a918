/// What stands before the characters that are kept.
pub(crate) const KEPT_PREFIX: &str = "****";

/// The most characters that may be kept.
pub(crate) const MAX_KEPT: usize = 4;

/// Writes stars and the last `keep` letters and digits of `value`; `false` if it has too few to hide the others.
pub(crate) fn keep_last(value: &str, keep: u8, out: &mut String) -> bool {
    let keep = usize::from(keep).min(MAX_KEPT);
    let is_kept = |letter: &char| letter.is_ascii_alphanumeric();
    if keep == 0 || value.chars().filter(is_kept).count() < 3 * keep || !value.is_ascii() {
        return false;
    }
    out.push_str(KEPT_PREFIX);
    let last = value.bytes().rev().filter(u8::is_ascii_alphanumeric).take(keep);
    let mut kept = [0; MAX_KEPT];
    for (place, byte) in kept.iter_mut().rev().zip(last) {
        *place = byte;
    }
    out.extend(kept.iter().skip(MAX_KEPT - keep).map(|byte| char::from(*byte)));
    true
}

#[cfg(test)]
mod tests {
    use super::keep_last;

    fn kept(value: &str, keep: u8) -> Option<String> {
        let mut out = String::new();
        keep_last(value, keep, &mut out).then_some(out)
    }

    #[test]
    fn keeps_no_more_than_four_and_hides_twice_as_many() {
        assert_eq!(kept("4111 1111 1111 1234", 4).as_deref(), Some("****1234"));
        assert_eq!(kept("+49 30 123456-78", 2).as_deref(), Some("****78"));
        assert_eq!(kept("4111 1111 1111 1234", 9).as_deref(), Some("****1234"));
        for value in ["", "12345678901", "----------------1234"] {
            assert_eq!(kept(value, 4), None, "{value}");
        }
        assert_eq!(kept("123456789012", 0), None);
        assert_eq!(kept("größere Nummer 1234", 4), None);
    }
}
