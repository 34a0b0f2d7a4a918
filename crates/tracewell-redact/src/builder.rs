use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use tracewell_names::{setting, variable};

use crate::counts::Counts;
use crate::name::Sensitivity;
use crate::rules::Rules;
use crate::scan::Scanner;
use crate::tally::Tallies;
use crate::{Action, Class, Error, ErrorKind, KeyRing, Mode, Notice, Policy};

/// What is scanned of a text beyond what a line may hold: replacing secrets makes a text shorter, and half a secret at the
/// edge has to be told.
const MARGIN: usize = 4096;

pub(crate) const DEFAULT_LIMIT: usize = 8192 + MARGIN;

/// Builds a [`Policy`]: what the service adds to the built-in rules.
///
/// ```
/// use tracewell_redact::{Decision, Mode, Policy};
///
/// let policy = Policy::builder(Mode::Production)
///     .allow(["order_id"])
///     .sensitive(["badge"])
///     .not_secret("s3_key", "an object's place in the bucket, not a credential")
///     .build()?;
///
/// assert_eq!(policy.decide("order_id"), Decision::Keep);
/// assert_eq!(policy.decide("badge"), Decision::Redact);
/// assert_eq!(policy.decide("s3_key"), Decision::Filter); // harmless, but not allowed either
/// assert_eq!(policy.decide("note"), Decision::Filter);
/// # Ok::<(), tracewell_redact::Error>(())
/// ```
///
/// | Parameter | Default | Why |
/// |---|---|---|
/// | [`allow`](Self::allow) | none | in production only the library's own fields are known to be safe |
/// | [`sensitive`](Self::sensitive) | none | the built-in lists hold for every mode |
/// | [`not_secret`](Self::not_secret) | none | a word like `key` is a secret until someone says why not |
/// | [`allow_query`](Self::allow_query), [`allow_headers`](Self::allow_headers) | none | both come from outside |
/// | [`personal_param`](Self::personal_param) | none | only the service knows which part of a path is a person's |
/// | [`action`](Self::action) | none | a class is decided by its names like everything else |
/// | [`hmac_key_file`](Self::hmac_key_file) | none | an unkeyed hash can be guessed, so there is none |
/// | [`max_value_bytes`](Self::max_value_bytes) | 8192 | as the line |
/// | [`count_filtered`](Self::count_filtered) | in development | a team's allowlist grows there; production pays nothing |
/// | [`redaction`](Self::redaction) | on | can be switched off in development only |
#[derive(Clone, Debug)]
pub struct PolicyBuilder {
    mode: Mode,
    redaction: bool,
    allowed: BTreeSet<String>,
    sensitive: Vec<String>,
    harmless: Vec<(String, String)>,
    allowed_query: BTreeSet<String>,
    allowed_headers: BTreeSet<String>,
    personal_params: BTreeSet<String>,
    actions: BTreeMap<Class, Action>,
    hmac_key_file: Option<PathBuf>,
    notices: Vec<Notice>,
    limit: usize,
    count_filtered: bool,
}

impl PolicyBuilder {
    pub(crate) fn new(mode: Mode) -> Self {
        Self {
            mode,
            redaction: true,
            allowed: BTreeSet::new(),
            sensitive: Vec::new(),
            harmless: Vec::new(),
            allowed_query: BTreeSet::new(),
            allowed_headers: BTreeSet::new(),
            personal_params: BTreeSet::new(),
            actions: BTreeMap::new(),
            hmac_key_file: None,
            notices: Vec::new(),
            limit: DEFAULT_LIMIT,
            count_filtered: mode == Mode::Development,
        }
    }

    /// Adds names to the allowlist, compared exactly. A sensitive name stays redacted all the same.
    #[must_use]
    pub fn allow<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.allowed.extend(names.into_iter().map(Into::into));
        self
    }

    /// Adds names to the sensitive ones, compared without case and separators: `badge_no` is also `badgeNo`.
    #[must_use]
    pub fn sensitive<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.sensitive.extend(names.into_iter().map(Into::into));
        self
    }

    /// Declares a name harmless that only a short word makes sensitive, such as `s3_key`, and says why.
    ///
    /// Listed in [`Policy::notices`]. In production the name still has to be allowed.
    #[must_use]
    pub fn not_secret(mut self, name: impl Into<String>, reason: impl Into<String>) -> Self {
        self.harmless.push((name.into(), reason.into()));
        self
    }

    /// Adds names of query parameters whose values may be shown, besides those of [`allow`](Self::allow); compared exactly,
    /// after decoding.
    #[must_use]
    pub fn allow_query<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.allowed_query.extend(names.into_iter().map(Into::into));
        self
    }

    /// Adds headers whose values may be shown, besides those of [`allow`](Self::allow); in any case.
    #[must_use]
    pub fn allow_headers<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.allowed_headers.extend(names.into_iter().map(|name| name.into().to_ascii_lowercase()));
        self
    }

    /// Hides the value of a path parameter: `ip` of `/v1/geo/{ip}`, without the braces. Parameters with sensitive names are
    /// hidden anyway.
    ///
    /// It is hidden where the path is. A field that holds the same value is another matter: if it has a name of its own,
    /// declare that [`sensitive`](Self::sensitive), or choose an [`action`](Self::action) for its class.
    #[must_use]
    pub fn personal_param(mut self, name: impl Into<String>) -> Self {
        self.personal_params.insert(name.into());
        self
    }

    /// Chooses what happens to the values of a class, instead of what their names decide.
    ///
    /// ```
    /// use tracewell_redact::{Action, Class, Mode, Policy};
    ///
    /// let policy = Policy::builder(Mode::Production).action(Class::Ip, Action::TruncateIp).build()?;
    /// assert_eq!(policy.field("client_ip", None, "203.0.113.77"), "203.0.113.0");
    /// # Ok::<(), tracewell_redact::Error>(())
    /// ```
    #[must_use]
    pub fn action(mut self, class: Class, action: Action) -> Self {
        self.actions.insert(class, action);
        self
    }

    /// Takes the keys for keyed hashes from this file, and again whenever it changes.
    ///
    /// Lines are `id:base64`, keys at least 32 bytes; the first signs. Without a key, values that would be hashed are erased.
    #[must_use]
    pub fn hmac_key_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.hmac_key_file = Some(path.into());
        self
    }

    /// Whether to count which fields outside the allowlist callsites have, for [`Policy::filtered_most`]: one addition
    /// an event. Development counts unless told not to, everything else only if told to.
    #[must_use]
    pub const fn count_filtered(mut self, count: bool) -> Self {
        self.count_filtered = count;
        self
    }

    /// Switches redaction of names and text off, in development. Elsewhere it stays on, and [`Policy::notices`] says so.
    #[must_use]
    pub fn redaction(mut self, on: bool) -> Self {
        self.redaction = on;
        self
    }

    /// Sets how many bytes of a text value lines may hold. So much and 4 KiB more is scanned of each text; what lies
    /// beyond is never emitted. 8192 if not set.
    #[must_use]
    pub fn max_value_bytes(mut self, bytes: usize) -> Self {
        self.limit = bytes.saturating_add(MARGIN);
        self
    }

    /// Takes `LOG_SAFE_FIELDS`, `PII_FILTERING_ENABLED`, `LOG_MAX_VALUE_BYTES` and `REDACT_HMAC_KEY_FILE`
    /// from the environment.
    ///
    /// `lookup` gives a variable's value: `|name| std::env::var(name).ok()` in a service, a table in a test. What does
    /// not parse never fails: the safe default holds and [`Policy::notices`] names the variable.
    ///
    /// ```
    /// use tracewell_redact::{Decision, Mode, Policy};
    ///
    /// let policy = Policy::builder(Mode::Production)
    ///     .environment(|name| (name == "LOG_SAFE_FIELDS").then(|| "order_id, region".to_owned()))
    ///     .build()?;
    /// assert_eq!(policy.decide("region"), Decision::Keep);
    /// # Ok::<(), tracewell_redact::Error>(())
    /// ```
    #[must_use]
    pub fn environment(mut self, lookup: impl Fn(&str) -> Option<String>) -> Self {
        if let Some(names) = lookup(variable::LOG_SAFE_FIELDS) {
            self.allowed.extend(names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
        }
        if let Some(word) = lookup(variable::PII_FILTERING_ENABLED) {
            match setting::boolean(&word) {
                Some(on) => self.redaction = on,
                None => {
                    self.redaction = true;
                    self.notices.push(Notice::InvalidVariable(variable::PII_FILTERING_ENABLED));
                }
            }
        }
        if let Some(path) = lookup(variable::REDACT_HMAC_KEY_FILE).filter(|path| !path.is_empty()) {
            self.hmac_key_file = Some(path.into());
        }
        if let Some(number) = lookup(variable::LOG_MAX_VALUE_BYTES) {
            match number.trim().parse() {
                Ok(bytes) => self = self.max_value_bytes(bytes),
                Err(_) => self.notices.push(Notice::InvalidVariable(variable::LOG_MAX_VALUE_BYTES)),
            }
        }
        self
    }

    /// Builds the policy.
    ///
    /// # Errors
    ///
    /// A name was given to [`not_secret`](Self::not_secret) that is no short-word hit, or without a reason; or one to
    /// [`personal_param`](Self::personal_param) that can't be a parameter's.
    pub fn build(self) -> Result<Policy, Error> {
        let mut names = Sensitivity::default();
        let mut notices = self.notices;
        for (name, reason) in self.harmless {
            if reason.trim().is_empty() {
                return Err(Error::new(ErrorKind::NoReason, &name));
            }
            if !names.declare_harmless(&name, &reason) {
                return Err(Error::new(ErrorKind::NotAShortWord, &name));
            }
            notices.push(Notice::DeclaredHarmless { name, reason });
        }
        let in_no_route = |name: &&String| name.is_empty() || name.contains(['{', '}', ':', '*', '/']);
        if let Some(name) = self.personal_params.iter().find(in_no_route) {
            return Err(Error::new(ErrorKind::NotAParameter, name));
        }
        for name in &self.sensitive {
            names.add(name);
        }
        for name in &self.allowed {
            if names.of(name.as_bytes()).is_some() {
                notices.push(Notice::AllowedButSensitive(name.clone()));
            }
        }
        let redaction = self.redaction || self.mode != Mode::Development;
        if redaction != self.redaction {
            notices.push(Notice::FilteringForced);
        }
        let key_ring = self.hmac_key_file.map(|path| Arc::new(KeyRing::new(path)));
        let wants_key = self.actions.values().any(|action| *action == Action::KeyedHash);
        if key_ring.as_ref().map_or(wants_key, |ring| !ring.has_key()) {
            notices.push(Notice::InvalidVariable(variable::REDACT_HMAC_KEY_FILE));
        }
        Ok(Policy::from_rules(Rules {
            mode: self.mode,
            redaction,
            names,
            allowed: self.allowed,
            allowed_query: self.allowed_query,
            allowed_headers: self.allowed_headers,
            personal_params: self.personal_params,
            actions: self.actions,
            key_ring,
            notices,
            scanner: Scanner::new(self.limit),
            counts: Counts::new(),
            tallies: self.count_filtered.then(Tallies::default),
        }))
    }
}
