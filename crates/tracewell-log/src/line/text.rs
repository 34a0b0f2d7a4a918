use std::error::Error;
use std::fmt::{self, Debug, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use tracewell_context::{Context, RenderKey, TeamId, with_current};
use tracewell_redact::{Class, Locator, Policy};

use super::cut;
use super::escape::escape_into;
use super::fields::Shape;

/// As which class the id of a team is hashed.
const TEAM: &str = "team";
/// Sources of an error that are told at most.
const SOURCES: usize = 8;
/// Stands for a value whose own code panicked.
pub(crate) const PANICKED: &str = "[panicked]";

/// How text becomes a value: scanned, cut, escaped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextRules<'a> {
    /// Whose rules these are.
    pub(crate) owner: RenderKey,
    pub(crate) policy: &'a Policy,
    /// Bytes of a value that are shown.
    pub(crate) longest: usize,
}

/// What scanning needs beside the rules.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    /// A text with its secrets replaced.
    clean: String,
    /// The same with the path of the request as it may be shown.
    located: String,
}

impl Screen {
    /// Empties it and gives back what is more than `kept` bytes of its buffer.
    pub(crate) fn clear(&mut self, kept: usize) {
        self.clean.clear();
        self.clean.shrink_to(kept);
        self.located.clear();
        self.located.shrink_to(kept);
    }
}

impl TextRules<'_> {
    /// Bytes that a value is asked for: more than are scanned, so that the scan knows that there are more.
    pub(crate) fn window(&self) -> usize {
        self.policy.scan_limit().max(self.longest) + char::MAX.len_utf8()
    }

    /// `text` with its secrets replaced, and how many bytes of it were left out.
    #[inline]
    pub(crate) fn scanned<'t>(&self, screen: &'t mut Screen, text: &'t str) -> (&'t str, usize) {
        screen.clean.clear();
        let scrubbed = self.policy.scrub_window(text, &mut screen.clean);
        if !scrubbed.is_clean() {
            return (&screen.clean, scrubbed.left_out());
        }
        (text.get(..scrubbed.kept()).unwrap_or_default(), scrubbed.left_out())
    }

    /// Appends `text` as the inside of a JSON string and answers how many bytes were cut off. `unseen` bytes of it are
    /// missing already.
    pub(crate) fn write(&self, out: &mut String, screen: &mut Screen, text: &str, unseen: usize) -> usize {
        // Scanned before it is cut: half a secret is not recognised.
        let (shown, left_out) = self.scanned(screen, text);
        self.write_clean(out, shown, unseen.saturating_add(left_out))
    }

    /// Appends text that the policy has nothing more to say about; `unseen` bytes of it are missing already.
    fn write_clean(&self, out: &mut String, clean: &str, unseen: usize) -> usize {
        let (kept, rest) = cut::split(clean, self.longest);
        let missing = unseen.saturating_add(rest.len());
        escape_into(out, kept);
        if missing > 0 {
            cut::push_mark(out, missing);
        }
        missing
    }

    /// Appends what the action for `class` leaves of `text`, as a JSON string. The team that goes into a keyed hash is
    /// that of the work at hand.
    #[cold]
    pub(crate) fn acted(&self, out: &mut String, screen: &mut Screen, class: Class, text: &str) -> Shape {
        with_current(|context| {
            let team = context.and_then(Context::team_id).map(TeamId::as_str);
            self.acted_for(out, screen, class, team, text)
        })
    }

    /// The same for a value of this team.
    pub(crate) fn acted_for(
        &self,
        out: &mut String,
        screen: &mut Screen,
        class: Class,
        team: Option<&str>,
        text: &str,
    ) -> Shape {
        let (text, _) = cut::split(text, self.window());
        screen.clean.clear();
        self.policy.act_into(class, team, text, &mut screen.clean);
        self.quoted_clean(out, &screen.clean, 0)
    }

    /// Appends text that says where something is, as a JSON string: a URL masked as such, and the path of the request as
    /// its route lets it be shown.
    pub(crate) fn located(
        &self,
        out: &mut String,
        screen: &mut Screen,
        locator: Locator,
        text: &str,
        unseen: usize,
    ) -> Shape {
        let Screen { clean, located, .. } = screen;
        clean.clear();
        let left_out = self.policy.locate_into(locator, text, located, clean);
        let unseen = unseen.saturating_add(left_out);
        located.clear();
        let hidden = with_current(|context| context.is_some_and(|context| context.hide_path_in(clean, located)));
        self.quoted_clean(out, if hidden { located } else { clean }, unseen)
    }

    /// Appends a bound id, as a JSON string: one that is a secret itself goes out in the form that the policy gives it.
    fn bound_id(&self, out: &mut String, class: &str, team: Option<&str>, id: &str) -> Shape {
        self.quoted_clean(out, &self.policy.id(class, team, id), 0)
    }

    /// Appends the id of a team.
    pub(crate) fn team_id(&self, out: &mut String, id: &str) -> Shape {
        self.bound_id(out, TEAM, None, id)
    }

    /// Appends the id of a user of this team.
    pub(crate) fn user_id_of(&self, out: &mut String, team: Option<&str>, id: &str) -> Shape {
        self.bound_id(out, Class::User.as_str(), team, id)
    }

    /// Appends the id of a user of the team of the work at hand.
    pub(crate) fn user_id(&self, out: &mut String, id: &str) -> Shape {
        with_current(|context| self.user_id_of(out, context.and_then(Context::team_id).map(TeamId::as_str), id))
    }

    fn quoted_clean(&self, out: &mut String, clean: &str, unseen: usize) -> Shape {
        out.push('"');
        let cut = self.write_clean(out, clean, unseen);
        out.push('"');
        Shape::Text { cut }
    }

    /// The same with the quotes of a JSON string around it.
    #[inline]
    pub(crate) fn quoted(&self, out: &mut String, screen: &mut Screen, text: &str, unseen: usize) -> Shape {
        out.push('"');
        let cut = self.write(out, screen, text, unseen);
        out.push('"');
        Shape::Text { cut }
    }
}

/// Appends what `value` says of itself to `raw`, at most `limit` bytes, and answers how many more there were at least;
/// `None` if its code panicked.
pub(crate) fn format_debug(raw: &mut String, limit: usize, value: &dyn Debug) -> Option<usize> {
    contained(raw, limit, |out| write!(out, "{value:?}"))
}

/// The same for an error and its sources.
pub(crate) fn format_error(raw: &mut String, limit: usize, error: &(dyn Error + 'static)) -> Option<usize> {
    contained(raw, limit, |out| {
        write!(out, "{error}")?;
        for source in std::iter::successors(error.source(), |&error| error.source()).take(SOURCES) {
            write!(out, ": {source}")?;
        }
        Ok(())
    })
}

/// Runs code of the application: what it writes is bounded, and its panic ends here.
fn contained(raw: &mut String, limit: usize, write: impl FnOnce(&mut Bounded<'_>) -> fmt::Result) -> Option<usize> {
    let mut out = Bounded { text: raw, limit, unseen: 0 };
    // An error is either ours, at the limit, or its own: then what it wrote before is what it said.
    match catch_unwind(AssertUnwindSafe(|| write(&mut out))) {
        Ok(_) => Some(out.unseen),
        Err(payload) => {
            // The payload is theirs too, and so is its destructor.
            if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
                std::mem::forget(again);
            }
            None
        }
    }
}

/// Takes text up to a limit, then refuses it, which ends well-behaved formatting.
struct Bounded<'a> {
    text: &'a mut String,
    limit: usize,
    unseen: usize,
}

impl Write for Bounded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = if self.unseen > 0 { 0 } else { self.limit.saturating_sub(self.text.len()) };
        let (seen, unseen) = cut::split(text, room);
        self.text.push_str(seen);
        self.unseen = self.unseen.saturating_add(unseen.len());
        if unseen.is_empty() { Ok(()) } else { Err(fmt::Error) }
    }
}
