/// A line without what `docker compose logs` or `kubectl logs --prefix` has put in front of it, also with `--timestamps`.
pub(crate) fn without_prefix(line: &[u8]) -> &[u8] {
    if line.first() == Some(&b'{') {
        return line;
    }
    let unstyled = without_styles(line);
    match without_container(unstyled).or_else(|| without_pod(unstyled)) {
        Some(rest) => without_time(without_styles(rest)),
        None => unstyled,
    }
}

/// A line taken apart: what `docker compose logs`, `kubectl logs` or a container runtime has put in front of it, and the
/// line itself with its indentation. Styles are left out already.
pub(crate) fn split_prefix(line: &str) -> (&str, &str) {
    if line.starts_with('{') {
        return ("", line);
    }
    let bytes = line.as_bytes();
    let pod = without_pod(bytes);
    let rest = match without_container(bytes).filter(|_| !line.starts_with(' ')) {
        // One blank belongs to the prefix; what follows is the line's own.
        Some(rest) => rest.strip_prefix(b" ").unwrap_or(rest),
        None => pod.unwrap_or(bytes),
    };
    let untimed = without_time(rest);
    let rest = if untimed.len() == rest.len() {
        rest
    } else if let Some(said) = without_runtime(untimed) {
        said
    } else {
        // A time alone may be that of the entry: only in front of a whole line it is not.
        let is_whole = untimed.starts_with(b"{") || begins_with_time(untimed.trim_ascii_start());
        if is_whole { untimed } else { rest }
    };
    line.split_at_checked(line.len() - rest.len()).unwrap_or(("", line))
}

/// `stdout F `, which stands behind a time.
fn without_runtime(untimed: &[u8]) -> Option<&[u8]> {
    let rest = untimed.strip_prefix(b"stdout ").or_else(|| untimed.strip_prefix(b"stderr "))?;
    rest.strip_prefix(b"F ").or_else(|| rest.strip_prefix(b"P "))
}

fn begins_with_time(line: &[u8]) -> bool {
    line.len() >= 20 && line.get(4) == Some(&b'-') && line.get(10).is_some_and(|byte| matches!(byte, b'T' | b' '))
}

/// `api-1  | `, its colour left out already.
fn without_container(line: &[u8]) -> Option<&[u8]> {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let name = line.iter().take_while(|byte| is_of_name(byte)).count();
    let rest = line.get(name..).filter(|_| name > 0)?;
    without_spaces(rest).strip_prefix(b"|")
}

/// `[pod/api-5d8f-x2v/api] `
fn without_pod(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"[pod/")?;
    let end = rest.iter().take_while(|byte| byte.is_ascii_graphic() && **byte != b']').count();
    rest.get(end..)?.strip_prefix(b"] ")
}

/// `2026-11-22T03:15:00.123456789Z `
fn without_time(line: &[u8]) -> &[u8] {
    let is_of_time = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'.' | b'T' | b'Z' | b'+');
    let time = line.iter().take_while(|byte| is_of_time(byte)).count();
    match line.get(time) {
        Some(b' ') if time >= 20 => line.get(time + 1..).unwrap_or_default(),
        _ => line,
    }
}

/// Without the spaces and the ANSI styles at its start.
fn without_styles(line: &[u8]) -> &[u8] {
    let mut rest = without_spaces(line);
    while let Some(style) = rest.strip_prefix(b"\x1b[") {
        let length = style.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
        match style.get(length..).and_then(|end| end.strip_prefix(b"m")) {
            Some(behind) => rest = without_spaces(behind),
            None => break,
        }
    }
    rest
}

fn without_spaces(line: &[u8]) -> &[u8] {
    line.trim_ascii_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_go() {
        for line in [
            "{}",
            "  {}",
            "api-1  | {}",
            "api-1|{}",
            "\x1b[36mapi-1  | \x1b[0m{}",
            "\x1b[36mapi-1  |\x1b[0m {}",
            "api_db.1-x  | 2026-11-22T03:15:00.123456789Z {}",
            "[pod/api-5d8f/api] {}",
            "[pod/api-5d8f/api] 2026-11-22T03:15:00.123456789+01:00 {}",
        ] {
            assert_eq!(without_prefix(line.as_bytes()), b"{}", "{line}");
        }
    }

    #[test]
    fn indentation_stays_behind_a_prefix() {
        for (line, rest) in [
            ("api-1  |     at src/main.rs:1", "    at src/main.rs:1"),
            ("api-1  | {}", "{}"),
            ("[pod/api-5d8f/api]     in span", "    in span"),
            ("2026-11-22T03:15:00.123456789Z {}", "{}"),
            ("2026-11-22T03:15:00.123456789Z stdout F   x", "  x"),
            ("2026-11-22T03:15:00.123456789Z 2026-11-22T03:15:00Z  INFO x", "2026-11-22T03:15:00Z  INFO x"),
            ("2026-11-22T03:15:00.123456789Z  INFO x", "2026-11-22T03:15:00.123456789Z  INFO x"),
            ("  2026-11-22T03:15:00Z  INFO x", "  2026-11-22T03:15:00Z  INFO x"),
            ("    a | b", "    a | b"),
            ("", ""),
        ] {
            assert_eq!(split_prefix(line), (line.strip_suffix(rest).unwrap(), rest), "{line}");
        }
    }

    #[test]
    fn other_text_is_no_prefix() {
        for line in [
            "error: {}",
            "| {}",
            "a b | {}",
            "[pod/api {}",
            "[api] {}",
            "2026-11-22T03:15:00Z {}",
            "api-1 | 12 {}",
            "\x1b[2J{}",
            "",
            "[pod/",
            "\x1b[",
        ] {
            assert_ne!(without_prefix(line.as_bytes()).first(), Some(&b'{'), "{line}");
        }
    }
}
