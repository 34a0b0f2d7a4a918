use std::fmt;

use tracing::field::{Empty, debug, display};
use tracing::{Span, debug, error, info, info_span, trace, warn};
use tracing_log::log;

use crate::Slip;
use crate::secrets::{nameless, number};

/// Plants in events and spans, outside of any request. Each event has a number of its own.
#[derive(Default)]
pub(crate) struct Events {
    case: u64,
}

/// What a service logs with `?`.
#[derive(Debug)]
#[allow(dead_code, reason = "read by Debug")]
struct Record<'r> {
    id: u32,
    text: &'r str,
    maybe: Option<&'r str>,
    nested: Vec<(String, &'r str)>,
    password: String,
    bytes: Bytes<'r>,
}

#[derive(Clone, Copy)]
struct Bytes<'b>(&'b str);

impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.as_bytes().escape_ascii())
    }
}

/// Writes itself piece by piece, as derived implementations do.
struct Pieces<'p>(&'p str);

impl fmt::Display for Pieces<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|piece| fmt::Write::write_char(f, piece))
    }
}

impl Events {
    fn next(&mut self) -> u64 {
        self.case += 1;
        self.case
    }

    /// `text` in every place of an event.
    pub(crate) fn plant(&mut self, text: &str) {
        let record = || Record {
            id: 7,
            text,
            maybe: Some(text),
            nested: vec![("a".to_owned(), text)],
            password: nameless(),
            bytes: Bytes(text),
        };
        // Messages.
        info!(case = self.next(), "took {text} from it");
        debug!(case = self.next(), "took {:?} from it", text);
        warn!(case = self.next(), "{}", Pieces(text));
        trace!(case = self.next(), message = text);
        info!(case = self.next(), "took {:?}", record());
        // Fields, allowed and not.
        info!(case = self.next(), note = text, remark = text, "field");
        warn!(case = self.next(), note = %text, remark = %Pieces(text), "display");
        error!(case = self.next(), note = ?text, remark = ?text, "debug");
        info!(case = self.next(), note = ?record(), remark = ?record(), "struct");
        info!(case = self.next(), note = format_args!("{:#?}", record()), "tall struct");
        info!(case = self.next(), note = text.as_bytes(), remark = text.as_bytes(), "bytes");
        info!(case = self.next(), note = text.to_owned(), remark = Box::new(text.to_owned()), "owned");
        info!(case = self.next(), note = Some(text), remark = None::<&str>, "optional");
        // Around the place where a value is cut.
        for short in [4, 20] {
            let long = format!("{} {text} behind it", ". ".repeat((8192 - short) / 2));
            info!(case = self.next(), note = long.as_str(), "{long}");
            info!(case = self.next(), note = ?[long.as_str()], "cut");
        }
        // Errors.
        let slip = Slip::new(text);
        let error: &(dyn std::error::Error + 'static) = &slip;
        error!(case = self.next(), error, note = error, "error");
        error!(case = self.next(), error = ?slip, note = %slip, "error, formatted");
        // Spans.
        let span = info_span!("work", note = text, remark = %text, later = Empty, password = nameless());
        let inner = info_span!(parent: &span, "inner", note = ?record(), later = Empty);
        span.record("later", text);
        inner.record("later", debug(record()));
        inner.in_scope(|| info!(case = self.next(), "in a span"));
        span.record("later", display(text)).record("note", text).record("password", nameless().as_str());
        info!(parent: &span, case = self.next(), "in the outer span");
        inner.record("note", Slip::new(text).to_string());
        inner.in_scope(|| warn!(case = self.next(), note = text, "in a span again"));
        self.wide(text);
        // Somebody else's way to log.
        log::warn!("log says {text}");
        log::error!(target: text, "log with a target");
        log::info!(target: &format!("app::{text}"), "log with a longer target");
    }

    /// More fields than fit into an array.
    fn wide(&mut self, text: &str) {
        let wide = info_span!(
            "wide",
            a = text,
            b = text,
            c = text,
            d = 1,
            e = 2,
            f = 3,
            g = 4,
            h = 5,
            i = 6,
            j = 7,
            k = 8,
            l = 9,
            m = 10,
            n = 11,
            o = 12,
            p = 13,
            q = 14,
            r = 15,
            s = 16,
            t = 17,
            u = 18,
            v = 19,
            w = 20,
            x = 21,
            y = 22,
            z = 23,
            aa = 24,
            ab = 25,
            ac = 26,
            ad = 27,
            ae = 28,
            af = 29,
            ag = text,
            ah = text,
            later = Empty,
        );
        wide.record("later", text);
        wide.in_scope(|| info!(case = self.next(), "in a wide span"));
    }

    /// Values of every type under sensitive names.
    pub(crate) fn plant_names(&mut self) {
        let (name, number) = (nameless(), number());
        let text = name.as_str();
        info!(case = self.next(), password = text, "str");
        info!(case = self.next(), user_token = %text, "display");
        info!(case = self.next(), apiKey = ?text, "debug");
        info!(case = self.next(), "client.secret" = text, "x-api-key" = text, "quoted");
        info!(case = self.next(), pin = number, card_number = number as i64, "numbers");
        info!(case = self.next(), cvv = i128::from(number), access_token = u128::from(number), "wide numbers");
        info!(case = self.next(), password = text.as_bytes(), "bytes");
        info!(case = self.next(), secret = ?Some((text, number)), "tuple");
        let error: &(dyn std::error::Error + 'static) = &Slip::new(text);
        error!(case = self.next(), credentials = error, "error");
        let span = info_span!("login", password = text, pin = number, session_token = Empty, jwt = Empty);
        span.record("session_token", text).record("jwt", number);
        span.in_scope(|| info!(case = self.next(), "in a span of secrets"));
        Span::none().record("password", text);
        error!(case = self.next(), "password={text} pin: {number} {{\"token\":\"{text}\"}}");
    }
}
