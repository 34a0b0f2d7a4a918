use std::fmt;

/// The longest name, in bytes: numbers, process ids and endings come behind it, and file systems take 255.
const LONGEST: usize = 200;

/// The name of a log file that is safe to join to a folder, to show, and to paste into a shell.
///
/// Letters and digits of any script, `.` `_` `-` `+` `=` `@` `,` and inner spaces; up to 200 bytes; neither a dot nor a
/// dash first, no dot or space last. So it has no separator, cannot leave its folder, hides nowhere and is no option.
/// Nor does it end like the number of a full file, `.7` or `.7.gz`, so that it is never the backup of another log.
///
/// ```
/// use tracewell_log::FileName;
///
/// assert_eq!(FileName::parse("orders.jsonl").map(|name| name.to_string()).as_deref(), Some("orders.jsonl"));
/// assert_eq!(FileName::parse("../../x"), None);
/// assert_eq!(FileName::default().as_str(), "app.jsonl");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The name, if it is safe.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '=' | '@' | ',' | ' ');
        let first = |c: char| !matches!(c, '.' | '-' | ' ');
        let last = |c: char| !matches!(c, '.' | ' ');
        let safe = name.len() <= LONGEST
            && name.chars().all(inner)
            && name.chars().next().is_some_and(first)
            && name.chars().next_back().is_some_and(last)
            && !is_numbered(name);
        safe.then(|| Self(name.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same with an ending that is safe as well.
    pub(super) fn with(&self, ending: impl fmt::Display) -> Self {
        Self(format!("{}.{ending}", self.0))
    }
}

impl Default for FileName {
    /// `app.jsonl`.
    fn default() -> Self {
        Self("app.jsonl".to_owned())
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether it ends as full files do; whatever case a file system takes for the same.
fn is_numbered(name: &str) -> bool {
    let packed = name.len().checked_sub(3).and_then(|at| name.split_at_checked(at));
    let plain = packed.filter(|(_, ending)| ending.eq_ignore_ascii_case(".gz")).map_or(name, |(plain, _)| plain);
    let digits = plain.rsplit_once('.').map(|(_, digits)| digits);
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_names_are_safe() {
        for name in ["app.jsonl", "a", "orders-api_2.log", "journal été.jsonl", "日誌.jsonl", "7", "a..b"] {
            assert_eq!(FileName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn what_leaves_the_folder_or_hides_is_not() {
        let long = "x".repeat(LONGEST + 1);
        for name in [
            "",
            ".",
            "..",
            "../../x",
            "a/b",
            "/etc/passwd",
            "a\\b",
            "C:x",
            "a\0b",
            "a\nb",
            "a\tb",
            "\u{1b}[31m",
            ".app",
            "-rf",
            " a",
            "a ",
            "a.",
            "a\u{202e}b",
            "a\u{2028}b",
            "a*",
            "$(id)",
            "~",
            "a;b",
            "a|b",
            "a'b",
            "a\"b",
            "%00",
            long.as_str(),
        ] {
            assert_eq!(FileName::parse(name), None, "{name:?}");
        }
    }

    #[test]
    fn the_backup_of_another_log_is_no_name() {
        for name in ["x.1", "x.1.gz", "app.jsonl.20260314", "x.0", "x.007", "x.1.GZ", "a.b.99999999999"] {
            assert_eq!(FileName::parse(name), None, "{name}");
        }
        for name in ["x1", "7", "x.1a", "x.gz", "7.gz", "x.1.jsonl", "x-1", "v1.2-rc", "x.1-2"] {
            assert!(FileName::parse(name).is_some(), "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_safe_name_stays_in_its_folder(name in ".{0,220}") {
            if let Some(name) = FileName::parse(&name) {
                let components: Vec<_> = Path::new(name.as_str()).components().collect();
                prop_assert_eq!(components.len(), 1);
                prop_assert!(matches!(components[0], Component::Normal(_)));
                prop_assert!(!name.as_str().chars().any(char::is_control));
            }
        }
    }
}
