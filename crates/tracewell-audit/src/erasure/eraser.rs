use std::fs;
use std::path::Path;
use std::time::Duration;

use super::plan::{Plan, Wanted};
use super::{Erasure, Subject};
use crate::disk::{located, remove_leftovers};
use crate::log::Lock;
use crate::read::{Ending, Segments};
use crate::{Error, ErrorKind, LogReader};

/// Removes the content of a person or an object from all files of a log, and adds an `Erased` event that says which lines
/// it was removed from. Nothing happens where there is nothing to remove.
///
/// An id is somebody's within a team: another team may have the same one, by accident or because somebody chose it so. Without
/// a word about teams, an id that is in the lines of more than one is refused.
///
/// ```
/// use tracewell_audit::{AuditLog, Eraser, Event, Options, Subject, wait};
///
/// # let folder = std::env::temp_dir().join(format!("erase-doc-{}", std::process::id()));
/// # let path = folder.join("audit.jsonl");
/// let (log, _) = AuditLog::open(&path, Options::new(), |_| Ok(()))?;
/// let note = serde_json::json!({"id": "n-1", "created_by": "user-7"});
/// wait(log.append(Event::new("Note created", &note)?))?;
/// log.close();
///
/// let eraser = Eraser::new(Subject::User("user-7"));
/// assert_eq!(eraser.plan(&path)?.lines(), 1); // nothing has changed
/// assert_eq!(eraser.erase(&path)?.lines(), 1);
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "it erases when it is told to"]
pub struct Eraser<'s> {
    subject: Subject<'s>,
    team: Option<&'s str>,
    all_teams: bool,
    wait: Duration,
}

impl<'s> Eraser<'s> {
    /// Of this person or object, which must be of one team alone, and without waiting for a service that has the log open.
    pub fn new(subject: Subject<'s>) -> Self {
        Self { subject, team: None, all_teams: false, wait: Duration::ZERO }
    }

    /// From the lines of this team alone.
    pub fn team(mut self, team: &'s str) -> Self {
        self.team = Some(team);
        self
    }

    /// From the lines of all teams, where it is the same person in each.
    pub fn all_teams(mut self) -> Self {
        self.all_teams = true;
        self
    }

    /// How long to wait for a service that has the log open.
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// What would be erased, of several teams too. Nothing is changed, and nobody is kept from writing.
    ///
    /// # Errors
    ///
    /// [`Broken`](ErrorKind::Broken) if a line does not belong; a file that is missing or can't be read.
    pub fn plan(&self, log: impl AsRef<Path>) -> Result<Erasure, Error> {
        let log = existing(log.as_ref())?;
        let (plan, _) = self.read(&log, &Segments::of(&log)?)?;
        Ok(plan.report)
    }

    /// Erases it.
    ///
    /// Each file is replaced at once. If this is interrupted, the log is whole, and doing it again removes the rest. The event
    /// is there first, in the file that is replaced first.
    ///
    /// # Errors
    ///
    /// [`Locked`](ErrorKind::Locked) if a service has the log open and does not let go of it in time;
    /// [`Broken`](ErrorKind::Broken) if a line does not belong: what is wrong must not be covered up;
    /// [`SeveralTeams`](ErrorKind::SeveralTeams) if the id is in lines of more than one, and nothing was said about that.
    pub fn erase(&self, log: impl AsRef<Path>) -> Result<Erasure, Error> {
        let log = &existing(log.as_ref())?;
        let _lock = Lock::take(log, self.wait)?;
        remove_leftovers(log)?;
        let segments = Segments::of(log)?;
        let (mut plan, ending) = self.read(log, &segments)?;
        let teams = plan.teams();
        if self.team.is_none() && !self.all_teams && teams.len() > 1 {
            return Err(Error::several_teams(teams));
        }
        // First, and also if nothing else is left to be done: an erasure that was interrupted may have left them.
        for path in &segments.spare {
            if self.wanted().is_in(path)? {
                fs::remove_file(path)?;
                plan.report.checkpoints.push(path.clone());
            }
        }
        if plan.report.lines > 0
            && let Err(error) = plan.carry_out(&segments, &ending)
        {
            // What was not finished would take room on a disk that may be full.
            let _ = remove_leftovers(log);
            return Err(error);
        }
        Ok(plan.report)
    }

    fn read(&self, log: &Path, segments: &Segments) -> Result<(Plan, Ending), Error> {
        let mut plan = Plan::default();
        let ending = LogReader::new(log).read_on(segments, |entry| {
            plan.look_at(entry, self.wanted());
            Ok(())
        })?;
        // Nobody can say what stands behind a break, and so whether this person does.
        if let Some(fault) = ending.summary.known_break() {
            return Err(fault.clone().into());
        }
        Ok((plan, ending))
    }

    fn wanted(&self) -> Wanted<'s> {
        Wanted { subject: self.subject, team: self.team }
    }
}

/// [`Eraser::erase`] of one team's person or object.
///
/// # Errors
///
/// As there.
pub fn erase(log: impl AsRef<Path>, subject: Subject<'_>, wait: Duration) -> Result<Erasure, Error> {
    Eraser::new(subject).wait(wait).erase(log)
}

/// Where the log is, if there is one.
fn existing(log: &Path) -> Result<std::path::PathBuf, Error> {
    let missing = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::new(ErrorKind::Missing),
        _ => error.into(),
    };
    let log = located(log).map_err(missing)?;
    let there = !Segments::of(&log).map_err(missing)?.are_missing();
    there.then_some(log).ok_or_else(|| Error::new(ErrorKind::Missing))
}
