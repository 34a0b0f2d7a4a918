use std::borrow::Cow;

use tracewell_flow::{Entry, StageEvent};
use tracewell_names::field;

use super::field::{Field, fields};
use super::head::Head;
use super::names::Names;
use super::value::{beginning, value};
use crate::input::Styles;

/// Fields of a usual event.
const USUAL: usize = 12;
/// Bytes of a message and of a time that are kept.
const LONGEST_MESSAGE: usize = 1200;
const LONGEST_TIME: usize = 64;
const IDS: [&str; 3] = [field::CORRELATION_ID, "request_id", field::TRACE_ID];

/// An entry of text: its head, and the lines that continue it.
///
/// The fields of an event stand behind its message, `name=value` each, or `, name: value`. Only there a stage is one: a
/// message, a span or a value that says the same words is not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'t> {
    pub(super) head: Head<'t>,
    /// Whether it begins as the pretty form does.
    pub(super) is_indented: bool,
    pub(super) styles: &'t Styles,
    pub(super) more: &'t str,
}

impl Text<'_> {
    pub(super) fn entry(self, key: Option<&str>, names: &mut Names) -> Entry {
        let Self { head, styles, more, .. } = self;
        let (spans, event) = apart(head.body);
        let mut entry = Entry::new().level(head.level);
        if matches!(head.level, "WARN" | "ERROR") {
            entry = entry.message(beginning(event, LONGEST_MESSAGE));
        }
        if let Some(time) = head.time {
            entry = entry.time(beginning(time, LONGEST_TIME));
        }
        let mut own = Vec::with_capacity(USUAL);
        own.extend(fields(event));
        let form = self.form(spans, &own);
        own.retain(|field| form.has(*field));
        if form == Form::Coloured {
            let is_own = |field: &Field<'_>| {
                let end = field.start() + field.name().len();
                // Some colour what stands between name and value along with the name.
                (end..=end + 2).any(|end| styles.is_own(event, field.start(), end))
            };
            // Some colour the stage alone: the fields behind it are plain then.
            let all = own.iter().any(|field| field.start() > 0 && field.name() != field::STAGE && is_own(field));
            own.retain(|field| is_own(field) || !(all || field.name() == field::STAGE));
        }
        if let Some(id) = id(&own, [spans, more], key) {
            entry = entry.id(names.id(&id));
        }
        own.retain(|field| form != Form::Coloured || field.start() < styles.spans(event));
        match stage(&own, form, names) {
            Some(stage) => entry.stage(stage),
            None => entry,
        }
    }

    /// The form of the whole entry, as far as it can be told.
    fn form(self, spans: &str, fields: &[Field<'_>]) -> Form {
        let goes_on = |line: &str| ["at ", "in "].iter().any(|word| line.trim_start().starts_with(word));
        if self.styles.is_within(self.head.body) {
            Form::Coloured
        } else if self.is_indented || self.more.lines().any(goes_on) {
            Form::Pretty
        } else if !spans.is_empty() || has_compact_field(fields) {
            Form::Compact
        } else {
            Form::Unknown
        }
    }
}

/// How an entry is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The names of its fields have a style of their own, and nothing else that looks like one.
    Coloured,
    /// ` name=value`
    Compact,
    /// `, name: value`
    Pretty,
    /// Either.
    Unknown,
}

impl Form {
    /// Whether what looks like a field can be one.
    fn has(self, field: Field<'_>) -> bool {
        match self {
            Self::Coloured | Self::Unknown => true,
            Self::Compact => !field.pretty,
            Self::Pretty => field.pretty,
        }
    }
}

/// Whether ` name=value` stands somewhere, and in no quotes.
fn has_compact_field(fields: &[Field<'_>]) -> bool {
    let mut quotes = Quotes::of(fields.first().map_or("", |field| field.text()));
    fields.iter().any(|field| !field.pretty && field.before().ends_with(' ') && !quotes.are_open_at(field.start()))
}

/// The id that a text names: by name first, and then from the event outwards.
fn id<'t>(event: &[Field<'t>], around: [&'t str; 2], key: Option<&str>) -> Option<Cow<'t, str>> {
    let names: &[&str] = match &key {
        Some(key) => std::slice::from_ref(key),
        None => &IDS,
    };
    let mut found: [Option<Field<'_>>; IDS.len()] = [None; IDS.len()];
    for field in event.iter().copied().chain(around.into_iter().flat_map(fields)) {
        let place = names.iter().position(|name| *name == field.name());
        if let Some(slot) = place.and_then(|place| found.get_mut(place))
            && slot.is_none()
            && field.stands_alone()
        {
            *slot = Some(field);
            if place == Some(0) {
                break;
            }
        }
    }
    found.into_iter().flatten().find_map(|field| field.value().filter(|id| !id.is_empty()))
}

fn stage(fields: &[Field<'_>], form: Form, names: &mut Names) -> Option<StageEvent> {
    let mut quotes = Quotes::of(fields.first().map_or("", |field| field.text()));
    fields.iter().enumerate().filter(|(_, field)| field.name() == field::STAGE).find_map(|(at, field)| {
        let (before, assigned) = (field.before(), field.assigned());
        let begins = match field.pretty {
            false => before.is_empty() || before.ends_with(' '),
            true => before.ends_with(", ") || is_target(before),
        };
        let (name, rest) = value(assigned, |byte| matches!(byte, b' ' | b',')).filter(|_| begins)?;
        let quoted = assigned.starts_with('"');
        let mut in_value = || form != Form::Coloured && quotes.are_open_at(field.start());
        if name.is_empty() || !ends_or_goes_on(rest, field.pretty) || !(quoted || (is_bare(&name) && !in_value())) {
            return None;
        }
        let (before, behind) = fields.split_at_checked(at)?;
        Some(with_fields(StageEvent::new(names.name(&name)), before, behind, names))
    })
}

/// Whether a stage may be written like this without quotes.
fn is_bare(name: &str) -> bool {
    name.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | ':' | '/'))
}

/// Whether quotes are open at a place, asked from the beginning on: what stands there belongs to a value then. In a value,
/// quotes would be escaped.
struct Quotes<'t> {
    text: &'t str,
    at: usize,
    open: bool,
    escaped: bool,
}

impl<'t> Quotes<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, at: 0, open: false, escaped: false }
    }

    fn are_open_at(&mut self, place: usize) -> bool {
        for byte in self.text.as_bytes().get(self.at..place).unwrap_or_default() {
            self.open ^= *byte == b'"' && !self.escaped;
            self.escaped = *byte == b'\\' && !self.escaped;
        }
        self.at = self.at.max(place);
        self.open
    }
}

/// `app::router: `, and nothing else: an event without a message.
fn is_target(text: &str) -> bool {
    text.is_empty() || text.strip_suffix(": ").is_some_and(|target| !target.contains(' '))
}

/// Whether a field may end here: at the end of the line, or before the next one.
fn ends_or_goes_on(rest: &str, pretty: bool) -> bool {
    let rest = rest.trim_end();
    if rest.is_empty() {
        return true;
    }
    let (separator, assign) = if pretty { (", ", ": ") } else { (" ", "=") };
    let Some(next) = rest.strip_prefix(separator) else { return false };
    let is_of_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | '#');
    let end = next.find(|character| !is_of_name(character)).unwrap_or(next.len());
    end > 0 && next.get(end..).is_some_and(|behind| behind.starts_with(assign))
}

/// Behind the stage there are fields only; before it there may be a message.
fn with_fields(mut event: StageEvent, before: &[Field<'_>], behind: &[Field<'_>], names: &mut Names) -> StageEvent {
    let (mut outcome, mut cache_hit, mut took, mut seq) = (None, None, None, None);
    for (fields, is_behind) in [(behind, true), (before, false)] {
        // What stands in the value of a field is none.
        let mut inside = 0;
        for field in fields.iter().filter(|field| field.stands_alone()) {
            if is_behind {
                if field.start() < inside {
                    continue;
                }
                inside = field.end();
            }
            let slot = match field.name() {
                field::OUTCOME => &mut outcome,
                field::CACHE_HIT => &mut cache_hit,
                field::DURATION_MS => &mut took,
                field::SEQ if is_behind => &mut seq,
                _ => continue,
            };
            if slot.is_none() {
                *slot = field.value();
            }
        }
    }
    if let Some(outcome) = outcome {
        event = event.outcome(names.name(&outcome));
    }
    match cache_hit.as_deref() {
        Some("true") => event = event.cache_hit(true),
        Some("false") => event = event.cache_hit(false),
        _ => {}
    }
    if let Some(took) = took.and_then(|took| took.parse().ok()) {
        event = event.duration_ms(took);
    }
    if let Some(seq) = seq.and_then(|seq| seq.parse().ok()) {
        event = event.seq(seq);
    }
    event
}

/// The spans in front of an event, `request{correlation_id="r-1"}:db{..}: `, and the event itself.
fn apart(body: &str) -> (&str, &str) {
    let mut end = 0;
    loop {
        let rest = body.get(end..).unwrap_or_default();
        let is_of_name =
            |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | ':' | '/');
        let name = rest.find(|character| !is_of_name(character)).unwrap_or(rest.len());
        let inside = rest.get(name..).filter(|inside| inside.starts_with('{'));
        match inside.and_then(closing).filter(|_| name > 0) {
            Some(closed) => end += name + closed,
            None => {
                let (spans, event) = body.split_at_checked(end).unwrap_or(("", body));
                return (spans, event.trim_start_matches([':', ' ']));
            }
        }
    }
}

/// How long the braces at the start of `text` are, values in quotes and braces in them included.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::without_styles;

    fn read(line: &str) -> Option<String> {
        let text = Text { head: Head::of(line)?, is_indented: false, styles: &Styles::default(), more: "" };
        let (spans, event) = apart(text.head.body);
        let mut own: Vec<_> = fields(event).collect();
        let form = text.form(spans, &own);
        own.retain(|field| form.has(*field));
        stage(&own, form, &mut Names::default()).map(|event| event.to_string())
    }

    #[test]
    fn fields_behind_the_message_are_read() {
        for (line, shown) in [
            ("INFO app: asked, stage: \"identity.jwks\", outcome: \"start\"", "identity.jwks outcome=start"),
            ("INFO app: stage: \"identity.jwks\", jwks_uri: Some(\"a, b\")", "identity.jwks"),
            ("INFO app: , stage: \"a\", cache_hit: true", "a cache_hit=true"),
            ("INFO app: asked stage=\"a\" outcome=\"ok\" duration_ms=1.5", "a outcome=ok"),
            ("INFO app: asked outcome=\"ok\" stage=\"a\"", "a outcome=ok"),
            ("INFO stage=a outcome=ok", "a outcome=ok"),
            ("INFO app: m stage=\"a\" path=\"x outcome=ok y\" cache_hit=true", "a cache_hit=true"),
            ("INFO r{id=1 stage=\"z\" x=2}: app: asked stage=\"a\" group=Roles { a: [1] }", "a"),
            ("INFO r{a=\"}\"}:s{b={1}}: app: x stage=\"a\"", "a"),
        ] {
            assert_eq!(read(line).as_deref(), Some(shown), "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_stage_is_none() {
        for line in [
            "INFO app: GET /stage: \"identity.jwks\"",
            "INFO app: path /x?stage=\"identity.jwks\"&y",
            "INFO app: got stage: \"identity.jwks\" from a user",
            "INFO app: got stage: \"identity.jwks\"",
            "INFO app: got stage=\"identity.jwks\" from a user",
            "INFO app: request, path: \"/x, stage: \\\"identity.jwks\\\", outcome: \\\"start\\\"\"",
            "INFO app: request path=\"/x stage=\\\"identity.jwks\\\" outcome=\\\"start\\\"\"",
            "INFO app: request path=\"/x stage=identity.jwks outcome=start\"",
            "INFO app: request path=\"/x stage=identity.jwks\" outcome=\"start\"",
            "INFO r{stage=\"identity.jwks\"}: app: x",
            "INFO r{a=1 stage=\"identity.jwks\" b=2}: app: x",
            "INFO app: backstage=\"a\"",
            "INFO app: x stage=\"\"",
            "INFO app: x stage=\"a",
            "listening stage=\"a\"",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn a_style_of_its_own_tells_a_field() {
        let read = |styled: &str| {
            let plain = without_styles(styled);
            let head = Head::of(&plain).unwrap();
            let styles = Styles::of(styled);
            Text { head, is_indented: false, styles: &styles, more: "" }
                .entry(None, &mut Names::default())
                .is_stage_event()
        };
        for field in [
            "\u{1b}[3mstage\u{1b}[0m\u{1b}[2m=\u{1b}[0m\"a\"",
            "\u{1b}[3mstage=\u{1b}[0m\"a\"",
            "\u{1b}[3mstage\u{1b}[0m=a",
            "\u{1b}[3mstage\u{1b}[0m\u{1b}[2m=\u{1b}[0m\"a\" outcome=\"ok\"",
        ] {
            assert!(read(&format!("INFO \u{1b}[2mapp\u{1b}[0m: m {field}")), "{field}");
        }
        for field in ["\u{1b}[1;32mstage\u{1b}[0m\u{1b}[32m: \"a\"", "\u{1b}[1mstage: \u{1b}[0m\"a\""] {
            assert!(
                read(&format!("INFO \u{1b}[1;32mapp\u{1b}[0m\u{1b}[32m: \u{1b}[32mm, {field}\u{1b}[0m")),
                "{field}"
            );
        }
        for line in [
            "\u{1b}[2mapp\u{1b}[0m: m stage=\"a\"",
            "\u{1b}[2mapp\u{1b}[0m: m, stage: \"a\"",
            "\u{1b}[1;32mapp\u{1b}[0m\u{1b}[32m: \u{1b}[32mstage: \"a\"\u{1b}[0m",
            "\u{1b}[2mapp\u{1b}[0m: m \u{1b}[3mpath\u{1b}[0m\u{1b}[2m=\u{1b}[0m/x stage=\"a\"",
            "\u{1b}[2mapp\u{1b}[0m: m \u{1b}[2m\u{1b}[3mid\u{1b}[0m\u{1b}[2m=\u{1b}[0m1 \u{1b}[3mstage\u{1b}[0m\u{1b}[2m=\u{1b}[0m\"a\"\u{1b}[0m",
        ] {
            assert!(!read(&format!("INFO {line}")), "{line}");
        }
        // Where the level alone is coloured, nothing is known of the fields.
        assert!(read("\u{1b}[32m INFO\u{1b}[0m app: m stage=\"a\""));
    }

    #[test]
    fn an_id_is_found_wherever_it_stands() {
        for (line, more) in [
            ("INFO app: x stage=\"a\" correlation_id=\"r-1\"", ""),
            ("INFO r{m=\"GET\" correlation_id=\"r-1\"}: app: x stage=\"a\"", ""),
            ("INFO app: x, stage: \"a\", correlation_id: r-1, b: 2", ""),
            (
                "INFO app: x, stage: \"a\"",
                "    at src/a.rs:1\n    in app::r with m: \"GET\", correlation_id: \"r-1\"\n",
            ),
            ("INFO app: x, stage: \"a\"", "    in app::r with correlation_id: r-1, m: GET"),
            ("INFO app: x, stage: \"a\", request_id: r-1, trace_id: t-1", ""),
        ] {
            let head = Head::of(line).unwrap();
            let entry =
                Text { head, is_indented: false, styles: &Styles::default(), more }.entry(None, &mut Names::default());
            assert!(format!("{entry:?}").contains("id: Some(\"r-1\")"), "{line}: {entry:?}");
        }
    }
}
