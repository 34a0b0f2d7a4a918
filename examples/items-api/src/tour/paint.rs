use std::io::IsTerminal as _;

use rustix::termios::tcgetwinsize;

/// The width where there is no terminal to ask.
const WIDTH: usize = 120;

/// Colours and width of standard output: colour on a terminal only, and never with `NO_COLOR`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    colour: bool,
    width: usize,
}

impl Paint {
    pub(super) fn of_stdout() -> Self {
        let stdout = std::io::stdout();
        let terminal = stdout.is_terminal();
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let width = tcgetwinsize(&stdout).ok().filter(|size| terminal && size.ws_col > 0);
        let width = width.map_or(WIDTH, |size| usize::from(size.ws_col).clamp(80, 200));
        Self { colour: terminal && !refused, width }
    }

    pub(super) fn width(self) -> usize {
        self.width
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    pub(super) fn good(self, text: &str) -> String {
        self.paint("32", text)
    }

    pub(super) fn bad(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// A level in its colour.
    pub(super) fn level(self, level: &str, text: &str) -> String {
        match level {
            "ERROR" => self.paint("31", text),
            "WARN" => self.paint("33", text),
            "INFO" => self.paint("32", text),
            _ => self.paint("2", text),
        }
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// `text` in at most `width` characters that neither move the cursor nor turn the line around.
pub(super) fn plain(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut left = width;
    for character in text.chars() {
        let hidden = character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}');
        let shown = if hidden { character.escape_default().to_string() } else { character.to_string() };
        let length = shown.chars().count();
        if length > left {
            out.pop();
            out.push('…');
            break;
        }
        left -= length;
        out.push_str(&shown);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_would_move_the_cursor_is_spelled_out() {
        assert_eq!(plain("a\x1b[2Jb\u{202e}c", 40), "a\\u{1b}[2Jb\\u{202e}c");
        assert_eq!(plain("line\nbreak", 40), "line\\nbreak");
    }

    #[test]
    fn what_is_too_long_is_cut() {
        assert_eq!(plain("abcdef", 6), "abcdef");
        assert_eq!(plain("abcdefg", 6), "abcde…");
    }
}
