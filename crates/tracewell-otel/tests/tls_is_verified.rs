//! A collector behind TLS gets something only if an authority that is believed vouches for it, over either protocol.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::{Authority, Collector, tls_in_front_of};
use tracewell_otel::{Probe, Service};
use tracewell_redact::Policy;

fn probe(collector: &Collector, endpoint: &str, certificate: Option<&str>) -> Probe {
    let mut variables = vec![("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint), ("OTEL_EXPORTER_OTLP_TIMEOUT", "5000")];
    variables.extend(certificate.map(|path| ("OTEL_EXPORTER_OTLP_CERTIFICATE", path)));
    let settings = collector.settings(&variables);
    Probe::send(&settings, &Service::new("orders", "1"), &Policy::production()).unwrap().unwrap()
}

#[test]
fn an_authority_of_ones_own_is_believed_if_it_is_named() {
    let (ours, others) = (Authority::new(), Authority::new());
    for (collector, kind) in [(Collector::http(), "http"), (Collector::grpc(), "grpc")] {
        let address = tls_in_front_of(collector.address, &ours);
        let endpoint = format!("https://{address}");
        let file = |authority: &Authority, name| authority.file(&format!("{kind}-{name}")).display().to_string();

        // The roots of the system know nothing of it, and neither does another authority.
        assert_eq!(probe(&collector, &endpoint, None).outcome, Err("unreachable"));
        let other = file(&others, "other");
        assert_eq!(probe(&collector, &endpoint, Some(&other)).outcome, Err("unreachable"));
        assert_eq!(collector.requests(), 0);

        let own = file(&ours, "own");
        let accepted = probe(&collector, &endpoint, Some(&own));
        assert!(accepted.outcome.is_ok(), "{accepted:?}");
        let span = collector.received.lock().unwrap().span("tracewell probe");
        let id: String = span.trace_id.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(id, accepted.trace_id);
        assert!(accepted.endpoint.starts_with(&endpoint), "{accepted:?}");
        for path in [other, own] {
            std::fs::remove_file(path).unwrap();
        }
    }
}

#[test]
fn a_probe_says_why_not() {
    let collector = Collector::http();
    collector.behave(support::Behaviour::Refuse(401, None));
    let endpoint = format!("http://{}", collector.address);
    assert_eq!(probe(&collector, &endpoint, None).outcome, Err("unauthorized"));
    for rejecting in [Collector::http(), Collector::grpc()] {
        rejecting.behave(support::Behaviour::Reject(1));
        let endpoint = format!("http://{}", rejecting.address);
        assert_eq!(probe(&rejecting, &endpoint, None).outcome, Err("rejected"));
    }
    collector.behave(support::Behaviour::Hang);
    let settings = collector.settings(&[("OTEL_EXPORTER_OTLP_TIMEOUT", "100")]);
    let hanging = Probe::send(&settings, &Service::new("orders", "1"), &Policy::production()).unwrap().unwrap();
    assert_eq!(hanging.outcome, Err("timeout"));
    let none = collector.settings(&[("OTEL_TRACES_EXPORTER", "none")]);
    assert_eq!(Probe::send(&none, &Service::new("orders", "1"), &Policy::production()).unwrap(), None);
}
