//! Standard input is unpacked as files are, and never taken for clean because it was not.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use support::tracewell;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

const LOG: &str = "{\"level\":\"INFO\",\"message\":\"mail to alice@example.com\",\"correlation_id\":\"r-1\",\
    \"stage\":\"own\",\"outcome\":\"start\"}\n";

#[test]
fn every_command_unpacks_it() {
    // Two members, as a rotation that appends leaves them.
    let packed = [gzip(LOG), gzip(&LOG.replace("start", "ok"))].concat();
    for (arguments, code, told) in [
        (["scan", "-"], 1, "-:1:36 email\n-:2:36 email\n"),
        (["check", "-"], 0, "Total stage events found: 2\n"),
        (["view", "-"], 0, " INFO mail to"),
        (["fields", "-"], 0, "2 lines with fields"),
    ] {
        let output = tracewell(arguments, &packed);
        assert_eq!(output.code, code, "{arguments:?}: {}{}", output.stdout, output.stderr);
        assert!(output.stdout.contains(told), "{arguments:?}: {}", output.stdout);
    }
}

#[test]
fn what_is_cut_off_is_told() {
    let packed = gzip(&LOG.repeat(1000));
    for command in ["scan", "check", "view", "fields"] {
        let output = tracewell([command, "-"], &packed[..packed.len() / 2]);
        assert_eq!(output.code, 2, "{command}: {}", output.stdout);
        assert!(output.stderr.contains("standard input"), "{command}: {}", output.stderr);
    }
    for input in [&b""[..], b"\x1f", b"\x1fa\n"] {
        assert_eq!(tracewell(["scan", "-"], input).code, 0);
    }
}
