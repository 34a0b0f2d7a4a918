use std::fmt;
use std::io::{self, Read};

use crate::input::{Line, Lines};

/// Bytes of the longest value: of a longer one sinks hash a beginning that depends on their settings.
pub(super) const LONGEST: usize = 4096;

/// Why a line is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    TooLong,
    NoText,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => {
                write!(
                    f,
                    "is longer than {LONGEST} bytes: of such a value services hash a part that depends on their settings"
                )
            }
            Self::NoText => f.write_str("is not UTF-8"),
        }
    }
}

/// Gives each line of `input` that is not empty to `take`, with its number.
pub(super) fn each_value(
    input: impl Read,
    mut take: impl FnMut(u64, Result<&str, Refused>) -> io::Result<()>,
) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let mut number = 0;
    while let Some(line) = lines.next()? {
        number += 1;
        match line {
            Line::Whole(b"") => {}
            Line::Whole(bytes) | Line::Last(bytes) => take(number, value(bytes))?,
            Line::TooLong => take(number, Err(Refused::TooLong))?,
        }
    }
    Ok(())
}

/// What was typed or read, as a value.
pub(super) fn value(bytes: &[u8]) -> Result<&str, Refused> {
    if bytes.len() > LONGEST {
        return Err(Refused::TooLong);
    }
    std::str::from_utf8(bytes).map_err(|_| Refused::NoText)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(input: &[u8]) -> Vec<(u64, Result<String, Refused>)> {
        let mut seen = Vec::new();
        each_value(input, |number, value| {
            seen.push((number, value.map(str::to_owned)));
            Ok(())
        })
        .unwrap();
        seen
    }

    #[test]
    fn a_line_is_a_value_with_its_blanks() {
        let seen = values(b" a \r\n\n\r\nb");
        assert_eq!(seen, [(1, Ok(" a ".to_owned())), (4, Ok("b".to_owned()))]);
        assert!(values(b"").is_empty());
    }

    #[test]
    fn what_cannot_be_found_is_refused() {
        let longest = "x".repeat(LONGEST);
        let input = [longest.as_bytes(), b"\n", longest.as_bytes(), b"x\n\xff\n"].concat();
        assert_eq!(values(&input), [(1, Ok(longest)), (2, Err(Refused::TooLong)), (3, Err(Refused::NoText))]);
    }
}
