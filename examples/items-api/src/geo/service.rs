use std::error::Error as StdError;
use std::net::IpAddr;
use std::time::Duration;

use serde_json::{Map, Value};
use tracewell::client::reqwest::Url;
use tracewell::client::{Client, Retry};
use tracewell::names::event::CONFIG_INVALID;
use tracewell::names::variable::GEO_URL;

use super::failure::Failure;
use super::handlers::PARAMETER;
use super::stub::Stub;

/// How long one attempt may take.
const TIMEOUT: Duration = Duration::from_secs(2);
/// How long somebody waits, whatever the other service answers and however often it is asked.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than anybody says of a place.
const LONGEST_ANSWER: u64 = 64 * 1024;

/// Asks another service where an address is. Clones share connections.
#[derive(Clone, Debug)]
pub(crate) struct Geo {
    client: Client,
    base: Url,
    /// What is told of its path.
    template: String,
}

impl Geo {
    /// Of `GEO_URL`, or of a stub that is started inside this process.
    pub(crate) async fn start() -> Result<Self, Box<dyn StdError>> {
        let base = match configured() {
            Some(base) => base,
            None => Stub::start().await?,
        };
        // A GET may be repeated; once, as somebody waits.
        let retry = Retry::attempts(2).within(PATIENCE);
        // Whom it may ask is for `GEO_URL` to say: it must not send this service to others, into its own network say.
        let client = Client::builder("geo").timeout(TIMEOUT).retry(retry).redirects(0).build()?;
        let template = format!("{}/{{{PARAMETER}}}", base.path().trim_end_matches('/'));
        Ok(Self { client, base, template })
    }

    /// What the other service says of `ip`.
    pub(super) async fn place(&self, ip: IpAddr) -> Result<Map<String, Value>, Failure> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(&ip.to_string());
        }
        let answer = self.client.get(url).url_template(self.template.clone()).send().await?;
        let answer = answer.error_for_status()?;
        if !answer.status().is_success() {
            return Err(Failure::NoPlace);
        }
        Ok(answer.limit(LONGEST_ANSWER).json().await?)
    }
}

/// `GEO_URL`, if it is one. It may hold a key, so that nothing of it is told if not.
fn configured() -> Option<Url> {
    let value = std::env::var_os(GEO_URL).filter(|value| !value.is_empty())?;
    let url = value.to_str().and_then(|text| Url::parse(text.trim()).ok());
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if url.is_none() {
        tracing::warn!(variable = GEO_URL, "{CONFIG_INVALID}");
    }
    url
}
