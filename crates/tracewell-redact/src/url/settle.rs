use std::cell::Cell;

use tracewell_names::marker;

/// How often what was masked is masked again at most. URLs need no second time, garbage rarely a third.
const ROUNDS: usize = 4;

/// The largest buffer that a thread keeps.
const KEPT: usize = 64 << 10;

thread_local! {
    static SPARE: Cell<String> = const { Cell::new(String::new()) };
}

/// Appends `text` to `out` as `mask` leaves it when it finds nothing more, so that masking again changes nothing.
///
/// What a part becomes may be read as another part the next time: garbage where a URL should be has many readings, and each
/// of them may hide something else. What does not settle goes whole.
pub(crate) fn settle(text: &str, out: &mut String, mut mask: impl FnMut(&str, &mut String)) {
    let start = out.len();
    mask(text, out);
    if out.get(start..) == Some(text) {
        return;
    }
    // Of a thread that ends there is none any more.
    let mut before = SPARE.try_with(Cell::take).unwrap_or_default();
    let settled = (0..ROUNDS).any(|_| {
        before.clear();
        before.push_str(out.get(start..).unwrap_or_default());
        out.truncate(start);
        mask(&before, out);
        out.get(start..) == Some(before.as_str())
    });
    if before.capacity() <= KEPT {
        let _ = SPARE.try_with(|spare| spare.set(before));
    }
    if !settled {
        out.truncate(start);
        out.push_str(marker::URL_REDACTED);
    }
}

#[cfg(test)]
mod tests {
    use super::settle;

    #[test]
    fn what_settles_is_written_as_it_settled() {
        // Takes one letter off each time, down to three.
        let shorter = |text: &str, out: &mut String| {
            out.push_str(if text.len() > 3 { &text[1..] } else { text });
        };
        for (text, expected) in
            [("abc", "abc"), ("abcd", "bcd"), ("abcdefg", "efg"), ("abcdefgh", "REDACTED"), ("", "")]
        {
            let mut out = "before ".to_owned();
            settle(text, &mut out, shorter);
            assert_eq!(out, format!("before {expected}"), "{text}");
        }
    }

    #[test]
    fn what_goes_to_and_fro_goes_whole() {
        let mut out = String::new();
        settle("a", &mut out, |text, out| out.push_str(if text == "a" { "b" } else { "a" }));
        assert_eq!(out, "REDACTED");
    }
}
