use serde_json::value::RawValue;

/// The lines in a line of an export: the elements of an array, where one stands there, or an array that has one element
/// on each line. Any other line is itself.
pub(super) fn elements(line: &str) -> Vec<&str> {
    let text = line.trim();
    if !text.starts_with(['[', ',', ']', '{']) {
        return vec![line];
    }
    if let Some(elements) = array(text) {
        return elements;
    }
    // Part of an array that goes over several lines.
    let inside = text.strip_prefix(['[', ',']).unwrap_or(text).trim_start();
    let inside = inside.strip_suffix(',').unwrap_or(inside).trim_end();
    let inside = inside.strip_suffix(']').unwrap_or(inside).trim_end();
    match inside {
        "" => Vec::new(),
        object if object.starts_with('{') && object.ends_with('}') => vec![object],
        _ => vec![line],
    }
}

/// The objects of a whole array; `None` for any other, `[WARN]` and `[1, 2]` among them.
fn array(text: &str) -> Option<Vec<&str>> {
    text.strip_prefix('[')?.trim_start().strip_prefix('{')?;
    let elements: Vec<&RawValue> = serde_json::from_str(text.strip_suffix(',').unwrap_or(text)).ok()?;
    Some(elements.into_iter().map(RawValue::get).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_come_apart() {
        for (line, lines) in [
            (r#"[{"a":1}, {"b":[2]}]"#, &[r#"{"a":1}"#, r#"{"b":[2]}"#][..]),
            ("[", &[]),
            (r#"  {"a":1},"#, &[r#"{"a":1}"#]),
            (r#", {"a":[1]}"#, &[r#"{"a":[1]}"#]),
            (r#"{"a":1}]"#, &[r#"{"a":1}"#]),
            (r#"[{"a":1},"#, &[r#"{"a":1}"#]),
            ("],", &[]),
        ] {
            assert_eq!(elements(line), lines, "{line}");
        }
    }

    #[test]
    fn other_lines_stay_themselves() {
        for line in [r#"{"a":1}"#, "text", "", "[WARN] x", "[1, 2]", "[pod/a/b] x", "{ not JSON", ", a"] {
            assert_eq!(elements(line), [line], "{line}");
        }
    }
}
