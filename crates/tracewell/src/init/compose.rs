use std::path::Path;

use tracewell_correlation::BaggageKeys;
use tracewell_log::{Detail, LogLayer, PrettyFormat, Stdout, Writer};
use tracewell_names::variable;
use tracewell_redact::ClientHost;

use super::kept_lines::kept_lines;
use super::log_file::{AdjustFile, FileState, Started, start};
use super::lost_spawns;
use super::redactions::redactions;
use super::sinks::{Sink, Sinks};
use super::writers::Writers;
use super::{InitError, Telemetry};
use crate::otel::Otel;
use crate::sentry::Sentry;
use crate::settings::{
    Adjust, Correlation, Environment, Format, Lookup, Redaction, Requests, SecuritySettings, Unavailable, correlation,
    environment, format, limits, log_file, redaction, requests, static_fields, unavailable,
};

/// What came of the settings.
pub(super) struct Composed {
    pub(super) layer: Sink,
    pub(super) telemetry: Telemetry,
    pub(super) state: State,
    pub(super) security: SecuritySettings,
}

/// What there is to announce.
#[derive(Debug)]
pub(super) struct State {
    pub(super) environment: Environment,
    pub(super) format: Format,
    pub(super) redaction: Redaction,
    pub(super) correlation: Correlation,
    pub(super) requests: Requests,
    pub(super) baggage: BaggageKeys,
    pub(super) unavailable: Vec<Unavailable>,
    pub(super) otel: bool,
    /// It was asked for, and the system had no thread for it.
    pub(super) otel_failed: bool,
    pub(super) sentry: bool,
    /// As for `otel_failed`.
    pub(super) sentry_failed: bool,
    pub(super) file: FileState,
}

/// What a service says about itself.
pub(super) struct Own<'s> {
    /// Name and version.
    pub(super) service: (&'s str, &'s str),
    /// What it reads of callers' baggage.
    pub(super) baggage: &'s [String],
    pub(super) file: OwnFile<'s>,
    /// DEBUG lines that are kept; by the environment, but only where the filter is ours.
    pub(super) detail: Option<Detail>,
}

/// What a service says about its log file.
pub(super) struct OwnFile<'s> {
    pub(super) directory: Option<&'s Path>,
    pub(super) adjust: AdjustFile,
}

pub(super) fn compose(
    lookup: &mut Lookup,
    debug_build: bool,
    adjust: Adjust,
    mut sinks: Sinks,
    own: Own<'_>,
    terminal: bool,
) -> Result<Composed, InitError> {
    let environment = environment(lookup, debug_build);
    let format = format(lookup, environment.name, terminal);
    let limits = limits(lookup);
    let redaction = redaction(lookup, environment.name, limits.value, adjust).map_err(InitError::policy)?;
    let correlation = correlation(lookup);
    let requests = requests(lookup);
    if requests.client_host == Some(ClientHost::Hmac) && redaction.policy.keys().is_none_or(|keys| !keys.has_key()) {
        lookup.refuse(variable::REDACT_HMAC_KEY_FILE);
    }
    let static_fields = static_fields(lookup);
    let file = log_file(lookup, environment.name, own.file.directory);
    let security = SecuritySettings::read(lookup);
    let mut unavailable = unavailable(lookup);
    let otel = Otel::start(lookup, own.service, environment.name, &redaction.policy);
    if let Some(sink) = otel.sink() {
        sinks.add_own(sink);
    }
    let sentry = Sentry::start(lookup, own.service, environment.name, &redaction.policy);
    if let Some(sink) = sentry.sink() {
        sinks.add_own(sink);
    }

    let lines = LogLayer::new(redaction.policy.clone())
        .max_value_bytes(limits.value)
        .max_line_bytes(limits.line)
        .static_fields(static_fields);
    let (redactions, kept_lines) = (redactions(&redaction.policy), kept_lines(own.detail.as_ref()));
    let lost_spawns = lost_spawns::lost_spawns();
    let lines = match &lost_spawns {
        Some(lost) => lines.count_without_context(lost),
        None => lines,
    };
    let publish_too = move || {
        redactions();
        kept_lines();
        lost_spawns::publish(lost_spawns.as_ref());
    };
    let stdout = Stdout::new()
        .map(|stdout| Writer::builder(stdout).publish_too(publish_too))
        .and_then(|stdout| stdout.notice_format(lines.notice_format()).start())
        .map_err(InitError::writer)?;
    let Started { writer: file, state: file_state, lacks_gzip } =
        start(file, own.file.adjust, lines.notice_format()).map_err(InitError::writer)?;
    if lacks_gzip {
        unavailable.push(Unavailable { feature: "gzip", variable: None });
    }
    let (writers, guards) = Writers::new(stdout, file);
    let lines = otel.trace_ids(lines);
    let lines = match format {
        Format::Json => lines.json(writers.stdout().clone()),
        Format::Pretty { colour } => lines.pretty(PrettyFormat::new().colour(colour), writers.stdout().clone()),
    };
    let lines = match writers.file() {
        Some(file) => lines.json(file.clone()),
        None => lines,
    };
    let kept = own.detail.clone();
    let (lines, detail) = match own.detail {
        Some(detail) => {
            let (lines, layer) = lines.keep_detail(detail);
            (lines, Some(layer))
        }
        None => (lines, None),
    };
    Ok(Composed {
        state: State {
            otel: otel.is_on(),
            otel_failed: otel.has_failed(),
            sentry: sentry.is_on(),
            sentry_failed: sentry.has_failed(),
            environment,
            format,
            correlation,
            requests,
            baggage: BaggageKeys::new(own.baggage, &redaction.policy),
            unavailable,
            redaction: redaction.clone(),
            file: file_state,
        },
        layer: sinks.compose(&redaction.policy, lines, detail),
        security,
        telemetry: Telemetry::new(redaction.policy.clone(), writers, guards, (otel, sentry)).keeping(kept),
    })
}
