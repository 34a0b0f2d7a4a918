use tracewell_names::marker;

use crate::action::truncate_ip;

/// The most proxies that are listed.
const MOST: usize = 16;

/// Writes `for` and `by` with truncated addresses, `proto` if it is one, and a marker for the rest (RFC 7239).
pub(super) fn write_forwarded(value: &str, out: &mut String) {
    for (place, hop) in value.split(',').take(MOST).enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        for (place, pair) in hop.split(';').take(MOST).enumerate() {
            if place > 0 {
                out.push(';');
            }
            write_pair(pair.trim(), out);
        }
    }
}

fn write_pair(pair: &str, out: &mut String) {
    let Some((name, value)) = pair.split_once('=') else {
        out.push_str(marker::REDACTED);
        return;
    };
    let name = name.trim().to_ascii_lowercase();
    match name.as_str() {
        "for" | "by" => {
            out.push_str(&name);
            out.push('=');
            truncate_ip(value, out);
        }
        "proto" if matches!(value, "http" | "https") => {
            out.push_str("proto=");
            out.push_str(value);
        }
        "proto" | "host" => {
            out.push_str(&name);
            out.push('=');
            out.push_str(marker::FILTERED);
        }
        _ => out.push_str(marker::FILTERED),
    }
}
