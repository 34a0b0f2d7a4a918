use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::finding::Finding;
use super::marks::Marks;

/// Looks at what is on disk.
pub(super) fn inspect(files: &[PathBuf], marks: &Marks, lines: usize, max_bytes: u64) -> Vec<Finding> {
    let texts: Result<Vec<String>, String> = files
        .iter()
        .map(|file| fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display())))
        .collect();
    let texts = match texts {
        Ok(texts) => texts,
        Err(reason) => return vec![Finding::of("read back", Err(reason))],
    };
    let all = texts.concat();
    vec![
        Finding::of("read back", complete(&all, marks, lines)),
        Finding::of("redacted", redacted(&all, marks)),
        Finding::of("rotated", rotated(&texts, max_bytes)),
        Finding::of("private", private(files)),
    ]
}

/// Every line parses, is there once, and in order.
fn complete(all: &str, marks: &Marks, lines: usize) -> Result<String, String> {
    let mut next = 0;
    for (number, line) in all.lines().enumerate() {
        let value: Value =
            serde_json::from_str(line).map_err(|error| format!("line {} is no JSON: {error}", number + 1))?;
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        if !text("message").contains(&marks.marker) {
            return Err(format!("line {} is none of this probe's", number + 1));
        }
        if value.get("attempt").and_then(Value::as_u64) != Some(next) {
            return Err(format!("line {} is not the next one", number + 1));
        }
        next += 1;
    }
    if next as usize != lines || !all.ends_with('\n') {
        return Err(format!("{next} whole lines of {lines}"));
    }
    Ok(format!("{next} lines, each once and in order, all of them JSON"))
}

fn redacted(all: &str, marks: &Marks) -> Result<String, String> {
    for (kind, secret) in marks.secrets() {
        if all.contains(secret) {
            return Err(format!("{kind} is in the file"));
        }
    }
    let markers = ["\"password\":\"[REDACTED]\"", "[REDACTED:email]", "\"note\":\"[FILTERED]\""];
    match markers.iter().find(|marker| !all.contains(*marker)) {
        Some(missing) => Err(format!("{missing} is missing")),
        None => Ok(format!("{} kinds of secrets, none is in the files", marks.secrets().len())),
    }
}

fn rotated(texts: &[String], max_bytes: u64) -> Result<String, String> {
    let longest = texts.iter().map(String::len).max().unwrap_or_default();
    if longest as u64 > max_bytes {
        return Err(format!("a file has {longest} bytes instead of {max_bytes} at most"));
    }
    match texts.len() {
        0 | 1 => Err("no second file was begun".to_owned()),
        files => Ok(format!("{files} files of {max_bytes} bytes at most")),
    }
}

#[cfg(unix)]
fn private(files: &[PathBuf]) -> Result<String, String> {
    use std::os::unix::fs::PermissionsExt;

    let mode = |file: &Path| fs::metadata(file).map(|found| found.permissions().mode() & 0o777);
    for file in files {
        let mode = mode(file).map_err(|error| format!("{}: {error}", file.display()))?;
        if mode & !0o640 != 0 {
            return Err(format!("{} has the permissions {mode:04o}; 0640 was asked for", file.display()));
        }
    }
    Ok("for owner and group only".to_owned())
}

#[cfg(not(unix))]
fn private(_files: &[PathBuf]) -> Result<String, String> {
    Ok("as the folder says".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(marks: &Marks, number: usize) -> String {
        format!("{{\"message\":\"probe {}\",\"attempt\":{number}}}\n", marks.marker)
    }

    #[test]
    fn lines_are_missed_and_misplaced_ones_seen() {
        let marks = Marks::new();
        let all: String = (0..3).map(|number| line(&marks, number)).collect();
        assert!(complete(&all, &marks, 3).is_ok());
        assert!(complete(&all, &marks, 4).is_err(), "one is missing");
        assert!(complete(all.trim_end(), &marks, 3).is_err(), "no newline");
        assert!(complete(&(line(&marks, 1) + &line(&marks, 0)), &marks, 2).is_err(), "order");
        assert!(complete(&(line(&marks, 0) + &line(&marks, 0)), &marks, 2).is_err(), "twice");
        assert!(complete("{}\n", &marks, 1).is_err(), "another's");
        assert!(complete("{\n", &marks, 1).is_err(), "torn");
    }

    #[test]
    fn a_secret_that_got_through_is_seen() {
        let marks = Marks::new();
        let clean = r#"{"password":"[REDACTED]","note":"[FILTERED]","message":"[REDACTED:email]"}"#;
        assert!(redacted(clean, &marks).is_ok());
        for (kind, secret) in marks.secrets() {
            let reason = redacted(&format!("{clean}{secret}"), &marks).unwrap_err();
            assert!(reason.contains(kind) && !reason.contains(secret));
        }
        assert!(redacted("{}", &marks).is_err(), "nothing was logged at all");
    }

    #[test]
    fn files_that_grow_on_are_seen() {
        assert!(rotated(&["a".into(), "b".into()], 1).is_ok());
        assert!(rotated(&["a".into()], 1).is_err());
        assert!(rotated(&["aa".into(), "b".into()], 1).is_err());
    }
}
