//! The `tracewell` command as a function: its arguments and streams in, its exit code out.
//!
//! ```
//! use tracewell_cli::{Exit, Streams, run};
//!
//! let log = br#"{"level":"INFO","message":"paid","order_id":"[FILTERED]","user_token":"[REDACTED]"}"#;
//! let mut output = Vec::new();
//! let exit = run(["tracewell", "fields", "-"], Streams::new(&log[..], &mut output, std::io::sink()));
//!
//! assert_eq!(exit, Exit::OK);
//! assert!(String::from_utf8(output)?.ends_with("LOG_SAFE_FIELDS=order_id\n"));
//! # Ok::<(), std::string::FromUtf8Error>(())
//! ```
//!
//! # Subcommands
//!
//! | name | what it does | exit codes |
//! |---|---|---|
//! | `audit` | verifies, shows and replays an audit log, erases somebody from it, and lets old segments go | 0 intact, 1 broken, 2 usage, missing or unreadable file |
//! | `check` | whether the stage events of a log keep to a flow | 0 they do, 1 violations, 2 usage, bad flow or unreadable file, 3 nothing to check |
//! | `fields` | lists each field of a log with how often it was filtered or redacted, and an allowlist to paste | 0 listed, 1 nothing to list, 2 usage or unreadable file |
//! | `hmac` | computes the keyed hashes of values under every key there is, to search logs for | 0 printed, 1 no value, 2 usage, or keys or a value that cannot be read |
//! | `probe` | tries with the real sink whether logs can be written to a folder | 0 all is well, 1 something is not, 2 usage |
//! | `scan` | secrets that got into a file, by place and kind | 0 none, 1 found, 2 usage or unreadable file |
//! | `view` | JSON lines as a person reads them, one request's story, or for other tools | 0 shown, 1 nothing to show, 2 usage or unreadable file |
//!
//! # Guarantees
//!
//! * Logs are read as hostile: lines, names and memory are bounded, and no line makes a command fail.
//! * Nothing that comes from a log or from the command line reaches a terminal unescaped, nor with a secret in it that
//!   the policy knows.
//! * A value that is to be hashed is never an argument, and neither it nor a key is ever printed.
//! * A reader that goes away (`| head`) ends a command without a word. Nothing catches signals: Ctrl-C ends it
//!   (a prompt that shows nothing reads it as a key, and ends with 130).

#![forbid(unsafe_code)]

mod command;
mod command_line;
mod exit;
mod input;
mod output;
mod run;
mod streams;

pub use self::exit::Exit;
pub use self::run::run;
pub use self::streams::Streams;
