/// Shannon entropy of the bytes in bits per byte: low for placeholders such as `xxxxxxxx`.
pub(super) fn bits_per_byte(bytes: &[u8]) -> f32 {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let total = bytes.len() as f32;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = *count as f32 / total;
            -share * share.log2()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::bits_per_byte;

    #[test]
    fn tells_placeholders_from_tokens() {
        assert_eq!(bits_per_byte(b""), 0.0);
        assert_eq!(bits_per_byte(b"xxxxxxxx"), 0.0);
        assert!((bits_per_byte(b"abcdefgh") - 3.0).abs() < 1e-5);
    }
}
