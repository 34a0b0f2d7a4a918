use std::io;

use super::arguments::AuditCommand;
use super::{AuditArguments, compact, erase, replay, show, verify};
use crate::{Exit, Streams};

/// # Errors
///
/// The answer can't be written.
pub(crate) fn audit(arguments: &AuditArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match &arguments.command {
        AuditCommand::Verify(arguments) => verify::verify(arguments, streams),
        AuditCommand::Show(arguments) => show::show(arguments, streams),
        AuditCommand::Replay(arguments) => replay::replay(arguments, streams),
        AuditCommand::Erase(arguments) => erase::erase(arguments, streams),
        AuditCommand::Compact(arguments) => compact::compact(arguments, streams),
    }
}
