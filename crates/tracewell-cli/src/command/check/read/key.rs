use std::convert::Infallible;
use std::str::FromStr;

/// What events are grouped by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::command::check) enum Key {
    /// The id of the line, whichever it has.
    #[default]
    Auto,
    /// Nothing: cycles follow each other.
    None,
    Field(String),
}

impl Key {
    /// The field that was named.
    pub(in crate::command::check) fn field(&self) -> Option<&str> {
        match self {
            Self::Field(name) => Some(name),
            _ => None,
        }
    }
}

impl FromStr for Key {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<Self, Infallible> {
        Ok(match word {
            "auto" => Self::Auto,
            "none" => Self::None,
            field => Self::Field(field.to_owned()),
        })
    }
}
