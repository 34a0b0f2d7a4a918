use std::io::Write;
use std::sync::OnceLock;

use jiff::Timestamp;
use tracewell_redact::Policy;

use super::notice::{Notice, NoticeFormat};
use crate::line::escape_into;

/// A notice as a JSON line, with the keys of every other line first.
///
/// ```
/// use tracewell_log::{JsonNotice, Notice, NoticeFormat};
///
/// let mut line = Vec::new();
/// JsonNotice::default().format(&Notice::LinesDropped { sink: "stdout", dropped: 12 }, &mut line);
/// let line = String::from_utf8(line)?;
/// assert!(line.starts_with(r#"{"timestamp":""#));
/// assert!(line.ends_with(concat!(
///     r#","level":"WARN","message":"log_lines_dropped","target":"tracewell::log","sink":"stdout","dropped":12}"#,
///     "\n",
/// )));
/// # Ok::<(), std::string::FromUtf8Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct JsonNotice {
    /// Further members, rendered.
    fields: String,
}

/// Keys of a notice's own, as they are written.
const OWN: [&str; 4] = [r#","sink":"#, r#","error_type":"#, r#","dropped":"#, r#","path":"#];

impl JsonNotice {
    /// With these members too: `,"name":` and a value each.
    pub(crate) fn with<'m>(members: impl Iterator<Item = (&'m str, &'m str)>) -> Self {
        let fields = members.filter(|(key, _)| !OWN.contains(key)).flat_map(|(key, value)| [key, value]).collect();
        Self { fields }
    }
}

impl NoticeFormat for JsonNotice {
    fn format(&self, notice: &Notice, out: &mut Vec<u8>) {
        // Writing to a `Vec` does not fail.
        let _ = write!(
            out,
            r#"{{"timestamp":"{:.6}","level":"{}","message":"{}","target":"{}","sink":"{}""#,
            Timestamp::now(),
            notice.level(),
            notice.name(),
            Notice::TARGET,
            Word(notice.sink()),
        );
        let path = match notice {
            Notice::Degraded { error_type, path, .. } => {
                let _ = write!(out, r#","error_type":"{}""#, Word(error_type));
                path.as_deref()
            }
            Notice::LinesDropped { dropped, .. } => {
                let _ = write!(out, r#","dropped":{dropped}"#);
                None
            }
            Notice::Restored { path, .. } => path.as_deref(),
        };
        if let Some(path) = path {
            let mut text = String::new();
            escape_into(&mut text, &scrubbed(path));
            let _ = write!(out, r#","path":"{text}""#);
        }
        out.extend_from_slice(self.fields.as_bytes());
        out.extend_from_slice(b"}\n");
    }
}

/// Paths are text from outside. What a service has declared of its own cannot be known here, the patterns are.
fn scrubbed(path: &str) -> std::borrow::Cow<'_, str> {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(Policy::production).scrub(path)
}

/// A name that needs no escaping, whatever a foreign sink calls itself.
struct Word(&'static str);

impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use std::fmt::Write;
        self.0.chars().try_for_each(|c| {
            let plain = c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            f.write_char(if plain { c } else { '_' })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(notice: Notice) -> String {
        let mut out = Vec::new();
        JsonNotice::default().format(&notice, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn holds_the_fields_of_its_event() {
        let degraded = line(Notice::Degraded { sink: "file", error_type: "storage_full", path: None });
        assert!(degraded.ends_with(
            "\"level\":\"WARN\",\"message\":\"log_sink_degraded\",\"target\":\"tracewell::log\",\"sink\":\"file\",\"error_type\":\"storage_full\"}\n"
        ));
        let restored = line(Notice::Restored { sink: "file", path: None });
        assert!(restored.ends_with(
            "\"level\":\"INFO\",\"message\":\"log_sink_restored\",\"target\":\"tracewell::log\",\"sink\":\"file\"}\n"
        ));
    }

    #[test]
    fn has_a_timestamp_with_microseconds() {
        let line = line(Notice::Restored { sink: "file", path: None });
        let timestamp = &line[r#"{"timestamp":""#.len()..][.."2026-11-22T03:15:00.123456Z".len()];
        let shape: String = timestamp.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        assert_eq!(shape, "0000-00-00T00:00:00.000000Z");
    }

    #[test]
    fn a_path_is_scrubbed_and_escaped() {
        let path = Some(format!("/logs/{}@example.org/a\"b\u{202e}.jsonl", "jane").into());
        let line = line(Notice::Degraded { sink: "file", error_type: "not_found", path });
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        let path = value["path"].as_str().unwrap();
        assert!(path.contains("[REDACTED:email]") && path.ends_with("a\"b\u{202e}.jsonl"), "{path}");
        assert!(!line.contains("jane") && !line.contains('\u{202e}'));
    }

    #[test]
    fn a_hostile_name_cannot_break_the_line() {
        let line = line(Notice::Restored { sink: "a\",\"level\":\"ERROR\n", path: None });
        assert!(line.ends_with("\"sink\":\"a___level___ERROR_\"}\n"));
    }
}
