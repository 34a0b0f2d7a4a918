use std::cell::Cell;
use std::ops::Range;

use super::Scrubbed;
use super::edge::edge;
use super::encoded::{Decoding, Encoded};
use super::find::{Finder, azure_secret, card, email, iban, url_userinfo};
use super::found::{Found, Verdict};
use super::known_texts;
use super::outlook::{Outlook, WIDTH, tells_clean};
use super::pair::{list, may_be_pair, separator, separator_before, tuple, wide_separator};
use super::stops::{Source, Stops};
use super::stream::Number;
use super::text::Text;
use crate::counts::Counts;
use crate::name::Sensitivity;
use crate::{Reason, char_boundary};

/// Scans texts for secrets: of each, `limit` bytes at most.
#[derive(Clone, Debug)]
pub(crate) struct Scanner {
    limit: usize,
}

impl Scanner {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit }
    }

    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// Writes `text` with its secrets replaced to `out`, unless it holds none.
    #[inline]
    pub(crate) fn scrub(&self, text: &str, names: &Sensitivity, counts: &Counts, out: &mut String) -> Scrubbed {
        let cut = text.len() > self.limit;
        let rules = names.number();
        let short = !cut && text.len() <= WIDTH;
        if short && (tells_clean(text.as_bytes(), names) || known_texts::is_known(rules, text)) {
            return Scrubbed::untouched(text.len());
        }
        let window = if cut { char_boundary::floor(text, self.limit) } else { text.len() };
        let seen = Text::new(&text.as_bytes()[..window], cut);
        let outlook = Outlook::of(seen, names);
        if outlook.is_clean() && !cut {
            if short {
                known_texts::note(rules, text);
            }
            return Scrubbed::untouched(text.len());
        }
        if !cut && !short && known_texts::is_known(rules, text) {
            return Scrubbed::untouched(text.len());
        }
        let scrubbed = scrub_ahead(text, seen, &outlook, (names, counts), out);
        if scrubbed.clean && !cut {
            known_texts::note(rules, text);
        }
        scrubbed
    }

    /// Whether one look tells that `text` holds nothing, or it is known.
    #[inline]
    pub(crate) fn tells_clean(&self, text: &str, names: &Sensitivity) -> bool {
        let bytes = text.as_bytes();
        let sees_nothing = || Outlook::of(Text::new(bytes, false), names).is_clean();
        text.len() <= self.limit
            && (tells_clean(bytes, names) || known_texts::is_known(names.number(), text) || sees_nothing())
    }

    /// Whether the beginning of `text` that would be scanned holds a secret.
    pub(crate) fn holds_secret(&self, text: &str, names: &Sensitivity) -> bool {
        self.first(text, names).is_some()
    }

    /// Calls `emit` with the place of each secret in `text` and what it is.
    pub(crate) fn each(&self, text: &str, names: &Sensitivity, emit: &mut dyn FnMut(Range<usize>, Reason)) {
        let window = char_boundary::floor(text, self.limit);
        let text = Text::new(&text.as_bytes()[..window], text.len() > window);
        each_found(text, names, &mut |found| emit(found.start..found.end, found.mask.reason()));
    }

    /// What the first secret in `text` would be replaced with.
    pub(crate) fn first(&self, text: &str, names: &Sensitivity) -> Option<Reason> {
        let window = char_boundary::floor(text, self.limit);
        let mut first = None;
        let text = Text::new(&text.as_bytes()[..window], text.len() > window);
        each_found(text, names, &mut |found| first = first.or(Some(found.mask.reason())));
        first
    }
}

/// The same of a text that may hold some: its beginning was seen.
#[inline(never)]
fn scrub_ahead(
    text: &str,
    seen: Text<'_>,
    outlook: &Outlook,
    (names, counts): (&Sensitivity, &Counts),
    out: &mut String,
) -> Scrubbed {
    let kept = if seen.is_cut() { edge(text, seen.len()) } else { text.len() };
    let before = out.len();
    let clean = !replace(seen, outlook, text, kept, (names, counts), out);
    if !clean {
        settle(before, names, counts, out);
    }
    Scrubbed { clean, kept, left_out: text.len() - kept }
}

/// Writes the first `kept` bytes of `text` to `out` with the secrets of `window` replaced, unless there are none.
fn replace(
    window: Text<'_>,
    outlook: &Outlook,
    text: &str,
    kept: usize,
    (names, counts): (&Sensitivity, &Counts),
    out: &mut String,
) -> bool {
    let mut done = 0;
    let mut found_any = false;
    let budget = Decoding::budget(window.len());
    each_ahead(window, outlook, names, Decoding::within(&budget), &mut |found| {
        if found.start >= kept {
            return;
        }
        counts.add(found.mask.reason());
        out.push_str(text.get(done..found.start).unwrap_or_default());
        found.mask.write(out);
        done = found.end;
        found_any = true;
    });
    if found_any && done < kept {
        out.push_str(text.get(done..kept).unwrap_or_default());
    }
    found_any
}

/// How often a scrubbed text is scrubbed again. Twice is enough for everything that was ever seen.
const MOST_ROUNDS: usize = 8;

/// A buffer above this size is not kept.
const LARGEST_KEPT: usize = 64 * 1024;

thread_local! {
    static SPARE: Cell<String> = const { Cell::new(String::new()) };
}

/// Scrubs what stands in `out` from `start` on until nothing changes.
///
/// A marker may end a word that went on before, and so show a secret that was none: two secrets without anything between.
fn settle(start: usize, names: &Sensitivity, counts: &Counts, out: &mut String) {
    let mut spare = SPARE.try_with(Cell::take).unwrap_or_default();
    for _ in 0..MOST_ROUNDS {
        spare.clear();
        let text = out.get(start..).unwrap_or_default();
        let seen = Text::new(text.as_bytes(), false);
        let outlook = Outlook::of(seen, names);
        if outlook.is_clean() || !replace(seen, &outlook, text, text.len(), (names, counts), &mut spare) {
            break;
        }
        out.truncate(start);
        out.push_str(&spare);
    }
    if spare.capacity() <= LARGEST_KEPT {
        // During the end of a thread there is no place to keep it, and no need.
        let _ = SPARE.try_with(|kept| kept.set(spare));
    }
}

/// Calls `emit` for every secret of `text`, in order and without overlap.
pub(super) fn each_found(text: Text<'_>, names: &Sensitivity, emit: &mut dyn FnMut(Found)) {
    let budget = Decoding::budget(text.len());
    each_decoded(text, names, Decoding::within(&budget), emit);
}

/// The same, of a text that may have been decoded already.
pub(super) fn each_decoded(text: Text<'_>, names: &Sensitivity, decoding: Decoding<'_>, emit: &mut dyn FnMut(Found)) {
    let outlook = Outlook::of(text, names);
    if !outlook.is_clean() {
        each_ahead(text, &outlook, names, decoding, emit);
    }
}

/// The same, of a text that may hold some.
#[inline(never)]
pub(super) fn each_ahead(
    text: Text<'_>,
    outlook: &Outlook,
    names: &Sensitivity,
    decoding: Decoding<'_>,
    emit: &mut dyn FnMut(Found),
) {
    let mut floor = 0;
    // No web token begins before: other literals may, so their stream does not pass over what a token's finder has read.
    let mut no_jwt_before = 0;
    let mut stops = Stops::new(text, names, outlook);
    let mut encoded = Encoded::new(text, outlook.encoded, names, decoding);
    while let Some((at, source)) = stops.first(encoded.next_start()) {
        let text = text.above(floor);
        let verdict = match source {
            Source::Encoded => encoded.take(floor),
            Source::Literal(Finder::Jwt) if at < no_jwt_before => Verdict::Clean { resume: no_jwt_before },
            source => look(text, at, source, names),
        };
        match verdict {
            Verdict::Found(found) => {
                let found = with_what_it_names(text, found, names);
                emit(found);
                floor = found.end;
                stops.see_word_at(floor);
                stops.pass(source, found.end.max(at + 1));
            }
            Verdict::Clean { resume } if matches!(source, Source::Literal(Finder::Jwt)) => {
                no_jwt_before = resume;
                stops.pass(source, at + 1);
            }
            Verdict::Clean { resume } => stops.pass(source, resume),
        }
        stops.catch_up(floor);
    }
}

/// A secret may end with the name or the scheme of another one, whose value nobody would take for one without it:
/// `key=secret/token: other`.
#[inline(never)]
fn with_what_it_names(text: Text<'_>, found: Found, names: &Sensitivity) -> Found {
    let mut end = found.end;
    while matches!(text.at(end), b' ' | b'\t') {
        let named = separator_before(text, end, names).unwrap_or_else(|| {
            scheme_before(text, end).map_or(Verdict::Clean { resume: end }, |(at, finder)| finder.look(text, at))
        });
        match named {
            Verdict::Found(value) if value.end > end => end = value.end,
            _ => break,
        }
    }
    Found { end, ..found }
}

/// The scheme that ends at `end`.
fn scheme_before(text: Text<'_>, end: usize) -> Option<(usize, Finder)> {
    Finder::SCHEMES.iter().find_map(|(word, finder)| {
        let start = end.checked_sub(word.len())?;
        text.slice(start, end).eq_ignore_ascii_case(word.as_bytes()).then_some((start, *finder))
    })
}

fn look(text: Text<'_>, at: usize, source: Source, names: &Sensitivity) -> Verdict {
    match source {
        Source::Mark => match text.at(at) {
            b'@' => email(text, at),
            b'~' => azure_secret(text, at),
            _ => Verdict::Clean { resume: at + 1 },
        },
        Source::Separator => match (text.at(at), text.at(at + 1)) {
            (b'(', _) => tuple(text, at, names),
            (b'[', _) => list(text, at, names),
            (0x80.., _) => wide_separator(text, at, names),
            // What is no name of a secret may be the scheme of a URL.
            (b':', b'/' | b'\\') => match pair_at_slash(text, at, names) {
                Verdict::Clean { .. } => url_userinfo(text, at),
                found @ Verdict::Found(_) => found,
            },
            _ => separator(text, at, names),
        },
        Source::Number(Number::Card) => card(text, at),
        Source::Number(Number::Iban) => iban(text, at),
        Source::Literal(finder) | Source::Scheme(finder) => finder.look(text, at),
        Source::Encoded => Verdict::Clean { resume: at + 1 },
    }
}

/// Nearly every colon before a slash belongs to a URL, and most of them are told by a quick look.
fn pair_at_slash(text: Text<'_>, at: usize, names: &Sensitivity) -> Verdict {
    if may_be_pair(text.bytes(), at, names) { separator(text, at, names) } else { Verdict::Clean { resume: at + 1 } }
}
