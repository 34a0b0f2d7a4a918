/// Bytes looked at together: one comparison for each, without a branch, so that the compiler can use wide registers.
const BLOCK: usize = 32;

/// The next place where two capital letters stand before two digits.
pub(in crate::scan) fn next_iban_start(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(block) = bytes.get(at..at + BLOCK + 3) {
        let mut any = false;
        for i in 0..BLOCK {
            any |= starts(block, i);
        }
        if any {
            return (0..BLOCK).find(|i| starts(block, *i)).map(|i| at + i);
        }
        at += BLOCK;
    }
    let rest = bytes.get(at..)?;
    (0..rest.len().saturating_sub(3)).find(|i| starts(rest, *i)).map(|i| at + i)
}

#[inline]
fn starts(block: &[u8], i: usize) -> bool {
    let capital = |byte: u8| byte.wrapping_sub(b'A') < 26;
    let digit = |byte: u8| byte.wrapping_sub(b'0') < 10;
    capital(block[i]) & capital(block[i + 1]) & digit(block[i + 2]) & digit(block[i + 3])
}

#[cfg(test)]
mod tests {
    use super::next_iban_start;

    #[test]
    fn finds_the_start_wherever_it_stands() {
        for before in 0..80 {
            let text = format!("{}DE89 x", ".".repeat(before));
            assert_eq!(next_iban_start(text.as_bytes(), 0), Some(before));
            assert_eq!(next_iban_start(text.as_bytes(), before + 1), None);
        }
        assert_eq!(next_iban_start(b"D89 DE8", 0), None);
    }
}
