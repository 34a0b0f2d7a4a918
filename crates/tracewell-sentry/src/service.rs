/// The service whose failures these are: what stands for it where the environment says nothing.
#[derive(Clone, Debug)]
pub struct Service {
    release: String,
    environment: Option<&'static str>,
}

impl Service {
    /// The service of this name and version: its release is `name@version`.
    #[must_use]
    pub fn new(name: &str, version: &str) -> Self {
        Self { release: format!("{name}@{version}"), environment: None }
    }

    /// The environment it runs in.
    #[must_use]
    pub const fn environment(mut self, environment: &'static str) -> Self {
        self.environment = Some(environment);
        self
    }

    pub(crate) fn release(&self) -> &str {
        &self.release
    }

    pub(crate) const fn environment_name(&self) -> Option<&'static str> {
        self.environment
    }
}
