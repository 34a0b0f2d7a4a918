use http::HeaderValue;
use serde_json::{Map, Value};
use tracewell_names::marker;

use super::Net;

/// What Sentry knows of a request, by the rules of the log: names stay, values of queries, cookies and most headers go,
/// and so does the body.
impl Net {
    pub(super) fn request(&self, request: &mut Map<String, Value>) {
        // The process's environment and the client's address.
        request.remove("env");
        for (name, value) in request.iter_mut() {
            match (name.as_str(), value) {
                ("url", Value::String(url)) => *url = self.policy.url(url),
                ("query_string", Value::String(query)) => self.query(query),
                ("cookies", Value::String(cookies)) => *cookies = self.header("cookie", cookies),
                ("method", Value::String(method)) => self.text(method),
                ("headers", Value::Object(headers)) => self.headers(headers),
                (_, value) => *value = Value::String(marker::FILTERED.to_owned()),
            }
        }
    }

    pub(super) fn query(&self, query: &mut String) {
        *query = self.policy.query(query);
        self.text(query);
    }

    fn headers(&self, headers: &mut Map<String, Value>) {
        for (name, value) in std::mem::take(headers) {
            let value = value.as_str().map_or_else(|| marker::FILTERED.to_owned(), |value| self.header(&name, value));
            headers.insert(self.policy.outside_name(&name).into_owned(), Value::String(value));
        }
    }

    fn header(&self, name: &str, value: &str) -> String {
        let value = HeaderValue::from_str(value);
        value.map_or_else(
            |_| marker::FILTERED.to_owned(),
            |value| self.policy.header(&name.to_ascii_lowercase(), &value),
        )
    }
}
