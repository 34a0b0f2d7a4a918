use std::fmt::{self, Display, Write};

/// A text for the inside of XML or HTML, between tags or in a quoted attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Markup<T>(pub(crate) T);

impl<T: Display> Display for Markup<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

struct Escaping<'f, 'w>(&'f mut fmt::Formatter<'w>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                '&' => self.0.write_str("&amp;")?,
                '<' => self.0.write_str("&lt;")?,
                '>' => self.0.write_str("&gt;")?,
                '"' => self.0.write_str("&quot;")?,
                '\'' => self.0.write_str("&#39;")?,
                // XML has no way to write most of these.
                '\t' | '\n' => self.0.write_char(character)?,
                control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => {
                    self.0.write_char('\u{fffd}')?
                }
                _ => self.0.write_char(character)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_tag_or_an_attribute() {
        let shown = Markup("<a b=\"c\" d='e'>&\u{0}\u{1b}é\n").to_string();
        assert_eq!(shown, "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\u{fffd}\u{fffd}é\n");
    }
}
