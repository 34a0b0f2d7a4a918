use super::InvalidId;

/// The longest identifier, in characters.
pub(super) const MAX_CHARS: usize = 128;

/// Accepts 1 to 128 visible characters: printable ASCII but the space, and letters and digits of any script.
///
/// Everything that could forge or reorder a line (controls, white space, bidirectional and zero-width formatting) is
/// neither, so it is refused without a list to keep up to date.
pub(super) fn check(text: &str) -> Result<(), InvalidId> {
    if text.is_empty() {
        return Err(InvalidId::Empty);
    }
    for (seen, character) in text.chars().enumerate() {
        if seen == MAX_CHARS {
            return Err(InvalidId::TooLong);
        }
        let visible = if character.is_ascii() { character.is_ascii_graphic() } else { is_letter_or_digit(character) };
        if !visible {
            return Err(InvalidId::Character);
        }
    }
    Ok(())
}

/// Letters by Unicode's tables, but for the four fillers of Hangul, which have no shape.
fn is_letter_or_digit(character: char) -> bool {
    character.is_alphanumeric() && !matches!(character, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}
