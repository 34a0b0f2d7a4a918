use tracewell_names::variable;

use super::Lookup;

/// How long a value and a line may get, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) value: usize,
    pub(crate) line: usize,
}

const VALUE: usize = 8192;
const LINE: usize = 65_536;
/// Below this a line would lose its own keys, or a value all of its text.
const LEAST_VALUE: usize = 64;
const LEAST_LINE: usize = 1024;
const MOST: usize = 1 << 20;

/// `LOG_MAX_VALUE_BYTES` and `LOG_MAX_LINE_BYTES`.
pub(crate) fn limits(lookup: &mut Lookup) -> Limits {
    let mut read = |variable, least, otherwise| {
        let within = |text: &str| text.parse().ok().filter(|bytes| (least..=MOST).contains(bytes));
        lookup.parsed(variable, within).unwrap_or(otherwise)
    };
    let value = read(variable::LOG_MAX_VALUE_BYTES, LEAST_VALUE, VALUE);
    Limits { value, line: read(variable::LOG_MAX_LINE_BYTES, LEAST_LINE, LINE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_limits_are_refused() {
        for absurd in ["-1", "0", "huge", "99999999999999999999", "1.5", "63"] {
            let mut lookup = Lookup::of(&[("LOG_MAX_VALUE_BYTES", absurd), ("LOG_MAX_LINE_BYTES", "2048")]);
            assert_eq!(limits(&mut lookup), Limits { value: VALUE, line: 2048 });
            assert_eq!(lookup.into_invalid(), ["LOG_MAX_VALUE_BYTES"]);
        }
    }
}
