use tracewell_context::TeamId;

use super::JobId;

/// Whom an event is for, or what a subscriber wants: a team's, or one job's of that team.
///
/// There is no topic without a team, so that no call can reach more than one.
///
/// ```
/// use tracewell_context::TeamId;
/// use tracewell_messaging::{JobId, Topic};
///
/// let all = Topic::team(TeamId::new("acme")?);
/// let import = all.clone().job(JobId::new("import-7")?);
/// assert!(all.covers(&import) && !import.covers(&all));
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    team: TeamId,
    job: Option<JobId>,
}

impl Topic {
    /// All that happens in a team.
    #[must_use]
    pub fn team(team: TeamId) -> Self {
        Self { team, job: None }
    }

    /// Only what belongs to this job.
    #[must_use]
    pub fn job(mut self, job: JobId) -> Self {
        self.job = Some(job);
        self
    }

    /// The team.
    #[must_use]
    pub fn team_id(&self) -> &TeamId {
        &self.team
    }

    /// The job, if it is one's.
    #[must_use]
    pub fn job_id(&self) -> Option<&JobId> {
        self.job.as_ref()
    }

    /// Whether a subscriber of this topic gets an event of that one.
    #[must_use]
    pub fn covers(&self, event: &Self) -> bool {
        self.team == event.team && wants(self.job.as_ref(), event.job.as_ref())
    }
}

/// The same inside one team.
pub(super) fn wants(wanted: Option<&JobId>, job: Option<&JobId>) -> bool {
    wanted.is_none_or(|wanted| job == Some(wanted))
}
