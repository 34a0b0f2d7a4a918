use std::fmt;

use serde::Deserialize;

/// What the client wants to be in the message of an error, as careless code puts it there.
#[derive(Debug, Deserialize)]
pub(super) struct Text {
    #[serde(default)]
    text: String,
}

impl fmt::Display for Text {
    /// Set off from what is before it, as any message would: glued to a word, a key is no word of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.starts_with(char::is_alphanumeric) {
            f.write_str(": ")?;
        }
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_set_off() {
        for (text, shown) in [("", ""), ("boom", ": boom"), (": no user", ": no user"), (" [1]", " [1]")] {
            assert_eq!(Text { text: text.to_owned() }.to_string(), shown);
        }
    }
}
