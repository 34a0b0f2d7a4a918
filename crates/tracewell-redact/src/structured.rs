//! What a policy does with things that have a structure: fields, headers, URLs, bodies, errors, panics, ids, names.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error;
use std::fmt::{Debug, Display};

use http::{HeaderMap, HeaderValue};
use tracewell_names::marker;

use crate::action::{keep_last, truncate_ip};
use crate::formatted::formatted;
use crate::header::write_header;
use crate::scan::tail;
use crate::url::{hides_any, without_matrix, write_path, write_path_of_route, write_query, write_url};
use crate::{Action, Class, Decision, ErrorChain, Headers, Json, KeyRing, Policy, Reason, Scrubbed, char_boundary};

/// The longest name from outside that is shown, in bytes.
const LONGEST_NAME: usize = 64;

impl Policy {
    /// What may be shown of the text `value` in a field called `name`.
    ///
    /// `team` goes into keyed hashes only: values of two teams are never joined.
    ///
    /// ```
    /// use tracewell_redact::Policy;
    ///
    /// let policy = Policy::production();
    /// assert_eq!(policy.field("route", None, "/v1/items/{id}"), "/v1/items/{id}");
    /// assert_eq!(policy.field("note", None, "call me"), "[FILTERED]");
    /// assert_eq!(policy.field("user_token", None, "abc"), "[REDACTED]");
    /// ```
    #[must_use]
    pub fn field<'v>(&self, name: &str, team: Option<&str>, value: &'v str) -> Cow<'v, str> {
        match self.decide(name) {
            Decision::Keep => self.scrub(value),
            Decision::Filter => {
                self.counts().add(Reason::Filter);
                Cow::Borrowed(marker::FILTERED)
            }
            Decision::Redact => {
                self.counts().add(Reason::Name);
                Cow::Borrowed(marker::REDACTED)
            }
            Decision::Act(class) => {
                let mut out = String::new();
                self.act_into(class, team, value, &mut out);
                Cow::Owned(out)
            }
        }
    }

    /// Writes what the action that was chosen for `class` leaves of `value`. What it cannot do erases the value.
    pub fn act_into(&self, class: Class, team: Option<&str>, value: &str, out: &mut String) {
        self.counts().add(Reason::Name);
        let done = match self.action(class) {
            Action::Erase => false,
            Action::Filter => {
                out.push_str(marker::FILTERED);
                true
            }
            Action::KeepLast(keep) => keep_last(value, keep, out),
            Action::TruncateIp => {
                truncate_ip(value, out);
                true
            }
            Action::KeyedHash => self.key_ring().is_some_and(|ring| ring.write(class.as_str(), team, value, out)),
        };
        if !done {
            out.push_str(marker::REDACTED);
        }
    }

    /// The keys for keyed hashes, if a file was named.
    #[must_use]
    pub fn keys(&self) -> Option<&KeyRing> {
        self.key_ring()
    }

    /// The keyed hash of `value`, or `[REDACTED]` without a key.
    ///
    /// `class` and `team` are part of what is hashed: the same value of another class or team is another hash.
    #[must_use]
    pub fn keyed_hash(&self, class: &str, team: Option<&str>, value: &str) -> String {
        let mut out = String::new();
        if !self.key_ring().is_some_and(|ring| ring.write(class, team, value, &mut out)) {
            out.push_str(marker::REDACTED);
        }
        out
    }

    /// A bound id as it may be shown: as it is, unless it is a secret itself (an e-mail address); then its keyed hash, or
    /// without a key the marker of what it is. `class` and `team` are part of what is hashed.
    ///
    /// ```
    /// use tracewell_redact::Policy;
    ///
    /// let policy = Policy::production();
    /// assert_eq!(policy.id("user", Some("acme"), "u-4711"), "u-4711");
    /// assert_eq!(policy.id("user", Some("acme"), "alice@example.com"), "[REDACTED:email]");
    /// ```
    #[must_use]
    pub fn id<'v>(&self, class: &str, team: Option<&str>, value: &'v str) -> Cow<'v, str> {
        if !self.is_redacting() || self.is_known(value) {
            return Cow::Borrowed(value);
        }
        let Some(reason) = self.first_secret(value) else {
            return self.scrub(value);
        };
        self.counts().add(reason);
        let mut out = String::new();
        if !self.key_ring().is_some_and(|ring| ring.write(class, team, value, &mut out)) {
            match reason {
                Reason::Kind(kind) => {
                    out.push_str(marker::KIND_PREFIX);
                    out.push_str(kind.as_str());
                    out.push_str(marker::KIND_SUFFIX);
                }
                Reason::Name | Reason::Filter => out.push_str(marker::REDACTED),
            }
        }
        Cow::Owned(out)
    }

    /// A name that comes from outside (of a JSON member, a query parameter, a header, a `log` target): scrubbed, and cut at
    /// 64 bytes.
    #[must_use]
    pub fn outside_name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match self.scrub(name) {
            Cow::Borrowed(clean) => {
                Cow::Borrowed(clean.get(..char_boundary::floor(clean, LONGEST_NAME)).unwrap_or_default())
            }
            Cow::Owned(mut scrubbed) => {
                if scrubbed.len() > LONGEST_NAME {
                    // Rather less of the name than half a marker.
                    let end = char_boundary::floor(&scrubbed, LONGEST_NAME);
                    let open = scrubbed[..end].rfind('[').filter(|open| !scrubbed[*open..end].contains(']'));
                    scrubbed.truncate(open.unwrap_or(end));
                }
                Cow::Owned(scrubbed)
            }
        }
    }

    /// Headers as they may be shown.
    #[must_use]
    pub fn headers<'h>(&'h self, headers: &'h HeaderMap) -> Headers<'h> {
        Headers::new(self, headers)
    }

    /// The value of one header as it may be shown; `name` in lower case.
    ///
    /// ```
    /// use http::HeaderValue;
    /// use tracewell_redact::Policy;
    ///
    /// let policy = Policy::production();
    /// let cookies = HeaderValue::from_static("theme=dark; sid=abc; abc");
    /// assert_eq!(policy.header("cookie", &cookies), "theme=[REDACTED]; sid=[REDACTED]");
    /// ```
    #[must_use]
    pub fn header(&self, name: &str, value: &HeaderValue) -> String {
        let mut out = String::new();
        write_header(self, name, value, &mut out);
        out
    }

    /// A URL as it may be shown: names of query parameters stay, their values and user and password do not, the fragment is
    /// left out.
    ///
    /// ```
    /// use tracewell_redact::Policy;
    ///
    /// assert_eq!(
    ///     Policy::development().url("https://bob:hunter2@host/users/a@b.com?page=2&reset#top"),
    ///     "https://REDACTED:REDACTED@host/users/[REDACTED:email]?page=REDACTED&REDACTED"
    /// );
    /// ```
    #[must_use]
    pub fn url(&self, url: &str) -> String {
        let mut out = String::with_capacity(url.len());
        self.url_into(url, &mut out);
        out
    }

    /// Appends a URL as it may be shown to `out`.
    pub fn url_into(&self, url: &str, out: &mut String) {
        let window = char_boundary::floor(url, self.scan_limit());
        let start = out.len();
        write_url(self, url.get(..window).unwrap_or_default(), out);
        // Again as text: what has the form of no URL may still hold one.
        let clean = match self.scrub(out.get(start..).unwrap_or_default()) {
            Cow::Owned(clean) => clean,
            Cow::Borrowed(_) => return,
        };
        out.truncate(start);
        out.push_str(&clean);
    }

    /// A query string or form body as it may be shown: names and order stay, values are `REDACTED` unless allowed.
    #[must_use]
    pub fn query(&self, query: &str) -> String {
        let mut out = String::with_capacity(query.len());
        write_query(self, query, &mut out);
        out
    }

    /// The path of a request, without its query and the values of its matrix parameters, and scrubbed in percent-encoded
    /// form too.
    ///
    /// ```
    /// use tracewell_redact::Policy;
    ///
    /// assert_eq!(
    ///     Policy::production().path("/users/alice%40example.com/orders?page=2"),
    ///     "/users/[REDACTED:email]/orders"
    /// );
    /// ```
    #[must_use]
    pub fn path<'p>(&self, path: &'p str) -> Cow<'p, str> {
        match without_matrix(self, without_query(path)) {
            Cow::Borrowed(path) => self.scrub(path),
            Cow::Owned(path) => Cow::Owned(self.scrub(&path).into_owned()),
        }
    }

    /// The path of a request that matched `route`: besides, the values of personal and sensitive parameters are hidden.
    ///
    /// ```
    /// use tracewell_redact::{Mode, Policy};
    ///
    /// let policy = Policy::builder(Mode::Production).personal_param("ip").build()?;
    /// assert_eq!(policy.path_of_route("/v1/geo/203.0.113.7", "/v1/geo/{ip}"), "/v1/geo/[REDACTED]");
    /// # Ok::<(), tracewell_redact::Error>(())
    /// ```
    #[must_use]
    pub fn path_of_route(&self, path: &str, route: &str) -> String {
        let mut out = String::with_capacity(path.len());
        if self.is_redacting() {
            write_path_of_route(self, without_query(path), route, &mut out);
        } else {
            write_path(self, without_query(path), &mut out);
        }
        out
    }

    /// Whether [`path_of_route`](Self::path_of_route) hides a parameter of this route. Does not allocate.
    ///
    /// ```
    /// use tracewell_redact::{Mode, Policy};
    ///
    /// let policy = Policy::builder(Mode::Production).personal_param("ip").build()?;
    /// assert!(policy.hides_part_of("/v1/geo/{ip}"));
    /// assert!(policy.hides_part_of("/reset/{token}"));
    /// assert!(!policy.hides_part_of("/v1/items/{id}"));
    /// # Ok::<(), tracewell_redact::Error>(())
    /// ```
    #[must_use]
    pub fn hides_part_of(&self, route: &str) -> bool {
        self.is_redacting() && hides_any(self, route)
    }

    /// Redacts JSON.
    #[must_use]
    pub fn json(&self) -> Json<'_> {
        Json::new(self)
    }

    /// The texts of an error and its sources.
    #[must_use]
    pub fn error_chain(&self, error: &(dyn Error + '_)) -> ErrorChain {
        ErrorChain::new(self, error)
    }

    /// What may be shown of a panic's payload.
    #[must_use]
    pub fn panic_payload<'p>(&self, payload: &'p (dyn Any + Send)) -> Cow<'p, str> {
        if let Some(text) = payload.downcast_ref::<&'static str>() {
            self.scrub(text)
        } else if let Some(text) = payload.downcast_ref::<String>() {
            self.scrub(text)
        } else {
            Cow::Borrowed("panic without a text")
        }
    }

    /// Appends what `value` displays to `out`, scrubbed. No more than [`scan_limit`](Self::scan_limit) bytes of it are ever
    /// formatted, so that what is left out is a lower bound.
    pub fn display_into(&self, value: &(impl Display + ?Sized), out: &mut String) -> Scrubbed {
        self.format_into(format_args!("{value}"), out)
    }

    /// Appends what `value` displays behind `before`, as a link of a chain, and answers what the next link stands behind.
    pub(crate) fn link_into(&self, value: &(impl Display + ?Sized), before: &str, out: &mut String) -> String {
        formatted(format_args!("{value}"), self.scan_limit().saturating_add(4), |text| {
            let mut clean = String::new();
            if !self.scrub_into(text, &mut clean) {
                clean.push_str(text);
            }
            self.scrub_behind(before, &clean, &mut String::new(), out);
            if text.trim_ascii().is_empty() { before.to_owned() } else { tail(text).to_owned() }
        })
    }

    /// Appends what `value` shows under `{:?}` to `out`, scrubbed, as [`display_into`](Self::display_into) does.
    pub fn debug_into(&self, value: &(impl Debug + ?Sized), out: &mut String) -> Scrubbed {
        self.format_into(format_args!("{value:?}"), out)
    }

    fn format_into(&self, value: std::fmt::Arguments<'_>, out: &mut String) -> Scrubbed {
        // One character beyond the limit tells that the text was cut there.
        formatted(value, self.scan_limit().saturating_add(4), |text| {
            let scrubbed = self.scrub_window(text, out);
            if scrubbed.is_clean() {
                out.push_str(text.get(..scrubbed.kept()).unwrap_or_default());
            }
            scrubbed
        })
    }
}

fn without_query(path: &str) -> &str {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    path.get(..end).unwrap_or_default()
}
