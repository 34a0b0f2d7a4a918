//! What a policy does with things that have a structure: headers, URLs, bodies, errors, panics.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error;
use std::fmt::{Debug, Display};

use crate::formatted::formatted;
use crate::header::write_header;
use crate::scan::tail;
use crate::url::{hides_any, settle, without_matrix, write_path, write_path_of_route, write_query, write_url};
use crate::{ErrorChain, Headers, Json, Policy, Scrubbed, char_boundary};
use http::{HeaderMap, HeaderValue};

impl Policy {
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
    /// let policy = Policy::development();
    /// assert_eq!(
    ///     policy.url("https://bob:hunter2@host/users/7?page=2&reset#top"),
    ///     "https://REDACTED:REDACTED@host/users/7?page=REDACTED&REDACTED"
    /// );
    /// assert_eq!(policy.url("https://host/users/a@b.com"), "https://host/users/[REDACTED:email]");
    /// ```
    #[must_use]
    pub fn url(&self, url: &str) -> String {
        let mut out = String::new();
        self.url_into(url, &mut out);
        out
    }

    /// Appends a URL as it may be shown to `out`.
    pub fn url_into(&self, url: &str, out: &mut String) {
        settle(url, out, |url, out| self.mask_url_into(url, out));
    }

    pub(crate) fn mask_url_into(&self, url: &str, out: &mut String) {
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
        let mut out = String::new();
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
        match without_matrix(self, self.window(without_query(path))) {
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
        let mut out = String::new();
        if self.is_redacting() {
            write_path_of_route(self, self.window(without_query(path)), route, &mut out);
        } else {
            write_path(self, without_query(path), &mut out);
        }
        out
    }

    /// As much of a text as is scanned, and one character that tells that there is more.
    fn window<'t>(&self, text: &'t str) -> &'t str {
        text.get(..char_boundary::floor(text, self.scan_limit().saturating_add(4))).unwrap_or_default()
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
