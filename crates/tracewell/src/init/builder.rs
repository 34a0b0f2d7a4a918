use std::fmt;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use tracewell_http::watch_stalls;
use tracewell_log::LogFileBuilder;
use tracewell_redact::PolicyBuilder;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, Registry};

use super::announce::announce;
use super::compose::{Composed, Own, OwnFile, State, compose};
use super::installed::{Installed, install};
use super::log_file::AdjustFile;
use super::sinks::Sinks;
use super::{InitError, Telemetry};
use crate::Verbosity;
use crate::settings::{self, Adjust, Lookup, SecuritySettings, Source};
use crate::verbosity::{AdjustableFilter, watch};

/// How telemetry starts; made by [`builder!`](crate::builder!).
///
/// | setting | default | why |
/// |---|---|---|
/// | [`service`](Self::service), [`version`](Self::version) | those of the calling crate | |
/// | [`allow`](Self::allow), [`redaction`](Self::redaction) | none | in production a field outside the safe fields is `[FILTERED]` |
/// | [`baggage`](Self::baggage) | none | it is whatever somebody wrote, and may go on to others |
/// | [`sink`](Self::sink) | none | the line goes to standard output without one |
/// | [`log_dir`](Self::log_dir), [`log_file`](Self::log_file) | `./logs` in development | `LOG_TO_FILE` decides whether there is a file |
/// | [`panic_hook`](Self::panic_hook) | yes | the standard hook prints the raw text of a panic |
///
/// Everything else is for the environment to decide.
#[must_use = "nothing starts before `init` or `layer`"]
pub struct Builder {
    service: String,
    version: String,
    debug_build: bool,
    adjust: Adjust,
    baggage: Vec<String>,
    panic_hook: bool,
    sinks: Sinks,
    log_dir: Option<PathBuf>,
    log_file: AdjustFile,
    source: Source,
}

impl Builder {
    /// What [`builder!`](crate::builder!) expands to.
    #[doc(hidden)]
    pub fn of_crate(service: &str, version: &str, debug_build: bool) -> Self {
        Self {
            service: service.to_owned(),
            version: version.to_owned(),
            debug_build,
            adjust: Box::new(|policy| policy),
            baggage: Vec::new(),
            panic_hook: true,
            sinks: Sinks::default(),
            log_dir: None,
            log_file: Box::new(|file| file),
            source: Arc::new(|variable| std::env::var(variable)),
        }
    }

    /// The name of the service.
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.service = name.into();
        self
    }

    /// The version of the service.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// Adds the service's own safe fields: their values go out in production too, scanned for secrets like any text.
    /// A sensitive name stays one.
    pub fn allow<I>(self, names: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        self.redaction(|policy| policy.allow(names))
    }

    /// Names the keys of `baggage` that are kept of requests from `TRUSTED_PROXIES`, at most 16. They can be read anywhere in
    /// the request, and go on to the services whose client says `Propagation::All`:
    ///
    /// ```
    /// let builder = tracewell::builder!().baggage(["tier", "region"]);
    /// // … and in a handler:
    /// let tier = tracewell::with_current(|context| context?.baggage()?.get("tier").map(str::to_owned));
    /// # assert!(tier.is_none() && builder.panic_hook(false).layer().is_ok());
    /// ```
    ///
    /// A key that is sensitive or personal by the policy, or that is no key, is refused; that is told when telemetry starts.
    /// Values are nobody's proof of anything, and are not logged.
    pub fn baggage<I>(mut self, keys: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.baggage.extend(keys.into_iter().map(Into::into));
        self
    }

    /// Says more of the service's own values. What the environment says comes on top.
    ///
    /// Which names are sensitive here, and which only look it; the latter are listed when telemetry starts, each with its
    /// reason:
    ///
    /// ```
    /// let builder = tracewell::builder!()
    ///     .redaction(|policy| policy.sensitive(["badge_no"]).not_secret("s3_key", "names a public file"));
    /// # assert!(builder.panic_hook(false).layer().is_ok());
    /// ```
    ///
    /// Path parameters that are a person's: from the moment the route is known, `/v1/geo/203.0.113.7` is
    /// `/v1/geo/[REDACTED]` on every line and in every span. Those with sensitive names, `/reset/{token}`, are hidden
    /// anyway:
    ///
    /// ```
    /// let builder = tracewell::builder!().redaction(|policy| policy.personal_param("ip"));
    /// # assert!(builder.panic_hook(false).layer().is_ok());
    /// ```
    ///
    /// What is left of the values of a class, instead of what their names decide. Keys for hashes come from
    /// `REDACT_HMAC_KEY_FILE`; without one such values are erased:
    ///
    /// ```
    /// use tracewell::redact::{Action, Class};
    ///
    /// let builder = tracewell::builder!().redaction(|policy| {
    ///     policy
    ///         .action(Class::Ip, Action::TruncateIp) // 203.0.113.0
    ///         .action(Class::Payment, Action::KeepLast(4)) // ****1234
    ///         .action(Class::Email, Action::KeyedHash) // hmac:<key id>:<22 characters>
    /// });
    /// # assert!(builder.panic_hook(false).layer().is_ok());
    /// ```
    ///
    /// And whose values of URLs and headers may be shown:
    ///
    /// ```
    /// let builder = tracewell::builder!()
    ///     .redaction(|policy| policy.allow_query(["page", "sort"]).allow_headers(["x-api-version"]));
    /// # assert!(builder.panic_hook(false).layer().is_ok());
    /// ```
    pub fn redaction(mut self, adjust: impl FnOnce(PolicyBuilder) -> PolicyBuilder + 'static) -> Self {
        let before = self.adjust;
        self.adjust = Box::new(|policy| adjust(before(policy)));
        self
    }

    /// Adds a sink beside the line: a `fmt` layer, an exporter, one of the service's own. It stands behind the guard, and
    /// sees clean values only.
    ///
    /// With the first sink [`http::layer`](crate::http::layer) opens the span `request` around each request, for sinks that
    /// live on spans. The line shows it: from then on it has `"span":"request"`.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # struct MyLayer;
    /// # impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for MyLayer {}
    /// let telemetry = tracewell::builder!().sink(MyLayer).init()?;
    /// # drop(telemetry); Ok(()) }
    /// ```
    pub fn sink(mut self, layer: impl Layer<Registry> + Send + Sync + 'static) -> Self {
        self.sinks.add(Box::new(layer));
        self
    }

    /// Adds a sink outside the guard: it sees every value as it was logged, **secrets included**.
    ///
    /// For layers that make metrics of numbers or count events, and hold no text. Whatever writes or sends text is a
    /// [`sink`](Self::sink). `fmt` layers that format fields alike share what they make of a span: beside an unguarded one,
    /// a `fmt` layer that is a `sink` needs `GuardedFields` of `tracewell-redact` (feature `fmt`), or it gets secrets.
    pub fn unguarded_sink(mut self, layer: impl Layer<Registry> + Send + Sync + 'static) -> Self {
        self.sinks.add_unguarded(Box::new(layer));
        self
    }

    /// The folder of the log file where `LOG_DIR` names none. In production there is no file without either.
    pub fn log_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.log_dir = Some(directory.into());
        self
    }

    /// Says more of the log file, on top of what the environment says: a new one each day, packing.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let a_day = Duration::from_secs(24 * 60 * 60);
    /// let builder = tracewell::builder!().log_dir("/var/log/orders").log_file(move |file| file.period(a_day).gzip(true));
    /// # drop(builder);
    /// ```
    pub fn log_file(mut self, adjust: impl FnOnce(LogFileBuilder) -> LogFileBuilder + 'static) -> Self {
        let before = self.log_file;
        self.log_file = Box::new(|file| adjust(before(file)));
        self
    }

    /// Whether the process's panic hook is ours. Without it, whatever hook there is prints raw texts of panics.
    pub const fn panic_hook(mut self, install: bool) -> Self {
        self.panic_hook = install;
        self
    }

    /// Starts telemetry as the process's subscriber.
    ///
    /// Keep what it returns until the end of `main`: its drop writes what is left.
    ///
    /// # Errors
    ///
    /// [`InitError`] if there is a subscriber already, if what [`redaction`](Self::redaction) says does not hold, or if
    /// the writer's thread could not be started.
    pub fn init(self) -> Result<Telemetry, InitError> {
        let mut lookup = Lookup::new(self.source.clone());
        let filter = settings::filter(&mut lookup);
        let verbosity = Verbosity::new(filter.to_string());
        let (kept, detail) = settings::detail(&mut lookup).unzip();
        let filter = AdjustableFilter::new(filter, verbosity.clone(), kept);
        let control_file = settings::control_file(&mut lookup);
        let own_file = OwnFile { directory: self.log_dir.as_deref(), adjust: self.log_file };
        let own = Own { service: (&self.service, &self.version), baggage: &self.baggage, file: own_file, detail };
        let composed = compose_for_process(&mut lookup, self.debug_build, self.adjust, self.sinks, own)?;
        let (Composed { layer, telemetry, state, security }, spans) = composed;
        // The filter reads levels and targets: outside, so that what it refuses is not cleaned first.
        let subscriber = tracing_subscriber::registry().with(layer).with(filter);
        tracing::subscriber::set_global_default(subscriber).map_err(|_| InitError::subscriber_present())?;
        // Not before: a start that is refused leaves everything as it was.
        take_part(&mut lookup, &telemetry, &state, spans);
        // Records of the `log` crate join in; a logger that is there already keeps them.
        let _ = tracing_log::LogTracer::init();
        telemetry.install_globally();
        security.install(telemetry.policy(), &state.correlation, state.requests.client_host);
        let telemetry = telemetry.adjusted_by(verbosity.clone());
        let telemetry = telemetry.begin(self.panic_hook, || announce(&self.service, &self.version, &state, lookup));
        SecuritySettings::tell(telemetry.policy());
        if control_file.is_some() {
            watch(&verbosity, control_file);
        }
        Ok(telemetry)
    }

    /// The same as a layer, for a subscriber that the service builds itself: it must come first on its registry. Filters are
    /// that subscriber's to choose, `RUST_LOG` and `LOG_LEVEL` do nothing. The guard is in front of the line and of every
    /// [`sink`](Self::sink); a layer that the service adds to its subscriber instead **sees every value as it was logged**,
    /// unless a [`Redact`](tracewell_redact::Redact) with [`Telemetry::policy`] is around it.
    ///
    /// The process's recorder of metrics, and OpenTelemetry's own interface, stay as they are.
    ///
    /// The panic hook is installed at once. The start is announced by [`Telemetry::announce`], once the subscriber is in
    /// force.
    ///
    /// # Errors
    ///
    /// [`InitError`] if what [`redaction`](Self::redaction) says does not hold, or if the writer's thread could not be
    /// started.
    ///
    /// ```
    /// use tracing_subscriber::layer::SubscriberExt;
    ///
    /// let (layer, telemetry) = tracewell::builder!().panic_hook(false).layer()?;
    /// let subscriber = tracing_subscriber::registry().with(layer);
    /// tracing::subscriber::with_default(subscriber, || telemetry.announce());
    /// # Ok::<(), tracewell::InitError>(())
    /// ```
    pub fn layer(self) -> Result<(impl Layer<Registry> + Send + Sync + 'static, Telemetry), InitError> {
        let mut lookup = Lookup::new(self.source.clone());
        let own_file = OwnFile { directory: self.log_dir.as_deref(), adjust: self.log_file };
        let own = Own { service: (&self.service, &self.version), baggage: &self.baggage, file: own_file, detail: None };
        let composed = compose_for_process(&mut lookup, self.debug_build, self.adjust, self.sinks, own)?;
        let (Composed { layer, telemetry, state, security }, spans) = composed;
        take_part(&mut lookup, &telemetry, &state, spans);
        security.install(telemetry.policy(), &state.correlation, state.requests.client_host);
        let (service, version) = (self.service, self.version);
        let telemetry = telemetry.begin_later(self.panic_hook, move || announce(&service, &version, &state, lookup));
        Ok((layer, telemetry))
    }
}

fn compose_for_process(
    lookup: &mut Lookup,
    debug_build: bool,
    adjust: Adjust,
    sinks: Sinks,
    own: Own<'_>,
) -> Result<(Composed, Spans), InitError> {
    let others = !sinks.are_none();
    let composed = compose(lookup, debug_build, adjust, sinks, own, std::io::stdout().is_terminal())?;
    // Which of them become transactions is for Sentry's layer to say.
    let all = others || composed.telemetry.sends_transactions();
    let any = all || composed.telemetry.exports_traces();
    Ok((composed, Spans { any, all }))
}

/// Who has a use for the spans of requests.
#[derive(Clone, Copy)]
struct Spans {
    any: bool,
    all: bool,
}

/// Has the process go by it. The first start decides; a second one, in a test, keeps its own layer's policy to itself.
fn take_part(lookup: &mut Lookup, telemetry: &Telemetry, state: &State, Spans { any: spans, all: all_spans }: Spans) {
    let _ = telemetry.policy().clone().install();
    let (correlation, requests) = (state.correlation.clone(), state.requests.clone());
    let baggage = (!state.baggage.is_empty()).then(|| state.baggage.clone());
    install(Installed { correlation, requests, baggage, spans, all_spans });
    watch_stalls(true);
    telemetry.hear_failures();
    #[cfg(feature = "client")]
    super::outbound::install(lookup, telemetry.policy().mode(), spans, all_spans);
    #[cfg(not(feature = "client"))]
    let _ = lookup;
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("service", &self.service)
            .field("version", &self.version)
            .field("panic_hook", &self.panic_hook)
            .field("sinks", &self.sinks)
            .finish_non_exhaustive()
    }
}
