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
        if !(character.is_ascii_graphic() || (!character.is_ascii() && character.is_alphanumeric())) {
            return Err(InvalidId::Character);
        }
    }
    Ok(())
}
