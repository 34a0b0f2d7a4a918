use tracewell_context::{Context, TeamId};
use tracewell_names::field;
use tracewell_redact::Class;

use super::key::KeyId;
use super::parts::LineParts;
use super::text::{Screen, TextRules};

/// Number of members, and of the places that the header tells.
const MEMBERS: usize = 8;
/// Digits of a place, seven bits each.
const DIGITS: usize = 4;
const HEADER: usize = MEMBERS * DIGITS;

/// What a line takes from the context, rendered once per state of it and read from one text: a header that says where
/// each member ends, then the members `,"name":"value"` end to end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContextMembers<'a> {
    header: &'a [u8],
    text: &'a str,
}

/// How a context is rendered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContextRules<'a> {
    pub(crate) text: TextRules<'a>,
    /// The class of the user's id, if the service chose an action for it.
    pub(crate) user: Option<Class>,
}

/// One member; the discriminant is its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Member {
    CorrelationId,
    TeamId,
    UserId,
    TraceId,
    Method,
    Path,
    Route,
    ClientRequestId,
}

impl Member {
    /// What every event of a request carries besides the ids.
    const OF_REQUEST: [(Self, KeyId); 4] = [
        (Self::Method, KeyId::METHOD),
        (Self::Path, KeyId::PATH),
        (Self::Route, KeyId::ROUTE),
        (Self::ClientRequestId, KeyId::CLIENT_REQUEST_ID),
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::CorrelationId => field::CORRELATION_ID,
            Self::TeamId => field::TEAM_ID,
            Self::UserId => field::USER_ID,
            Self::TraceId => field::TRACE_ID,
            Self::Method => field::METHOD,
            Self::Path => field::PATH,
            Self::Route => field::ROUTE,
            Self::ClientRequestId => field::CLIENT_REQUEST_ID,
        }
    }

    /// Where the value of the member begins.
    const fn value_start(self) -> usize {
        self.name().len() + r#","":"#.len()
    }
}

impl<'a> ContextMembers<'a> {
    /// Gives `read` what `context` holds now, rendered.
    pub(crate) fn with<R>(
        context: &Context,
        rules: ContextRules<'_>,
        screen: &mut Screen,
        text: &mut String,
        read: impl FnOnce(ContextMembers<'_>) -> R,
    ) -> R {
        let render = |context: &Context, out: &mut String| Self::render(context, rules, screen, text, out);
        context.rendered(rules.text.owner, render, |rendered| read(ContextMembers::read(rendered)))
    }

    fn render(
        context: &Context,
        rules: ContextRules<'_>,
        screen: &mut Screen,
        text: &mut String,
        rendered: &mut String,
    ) {
        let ContextRules { text: rules, user } = rules;
        let trace_parent = context.trace_parent();
        let team = context.team_id().map(TeamId::as_str);
        let values = [
            (Member::CorrelationId, Some(context.correlation_id().as_str())),
            (Member::TeamId, team),
            (Member::UserId, context.user_id().map(AsRef::as_ref)),
            (Member::TraceId, trace_parent.as_ref().map(|parent| parent.trace_id())),
            (Member::Method, context.method()),
            (Member::Path, context.path()),
            (Member::Route, context.route()),
            (Member::ClientRequestId, context.client_request_id().map(AsRef::as_ref)),
        ];
        text.clear();
        let mut header = [0; HEADER];
        let mut places = header.as_chunks_mut::<DIGITS>().0.iter_mut();
        for (member, value) in values {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                text.push_str(",\"");
                text.push_str(member.name());
                text.push_str("\":");
                let id = !matches!(member, Member::Method | Member::Path | Member::Route);
                // An id is short by its type, and half of one finds nothing.
                let whole = TextRules { longest: usize::from(u16::MAX), ..rules };
                match member {
                    Member::UserId if let Some(class) = user => {
                        whole.acted_for(text, screen, class, team, value);
                    }
                    // Hexadecimal digits by its type, or by its looks.
                    _ if member == Member::TraceId || id && is_uuid(value) => {
                        text.push('"');
                        text.push_str(value);
                        text.push('"');
                    }
                    Member::TeamId => {
                        whole.team_id(text, value);
                    }
                    Member::UserId => {
                        whole.user_id_of(text, team, value);
                    }
                    _ if id => {
                        whole.quoted(text, screen, value, 0);
                    }
                    _ => {
                        rules.quoted(text, screen, value, 0);
                    }
                }
            }
            if let Some(place) = places.next() {
                *place = digits(text.len());
            }
        }
        rendered.reserve(HEADER + text.len());
        rendered.push_str(std::str::from_utf8(&header).unwrap_or_default());
        rendered.push_str(text);
    }

    /// Of no context.
    pub(crate) const fn none() -> Self {
        Self { header: &[], text: "" }
    }

    fn read(rendered: &'a str) -> Self {
        let (header, text) = rendered.split_at_checked(HEADER).unwrap_or_default();
        Self { header: header.as_bytes(), text }
    }

    /// Correlation id to trace id.
    pub(crate) fn ids(self) -> &'a str {
        self.text.get(..self.end(Member::TraceId as usize)).unwrap_or_default()
    }

    /// One member, empty if the context has no such value.
    pub(crate) fn get(self, member: Member) -> &'a str {
        let index = member as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.end(before));
        self.text.get(start..self.end(index)).unwrap_or_default()
    }

    /// Adds what every event of a request carries besides the ids, unless the event has said it.
    #[inline]
    pub(crate) fn add_to(self, parts: &mut LineParts) {
        for (key, member, value) in self.request() {
            parts.fields.append_text_member(key, member, value);
        }
        parts.has_request = true;
    }

    /// Key, member, and where its value begins.
    #[inline]
    fn request(self) -> impl Iterator<Item = (KeyId, &'a str, usize)> {
        let mut start = self.end(Member::TraceId as usize);
        // Outside a request there is nothing behind the ids.
        let members = if start < self.text.len() { Member::OF_REQUEST.as_slice() } else { &[] };
        members.iter().map(move |(member, key)| {
            let end = self.end(*member as usize);
            let text = self.text.get(start..end).unwrap_or_default();
            start = end;
            (*key, text, member.value_start())
        })
    }

    #[inline]
    fn end(self, index: usize) -> usize {
        let digits = self.header.as_chunks::<DIGITS>().0.get(index).copied().unwrap_or_default();
        digits.iter().fold(0, |place, digit| place << 7 | usize::from(*digit))
    }
}

/// A place in seven bits a digit, so that it is text.
fn digits(place: usize) -> [u8; DIGITS] {
    std::array::from_fn(|digit| (place >> (7 * (DIGITS - 1 - digit)) & 0x7f) as u8)
}

/// A UUID is no secret by its form, and its digits must not be taken for those of a card.
fn is_uuid(text: &str) -> bool {
    let Ok(bytes) = <&[u8; 36]>::try_from(text.as_bytes()) else { return false };
    // Without a branch a byte.
    let hex = bytes.iter().fold(0, |count, byte| count + u8::from(byte.is_ascii_hexdigit()));
    hex == 32 && [8, 13, 18, 23].iter().all(|at| bytes[*at] == b'-')
}
