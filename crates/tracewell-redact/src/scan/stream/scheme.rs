use crate::scan::find::Finder;

/// Bytes looked at together, without a branch, so that the compiler can use wide registers.
const BLOCK: usize = 32;

/// A block, and what a word that begins in it needs of the next for the quick test.
const REACH: usize = BLOCK + 2;

/// The next `bearer` or `basic`, in any case.
pub(in crate::scan) fn next_scheme(bytes: &[u8], from: usize) -> Option<(usize, Finder)> {
    let mut at = from;
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<REACH>()) {
        if may_begin(block)
            && let Some(word) = first(bytes, at, at + BLOCK)
        {
            return Some(word);
        }
        at += BLOCK;
    }
    // The last block begins earlier than it should, which can only make it look more interesting.
    match bytes.last_chunk() {
        Some(block) if !may_begin(block) => None,
        _ => first(bytes, at, bytes.len()),
    }
}

/// Whether `b`, `a` or `e`, `a` or `s` stand in a row somewhere.
fn may_begin(block: &[u8; REACH]) -> bool {
    let mut any = 0;
    for i in 0..BLOCK {
        let (one, two, three) = (block[i] | 0x20, block[i + 1] | 0x20, block[i + 2] | 0x20);
        any |= u8::from(one == b'b')
            & u8::from((two == b'e') | (two == b'a'))
            & u8::from((three == b'a') | (three == b's'));
    }
    any != 0
}

/// The first word that begins in `from..to`.
fn first(bytes: &[u8], from: usize, to: usize) -> Option<(usize, Finder)> {
    (from..to).find_map(|at| {
        let may_begin = bytes[at] | 0x20 == b'b';
        may_begin.then(|| Finder::scheme_at(bytes, at))?.map(|finder| (at, finder))
    })
}

#[cfg(test)]
mod tests {
    use super::{Finder, next_scheme};

    #[test]
    fn finds_both_words_in_any_case_wherever_they_stand() {
        for before in 0..70 {
            for after in [0, 1, 40] {
                for (word, finder) in [("bEaReR", Finder::Bearer), ("Basic", Finder::Basic)] {
                    let text = format!("{}{word}{}", "b".repeat(before), "a".repeat(after));
                    assert_eq!(next_scheme(text.as_bytes(), 0), Some((before, finder)), "{text}");
                    assert_eq!(next_scheme(text.as_bytes(), before + 1), None, "{text}");
                }
            }
        }
    }
}
