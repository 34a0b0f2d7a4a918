use std::borrow::Cow;

use serde_json::{Map, Value};
use tracewell_names::{attribute, field, marker};
use tracewell_redact::{Class, Decision, Locator, is_marker};

use super::Net;

/// As which class the id of a team is hashed.
const TEAM: &str = "team";

enum Verdict {
    /// Its texts are scanned.
    Scan,
    /// A URL, or the part of one that begins with its path: queries and credentials in it go.
    Url,
    /// The query of one.
    Query,
    /// Whom something belongs to, by the class it is hashed as.
    Id(&'static str),
    /// A marker takes its place.
    Replace(&'static str),
    /// What the service chose for its class.
    Act,
}

/// Maps whose names a program chose: the policy judges them.
impl Net {
    pub(super) fn map(&self, map: &mut Map<String, Value>, team: Option<&str>, depth: usize) {
        let entries = std::mem::take(map);
        for (name, mut value) in entries {
            self.named(&name, &mut value, team, depth);
            // A name set at run time may be data.
            let name = if is_known(&name) { name } else { self.policy.outside_name(&name).into_owned() };
            map.insert(name, value);
        }
    }

    pub(super) fn named(&self, name: &str, value: &mut Value, team: Option<&str>, depth: usize) {
        match (self.verdict(name), value) {
            (Verdict::Replace(marker), value) => *value = Value::String(marker.to_owned()),
            (Verdict::Url, Value::String(url)) => *url = self.located(url),
            (Verdict::Query, Value::String(query)) => self.query(query),
            (Verdict::Id(class), Value::String(id)) => {
                let team = team.filter(|_| class != TEAM);
                if let Cow::Owned(clean) = self.policy.id(class, team, id) {
                    *id = clean;
                }
            }
            // What the guard has made of it stays.
            (Verdict::Act, Value::String(text)) if is_marker(text) => {}
            (Verdict::Act, Value::String(text)) => *text = self.policy.field(name, team, text).into_owned(),
            (Verdict::Act, value) => *value = Value::String(marker::REDACTED.to_owned()),
            // Of whom or where an address is, is nobody's business; the user says whose it is.
            (Verdict::Scan, value) if !value.is_object() && matches!(name, "did" | "ip_address") => {
                *value = Value::Null
            }
            (_, value) => self.free(name, value, team, depth),
        }
    }

    pub(super) fn text(&self, text: &mut String) {
        if let Cow::Owned(clean) = self.policy.scrub(text) {
            *text = clean;
        } else if text.len() > self.policy.scan_limit() {
            let kept = self.policy.scrub(text).len();
            text.truncate(kept);
        }
    }

    fn located(&self, url: &str) -> String {
        let (mut shown, mut spare) = (String::new(), String::new());
        self.policy.locate_into(Locator::Url, url, &mut spare, &mut shown);
        shown
    }

    pub(super) fn user_id(&self, team: Option<&str>, id: &mut String) {
        if let Cow::Owned(clean) = self.policy.id(Class::User.as_str(), team, id) {
            *id = clean;
        }
    }

    fn verdict(&self, name: &str) -> Verdict {
        match self.policy.decide(name) {
            Decision::Redact => Verdict::Replace(marker::REDACTED),
            Decision::Act(_) => Verdict::Act,
            Decision::Filter if !is_known(name) => Verdict::Replace(marker::FILTERED),
            _ => match name {
                field::TEAM_ID => Verdict::Id(TEAM),
                field::USER_ID => Verdict::Id(Class::User.as_str()),
                "url.query" => Verdict::Query,
                _ if Locator::of(name) == Some(Locator::Url) => Verdict::Url,
                _ => Verdict::Scan,
            },
        }
    }
}

fn is_known(name: &str) -> bool {
    attribute::ALL.contains(&name) || field::is_safe(name)
}
