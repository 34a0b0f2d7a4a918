use std::fmt;
use std::io::IsTerminal;
use std::sync::Arc;

use tracewell_redact::PolicyBuilder;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, Registry};

use super::announce::announce;
use super::compose::{Composed, compose};
use super::installed::{Installed, install};
use super::sinks::Sinks;
use super::{InitError, Telemetry};
use crate::settings::{self, Adjust, Lookup, Source};

/// How telemetry starts; made by [`builder!`](crate::builder!).
///
/// | setting | default | why |
/// |---|---|---|
/// | [`service`](Self::service), [`version`](Self::version) | those of the calling crate | |
/// | [`allow`](Self::allow), [`redaction`](Self::redaction) | none | in production a field outside the safe fields is `[FILTERED]` |
/// | [`sink`](Self::sink) | none | the line goes to standard output without one |
/// | [`panic_hook`](Self::panic_hook) | yes | the standard hook prints the raw text of a panic |
///
/// Everything else is for the environment to decide.
#[must_use = "nothing starts before `init` or `layer`"]
pub struct Builder {
    service: String,
    version: String,
    debug_build: bool,
    adjust: Adjust,
    panic_hook: bool,
    sinks: Sinks,
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
            panic_hook: true,
            sinks: Sinks::default(),
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

    /// Says more of the service's own names: which are sensitive, and which only look it. What the environment says
    /// comes on top.
    ///
    /// ```
    /// let builder = tracewell::builder!()
    ///     .redaction(|policy| policy.sensitive(["tax_number"]).not_secret("s3_key", "names a public file"));
    /// # drop(builder);
    /// ```
    pub fn redaction(mut self, adjust: impl FnOnce(PolicyBuilder) -> PolicyBuilder + 'static) -> Self {
        let before = self.adjust;
        self.adjust = Box::new(|policy| adjust(before(policy)));
        self
    }

    /// Adds a sink beside the line: a `fmt` layer, an exporter, one of the service's own. It stands behind the guard, and
    /// sees clean values only.
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
    /// [`sink`](Self::sink).
    pub fn unguarded_sink(mut self, layer: impl Layer<Registry> + Send + Sync + 'static) -> Self {
        self.sinks.add_unguarded(Box::new(layer));
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
        let composed = compose_for_process(
            &mut lookup,
            self.debug_build,
            self.adjust,
            self.sinks,
            (&self.service, &self.version),
        )?;
        let Composed { layer, telemetry, state } = composed;
        // The filter reads levels and targets: outside, so that what it refuses is not cleaned first.
        let subscriber = tracing_subscriber::registry().with(layer).with(filter);
        tracing::subscriber::set_global_default(subscriber).map_err(|_| InitError::subscriber_present())?;
        // Records of the `log` crate join in; a logger that is there already keeps them.
        let _ = tracing_log::LogTracer::init();
        telemetry.install_globally();
        Ok(telemetry.begin(self.panic_hook, || announce(&self.service, &self.version, &state, lookup)))
    }

    /// The same as a layer, for a subscriber that the service builds itself: the first on its registry; filters are that
    /// subscriber's to choose. The guard is in front of the line and of every [`sink`](Self::sink); a layer that the
    /// service adds to its subscriber instead **sees every value as it was logged**.
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
        let composed = compose_for_process(
            &mut lookup,
            self.debug_build,
            self.adjust,
            self.sinks,
            (&self.service, &self.version),
        )?;
        let Composed { layer, telemetry, state } = composed;
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
    service: (&str, &str),
) -> Result<Composed, InitError> {
    let spans = !sinks.are_none();
    let composed = compose(lookup, debug_build, adjust, sinks, service, std::io::stdout().is_terminal())?;
    let (all_spans, spans) = (spans, spans || composed.telemetry.exports_traces());
    // The first start of a process decides; a second one, in a test, keeps its own layer's policy to itself.
    let _ = composed.telemetry.policy().clone().install();
    install(Installed { correlation: composed.state.correlation.clone(), spans, all_spans });
    Ok(composed)
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
