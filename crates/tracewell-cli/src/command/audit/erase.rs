use std::io;
use std::time::Duration;

use tracewell_audit::{Eraser, Erasure, Subject};

use super::arguments::EraseArguments;
use super::counted::counted;
use super::opened::Opened;
use crate::output::Redactor;
use crate::{Exit, Streams};

pub(super) fn erase(arguments: &EraseArguments, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let Some(opened) = Opened::of(&arguments.file, streams) else { return Ok(Exit::FAILED) };
    let (subject, id) = match (&arguments.subject.object, &arguments.subject.user) {
        (Some(id), None) => (Subject::Object(id), id),
        (None, Some(id)) => (Subject::User(id), id),
        // The command line has seen to it.
        _ => return Ok(Exit::FAILED),
    };
    if id.is_empty() {
        streams.tell("an empty id is nobody's");
        return Ok(Exit::FAILED);
    }
    let mut eraser = Eraser::new(subject).wait(Duration::from_secs(arguments.wait));
    if let Some(team) = &arguments.team {
        eraser = eraser.team(team);
    }
    if arguments.all_teams {
        eraser = eraser.all_teams();
    }
    let done = if arguments.dry_run { eraser.plan(&arguments.file) } else { eraser.erase(&arguments.file) };
    let erasure = match done {
        Ok(erasure) => erasure,
        Err(error) => return Ok(opened.refuse(&error, streams)),
    };
    let lines = counted(erasure.lines(), "line");
    match (erasure.lines(), arguments.dry_run) {
        (0, _) => writeln!(streams.output, "nothing to erase")?,
        (_, false) => writeln!(streams.output, "erased from {lines}; the chain says so and holds")?,
        (_, true) => plan(&erasure, &lines, streams)?,
    }
    if arguments.dry_run && arguments.team.is_none() && !arguments.all_teams {
        let mut teams: Vec<_> = erasure.of().map(|(team, ..)| team).filter(|team| !team.is_empty()).collect();
        teams.dedup();
        if teams.len() > 1 {
            streams.tell("the id is in lines of several teams: nothing is erased without --team TEAM or --all-teams");
        }
    }
    for checkpoint in erasure.checkpoints() {
        streams.tell(&format!(
            "{} held it too and is removed: the segments before it are needed until the next `audit compact`",
            Redactor::new().path(checkpoint)
        ));
    }
    if erasure.mentions() > 0 {
        let hold = if erasure.mentions() == 1 { "holds" } else { "hold" };
        streams.tell(&format!(
            "{} {hold} the id {}: inside a longer text, as a name, as a link's end, in a correlation id or in another team; \
             look for it with `audit show`",
            counted(erasure.mentions(), "line"),
            if arguments.dry_run { "and would keep it" } else { "still" },
        ));
    }
    Ok(Exit::OK)
}

/// What would be erased, by team and type.
fn plan(erasure: &Erasure, lines: &str, streams: &mut Streams<'_>) -> io::Result<()> {
    let redactor = Redactor::new();
    writeln!(streams.output, "would erase from {lines}, and changes nothing now:")?;
    for (team, kind, lines) in erasure.of() {
        let team = if team.is_empty() { "(no team)".to_owned() } else { redactor.text(team) };
        writeln!(streams.output, "  {team}  {}  {}", redactor.text(kind), counted(lines, "line"))?;
    }
    Ok(())
}
