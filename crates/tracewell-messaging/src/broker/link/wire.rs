//! An event as a message, and back.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tracewell_context::TeamId;

use crate::broker::message::{JOB, Message};
use crate::{Event, JobId, Topic};

/// Whose event it is: who follows that team gets it.
const TEAM: &str = "x-event-team";
/// Which instance published it.
const ORIGIN: &str = "x-origin";
/// When, in milliseconds since 1970.
const PUBLISHED: &str = "x-published-ms";

pub(super) fn to_message(topic: &Topic, event: &Event, origin: &str) -> Message {
    let message = Message::new(event.kind(), event.data().to_owned())
        .header(TEAM, topic.team_id().as_str())
        .header(ORIGIN, origin)
        .header(PUBLISHED, milliseconds(SystemTime::now()).to_string());
    match topic.job_id() {
        Some(job) => message.header(JOB, job.as_str()),
        None => message,
    }
}

pub(super) fn is_from(message: &Message, origin: &str) -> bool {
    message.get(ORIGIN) == Some(origin)
}

/// An event that another instance published, and when that was; none if it can't be read.
pub(super) fn from_message(message: &Message) -> Option<(Topic, Event, Instant)> {
    let team = TeamId::new(message.get(TEAM)?).ok()?;
    let data = std::str::from_utf8(message.body()).ok()?;
    let topic = match message.job_id() {
        Some(job) => Topic::team(team).job(JobId::new(job).ok()?),
        None => Topic::team(team),
    };
    let event = Event::new(message.routing_key().to_owned(), data.to_owned());
    Some((topic, event, Instant::now().checked_sub(age(message)).unwrap_or_else(Instant::now)))
}

/// How old it is by the clocks of both instances; a clock that is ahead makes it new.
fn age(message: &Message) -> Duration {
    let published = message.get(PUBLISHED).and_then(|time| time.parse::<u64>().ok());
    let age = published.map(|published| milliseconds(SystemTime::now()).saturating_sub(published));
    Duration::from_millis(age.unwrap_or_default())
}

fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_comes_back_as_it_went() {
        let topic = Topic::team(TeamId::new("acme").unwrap()).job(JobId::new("j").unwrap());
        let message = to_message(&topic, &Event::new("item.created", "größe"), "me");
        let (team, event, _) = from_message(&message).unwrap();
        assert_eq!((&team, event.kind(), event.data()), (&topic, "item.created", "größe"));
        assert!(is_from(&message, "me") && !is_from(&message, "other"));
    }

    #[test]
    fn what_can_t_be_read_is_none() {
        let with = |body: &'static [u8], team: &str, job: &str| {
            let message = Message::new("k", body).header(TEAM, team);
            from_message(&if job.is_empty() { message } else { message.header(JOB, job) }).is_some()
        };
        assert!(with(b"{}", "acme", "") && with(b"{}", "acme", "j"));
        assert!(!with(b"\xff\xfe", "acme", "") && !with(b"{}", "two teams", "") && !with(b"{}", "acme", "a b"));
        assert!(from_message(&Message::new("k", "{}")).is_none(), "no team, nobody's");
    }
}
