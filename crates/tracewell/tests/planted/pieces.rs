use std::collections::BTreeMap;
use std::str;

use serde_json::Value;

/// The different members and lines of a text, each with the first line that has it: what thousands of lines have in
/// common is looked at once.
pub(crate) fn pieces(text: &[u8]) -> BTreeMap<String, &str> {
    let mut pieces = BTreeMap::new();
    let mut add = |piece: String, line| {
        // What was put before a secret so that it stands where values are cut.
        pieces.entry(piece.replace(". . ", "")).or_insert(line);
    };
    for line in str::from_utf8(text).unwrap().lines() {
        match serde_json::from_str(line) {
            Ok(value @ Value::Object(_)) => members("", &value, &mut |piece| add(piece, line)),
            _ => add(without_time(line), line),
        }
    }
    pieces
}

fn members(name: &str, value: &Value, found: &mut impl FnMut(String)) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| members(name, value, found)),
        Value::Array(list) => list.iter().for_each(|value| members(name, value, found)),
        // Numbers that differ from line to line, whatever is planted.
        _ if ["timestamp", "case", "duration_ms", "ttfb_ms"].contains(&name) => {}
        value => found(format!("{}:{value}", Value::from(name))),
    }
}

/// A line for eyes begins with its time.
fn without_time(line: &str) -> String {
    match line.split_once(' ') {
        Some((time, rest)) if time.len() == 27 && time.ends_with('Z') => rest.to_owned(),
        _ => line.to_owned(),
    }
}
