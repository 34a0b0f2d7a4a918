use super::finding::Finding;

/// What came of sending one span to the collector that `variables` name. Values of headers are never shown.
#[cfg(feature = "otlp")]
pub(super) fn findings(mut variables: impl FnMut(&'static str) -> Option<String>) -> Vec<Finding> {
    use tracewell_names::variable;
    use tracewell_otel::{Probe, Reading, Service, Settings};
    use tracewell_redact::Policy;

    let is_on = variables(variable::ENABLE_OPENTELEMETRY).is_some();
    let Reading { settings, invalid, .. } = Settings::read(|name| match name {
        // Whoever asks for a probe has it on.
        variable::ENABLE_OPENTELEMETRY => Some("true".to_owned()),
        variable::OTEL_SDK_DISABLED => None,
        name => variables(name),
    });
    let mut findings: Vec<_> = invalid
        .into_iter()
        .map(|name| {
            let hint = if name.ends_with("_ENDPOINT") {
                "an endpoint begins with http:// or https:// and holds no user"
            } else {
                "its default holds, or nothing is sent if it says where to"
            };
            Finding::of("settings", Err(format!("{name} makes no sense: {hint}")))
        })
        .collect();
    let service = Service::new("tracewell-probe", env!("CARGO_PKG_VERSION"));
    let sent = settings.map(|settings| Probe::send(&settings, &service, &Policy::production()));
    findings.push(match sent {
        Some(Ok(Some(probe))) => {
            let place = format!("{} ({})", probe.endpoint, probe.protocol);
            match probe.outcome {
                Ok(taken) => {
                    let (id, taken) = (probe.trace_id, taken.as_millis());
                    Finding::of("accepted", Ok(format!("a span by {place} in {taken} ms, trace {id}")))
                }
                Err(word) => Finding::of("accepted", Err(format!("{word} by {place}: {}", look_at(word)))),
            }
        }
        Some(Err(error)) => Finding::of("started", Err(error.to_string())),
        Some(Ok(None)) | None => Finding::of(
            "settings",
            Err("OTEL_TRACES_EXPORTER is none, or where to send makes no sense: no span is sent".to_owned()),
        ),
    });
    if !is_on {
        let reason = "ENABLE_OPENTELEMETRY is not set here: a service in this environment sends nothing";
        findings.push(Finding::of("note", Ok(reason.to_owned())));
    }
    findings
}

/// Where to look for the reason.
#[cfg(feature = "otlp")]
fn look_at(word: &str) -> &'static str {
    use tracewell_names::reason;

    match word {
        reason::UNREACHABLE => "address, port, name or TLS; gRPC spoken to the port of HTTP",
        reason::TIMEOUT => "a firewall that swallows, or a collector that is too busy",
        reason::UNAUTHORIZED => "OTEL_EXPORTER_OTLP_HEADERS",
        reason::DECODE => "what answers in its place: a proxy, a gate that asks for a login, another service",
        reason::REJECTED => "the path, or a backend that takes no traces",
        _ => "the collector",
    }
}

#[cfg(not(feature = "otlp"))]
pub(super) fn findings(_: impl FnMut(&'static str) -> Option<String>) -> Vec<Finding> {
    vec![Finding::of("built", Err("this command was built without the feature otlp".to_owned()))]
}
