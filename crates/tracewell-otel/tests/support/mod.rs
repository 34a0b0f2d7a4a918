//! A collector in this process: it decodes what it gets, keeps every byte, and misbehaves when told to.
#![allow(dead_code, unused_imports, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a failed set-up should panic")]

mod collector;
mod grpc;
mod http;
mod planted;
mod received;
mod tls;

use std::time::{Duration, Instant};

use tracewell_otel::Settings;

pub(crate) use self::collector::{Behaviour, Collector};
pub(crate) use self::planted::planted;
pub(crate) use self::received::{Received, any, text};
pub(crate) use self::tls::{Authority, tls_in_front_of};

impl Collector {
    /// Settings that export to this collector, and these variables besides.
    pub(crate) fn settings(&self, more: &[(&'static str, &str)]) -> Settings {
        let endpoint = format!("http://{}", self.address);
        settings(
            &[&[("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", self.protocol)], more]
                .concat(),
        )
    }
}

pub(crate) fn settings(variables: &[(&'static str, &str)]) -> Settings {
    let reading = Settings::read(|name| match name {
        "ENABLE_OPENTELEMETRY" => Some("true".to_owned()),
        name => variables.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
    });
    assert!(reading.invalid.is_empty(), "{:?}", reading.invalid);
    reading.settings.unwrap()
}

/// Waits until `holds`, for at most ten seconds.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(10), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
