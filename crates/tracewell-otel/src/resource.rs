use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::resource::v1::Resource;
use tracewell_names::attribute;

use crate::environment::Settings;
use crate::net::Net;
use crate::proto;

/// What the telemetry is about: the service that sends it.
///
/// ```
/// let service = tracewell_otel::Service::new("orders", "1.4.0").environment("staging");
/// # drop(service);
/// ```
#[derive(Clone, Debug)]
pub struct Service {
    name: String,
    version: String,
    environment: Option<String>,
}

impl Service {
    /// A service of this name and version.
    #[must_use]
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self { name: name.into(), version: version.into(), environment: None }
    }

    /// The environment it runs in: `production`.
    #[must_use]
    pub fn environment(mut self, name: impl Into<String>) -> Self {
        self.environment = Some(name.into());
        self
    }

    /// As a resource: what the environment says beats what the program says of itself.
    pub(crate) fn resource(&self, settings: &Settings, net: &mut Net) -> Resource {
        let mut attributes: Vec<KeyValue> = Vec::new();
        let mut set = |name: &str, value: &str| {
            if value.is_empty() {
                return;
            }
            let new = proto::attribute(name, value);
            match attributes.iter_mut().find(|known| known.key == name) {
                Some(known) => *known = new,
                None => attributes.push(new),
            }
        };
        set(attribute::SERVICE_NAME, &self.name);
        set(attribute::SERVICE_VERSION, &self.version);
        set(attribute::DEPLOYMENT_ENVIRONMENT_NAME, self.environment.as_deref().unwrap_or_default());
        for (name, value) in &settings.resource {
            set(name, value);
        }
        set(attribute::SERVICE_NAME, settings.service_name.as_deref().unwrap_or_default());
        set(attribute::TELEMETRY_SDK_NAME, "opentelemetry");
        set(attribute::TELEMETRY_SDK_LANGUAGE, "rust");
        set(attribute::TELEMETRY_SDK_VERSION, env!("CARGO_PKG_VERSION"));
        net.resource(&mut attributes);
        Resource { attributes, ..Resource::default() }
    }
}
