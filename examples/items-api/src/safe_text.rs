/// `text` of several lines in which nothing steers a terminal: controls, and what turns the direction of writing or
/// stands there unseen, are escaped.
pub(crate) fn escaped_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let hostile = if character.is_ascii() {
            character.is_ascii_control() && character != '\n'
        } else {
            character.escape_debug().len() > 1
        };
        if hostile { out.extend(character.escape_debug()) } else { out.push(character) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        assert_eq!(escaped_lines("größe \\ 'a'\nb"), "größe \\ 'a'\nb");
        assert_eq!(escaped_lines("\x1b[31m\r\u{9b}\u{202e}\u{7f}"), "\\u{1b}[31m\\r\\u{9b}\\u{202e}\\u{7f}");
    }
}
