use std::io;

use tracewell_redact::{Class, KeyRing};

use super::HmacArguments;
use super::arguments::Format;
use super::forms::Forms;
use super::values::Refused;
use crate::Streams;
use crate::output::{Redactor, write_json};

/// As which class the id of a team is hashed.
const TEAM: &str = "team";

/// Prints the hashes of values, and counts.
#[derive(Debug)]
pub(super) struct Compute<'a> {
    pub(super) arguments: &'a HmacArguments,
    pub(super) keys: &'a KeyRing,
    pub(super) printed: u64,
    pub(super) refused: u64,
}

impl<'a> Compute<'a> {
    pub(super) fn new(arguments: &'a HmacArguments, keys: &'a KeyRing) -> Self {
        Self { arguments, keys, printed: 0, refused: 0 }
    }

    /// # Errors
    ///
    /// The hashes can't be written.
    pub(super) fn value(
        &mut self,
        line: u64,
        value: Result<&str, Refused>,
        streams: &mut Streams<'_>,
    ) -> io::Result<()> {
        let arguments = self.arguments;
        let forms = match value {
            Ok(value) => self.keys.forms(&arguments.class, arguments.team.as_deref(), value),
            Err(why) => {
                self.refused += 1;
                streams.tell(&format!("the value in line {line} {why}"));
                return Ok(());
            }
        };
        if forms.is_empty() {
            // They were there at the start.
            self.refused += 1;
            streams.tell(&format!("the value in line {line} has no hash: the keys are gone"));
            return Ok(());
        }
        self.printed += 1;
        match arguments.format {
            Format::Json => write_json(&mut streams.output, &Forms { line, forms }),
            Format::Text => forms.iter().try_for_each(|form| writeln!(streams.output, "{form}")),
        }
    }
}

/// What is odd about the arguments, though it may be meant.
pub(super) fn doubt(arguments: &HmacArguments) -> Option<String> {
    let class = arguments.class.as_str();
    let known = || Class::ALL.iter().map(|class| class.as_str()).chain([TEAM]);
    if !known().any(|known| known == class) {
        let known: Vec<&str> = known().collect();
        return Some(format!(
            "the class `{}` is none of {}: this finds only what a service has hashed with a class of its own",
            Redactor::new().text(class),
            known.join(", ")
        ));
    }
    if class == TEAM && arguments.team.is_some() {
        return Some("the id of a team is hashed without a team: leave --team out to find it".to_owned());
    }
    None
}
