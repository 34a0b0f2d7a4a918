/// The last character boundary of `text` at or before `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::floor;

    #[test]
    fn never_cuts_a_character() {
        let text = "aé…𝄞";
        let floors: Vec<usize> = (0..=text.len() + 1).map(|at| floor(text, at)).collect();
        assert_eq!(floors, [0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10]);
    }
}
