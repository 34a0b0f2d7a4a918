use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

/// Compute the keyed hashes of a value, to search logs for
///
/// Where a service hashes the values of a class, a log holds hmac:<key id>:<22 characters> in
/// their place. This command computes what a value looks like there, under every key of the key
/// file, since lines that were written before a rotation hold the hash under an older key.
///
/// The value is read from standard input, one a line, or asked for without showing it if that is
/// a terminal. It is no argument, because arguments stay in the history of the shell and can be
/// seen by others while the command runs. Neither values nor keys are ever printed.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct HmacArguments {
    /// The file of keys that the service has; REDACT_HMAC_KEY_FILE of the environment if not given
    #[arg(long, value_name = "FILE")]
    pub(super) key_file: Option<PathBuf>,

    /// The class of the value: address, birth, email, geo, ip, name, payment, phone, team, user
    #[arg(long, value_name = "CLASS", value_parser = NonEmptyStringValueParser::new())]
    pub(super) class: String,

    /// The team that the line belongs to, as its team_id; without it, lines of no team
    #[arg(long, value_name = "TEAM", value_parser = NonEmptyStringValueParser::new())]
    pub(super) team: Option<String>,

    /// How to print the hashes
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One hash a line, those of a value under the newest key first
    #[default]
    Text,
    /// One JSON object a value: the number of its line, and its hashes
    Json,
}

const AFTER_HELP: &str = "\
A hash is of class, team and value together. So the class is the one that the service has chosen
an action for (a field `email` is of class email, `client_ip` of ip, `user_id` of user), and the
team is that of the line: the same value in two teams has two hashes. A bound user or team id
that is a secret itself is hashed with class user or team; a team's own id is of no team.
The value is the text as it was logged, in the same case; blanks count.

Examples:
  tracewell hmac --class email --team acme
  tracewell hmac --class email --team acme < addresses.txt | grep -Ff - logs/app.jsonl
  tracewell hmac --key-file redact-keys --class ip --format json < addresses.txt

Exit codes:
  0  the hashes are printed
  1  there was no value
  2  the command line makes no sense, the keys cannot be read, or a value cannot be hashed (the
     others are all the same)";
