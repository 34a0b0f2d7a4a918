use std::error::Error;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use tracewell_context::{Context, with_current};
use tracing::{Level, Metadata};

use crate::detail::is_within;
use crate::settings::QUIET;

const A_WHILE: Duration = Duration::from_secs(15 * 60);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
const LINES: u32 = 200;
const MOST_LINES: u32 = 10_000;
/// Longer is no rule somebody wrote.
const MOST_BYTES: usize = 1024;

/// What is to be logged besides, for whom, and how long: `debug team=acme route=/v1/items for=15m`.
///
/// The level comes first. `team`, `user`, `route` (the template) and `target` narrow it down, and all that are there must
/// hold. `for` is a number of `s`, `m` or `h`, up to 24 hours; 15 minutes without it. `lines` is how many lines a second at
/// most, up to 10,000; 200 without it. A rule never makes fewer lines of anything, and never touches redaction.
///
/// Libraries that tell a story of their own about each request (`hyper`, `h2`, `reqwest`, `rustls`, `tower`, `lapin`) are
/// only meant if `target` names them.
///
/// ```
/// use tracewell::Rule;
///
/// let rule: Rule = "debug team=acme for=15m".parse()?;
/// assert_eq!(rule.to_string(), "debug team=acme lines=200");
/// assert!("debug team=acme for=ever".parse::<Rule>().is_err());
/// # Ok::<(), tracewell::InvalidRule>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    level: Level,
    team: Option<String>,
    user: Option<String>,
    route: Option<String>,
    target: Option<String>,
    lines: u32,
    lasts: Duration,
}

/// A text is no [`Rule`]. It is not quoted: nobody knows what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRule {
    _private: (),
}

impl Rule {
    pub(super) const fn level(&self) -> Level {
        self.level
    }

    pub(super) const fn lines(&self) -> u32 {
        self.lines
    }

    pub(super) const fn lasts(&self) -> Duration {
        self.lasts
    }

    /// Whether it may be about events of this kind.
    pub(super) fn covers(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.level
            && match &self.target {
                Some(target) => is_within(metadata.target(), target),
                None => !QUIET.iter().any(|library| is_within(metadata.target(), library)),
            }
    }

    /// Whether it is about what is being done here and now.
    pub(super) fn applies(&self) -> bool {
        let anybody = self.team.is_none() && self.user.is_none() && self.route.is_none();
        anybody || with_current(|context| context.is_some_and(|context| self.is_about(context)))
    }

    fn is_about(&self, context: &Context) -> bool {
        let holds = |wanted: &Option<String>, is: Option<&str>| wanted.is_none() || wanted.as_deref() == is;
        holds(&self.team, context.team_id().map(AsRef::as_ref))
            && holds(&self.user, context.user_id().map(AsRef::as_ref))
            && holds(&self.route, context.route())
    }
}

impl FromStr for Rule {
    type Err = InvalidRule;

    fn from_str(text: &str) -> Result<Self, InvalidRule> {
        read(text).ok_or(InvalidRule { _private: () })
    }
}

fn read(text: &str) -> Option<Rule> {
    if text.len() > MOST_BYTES || text.trim().contains(char::is_control) {
        return None;
    }
    let mut words = text.split_whitespace();
    let level = words.next().filter(|word| word.chars().all(char::is_alphabetic))?.parse().ok()?;
    let (mut team, mut user, mut route, mut target, mut lasts, mut lines) = (None, None, None, None, None, None);
    for word in words {
        let (key, value) = word.split_once('=').filter(|(_, value)| !value.is_empty())?;
        let place = match key {
            "team" => &mut team,
            "user" => &mut user,
            "route" => &mut route,
            "target" => &mut target,
            "for" => &mut lasts,
            "lines" => &mut lines,
            _ => return None,
        };
        if place.replace(value.to_owned()).is_some() {
            return None;
        }
    }
    let lasts = lasts.map_or(Some(A_WHILE), |text| duration(&text))?;
    let within = |lines: &u32| (1..=MOST_LINES).contains(lines);
    let lines = lines.map_or(Some(LINES), |text| text.parse().ok().filter(within))?;
    Some(Rule { level, team, user, route, target, lines, lasts })
}

fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return None,
    };
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let lasts = Duration::from_secs(number.parse::<u64>().ok().filter(|_| digits)?.checked_mul(seconds)?);
    (!lasts.is_zero() && lasts <= LONGEST).then_some(lasts)
}

/// Without how long it lasts: that is told by when it ends.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.level.as_str().to_ascii_lowercase())?;
        let parts = [("team", &self.team), ("user", &self.user), ("route", &self.route), ("target", &self.target)];
        for (key, value) in parts {
            if let Some(value) = value {
                write!(f, " {key}={value}")?;
            }
        }
        write!(f, " lines={}", self.lines)
    }
}

impl fmt::Display for InvalidRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "no rule: a level, then any of team=, user=, route=, target=, for= (15m) and lines= (200), once each",
        )
    }
}

impl Error for InvalidRule {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(text: &str) -> Rule {
        text.parse().unwrap()
    }

    #[test]
    fn a_rule_is_read_whole() {
        let read = rule("  DEBUG team=acme user=u-1 route=/v1/items/{id} target=shop::db for=2h lines=5 ");
        assert_eq!(read.to_string(), "debug team=acme user=u-1 route=/v1/items/{id} target=shop::db lines=5");
        assert_eq!((read.level(), read.lasts(), read.lines()), (Level::DEBUG, Duration::from_secs(7200), 5));
        assert_eq!((rule("trace").lasts(), rule("trace").lines()), (A_WHILE, LINES));
        assert_eq!([rule("info for=90s").lasts(), rule("info for=24h").lasts()], [Duration::from_secs(90), LONGEST]);
    }

    #[test]
    fn what_is_no_rule_changes_nothing() {
        for text in [
            "",
            " ",
            "loud",
            "5",
            "off",
            "debug acme",
            "debug team",
            "debug team=",
            "debug team=a team=b",
            "debug =a",
            "debug redaction=off",
            "debug for=0s",
            "debug for=25h",
            "debug for=1",
            "debug for=m",
            "debug for=-1m",
            "debug for=+1m",
            "debug for=1.5h",
            "debug for=99999999999999999999h",
            "debug for=1é",
            "debug lines=0",
            "debug lines=10001",
            "debug lines=-1",
            "debug\nteam=acme",
            "debug team=a\u{1b}b",
            "team=acme debug",
        ] {
            assert!(text.parse::<Rule>().is_err(), "{text:?}");
        }
        assert!(format!("debug team={}", "x".repeat(MOST_BYTES)).parse::<Rule>().is_err());
    }

    #[test]
    fn a_module_has_edges() {
        assert!(is_within("shop", "shop") && is_within("shop::db", "shop"));
        assert!(!is_within("shopping", "shop") && !is_within("sho", "shop") && !is_within("my::shop", "shop"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_or_refused(text in "(debug|trace|info)?( (team|for|lines|target|x)=?[0-9a-zé:]{0,4}[smh]?){0,4}|\\PC{0,40}") {
            if let Ok(rule) = text.parse::<Rule>() {
                prop_assert_eq!(rule.to_string().parse::<Rule>().unwrap().to_string(), rule.to_string());
                prop_assert!(rule.lasts() <= LONGEST && rule.lines() <= MOST_LINES);
            }
        }
    }
}
