//! A client that knows nothing of the service, reqwest, follows a stream, loses it and goes on.

#![allow(clippy::disallowed_types, reason = "it is a client of others, as they have it")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]
#![allow(clippy::disallowed_methods, reason = "a client of others, which knows nothing of ours")]

mod support;

use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use serde_json::json;
use support::{Service, TOKEN};

struct Stream {
    response: Response,
    text: String,
}

impl Stream {
    async fn open(service: &Service, last: Option<&str>) -> Self {
        let client = Client::builder().no_proxy().build().unwrap();
        let request = client.get(format!("http://{}/v1/events", service.process().address())).bearer_auth(TOKEN);
        let request = match last {
            Some(last) => request.header("last-event-id", last),
            None => request,
        };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, text: String::new() }
    }

    /// Reads until there is `piece`, and gives back the events that have come: kind, data and id.
    async fn until(&mut self, piece: &str) -> Vec<(String, String, String)> {
        while !self.text.contains(piece) || !self.text.ends_with("\n\n") {
            let chunk = tokio::time::timeout(Duration::from_secs(30), self.response.chunk()).await;
            let chunk = chunk.unwrap_or_else(|_| panic!("{piece} did not come: {}", self.text));
            self.text.push_str(std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap());
        }
        let blocks = self.text.split("\n\n").filter(|block| block.starts_with("event: "));
        let field = |block: &str, name: &str| {
            block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned()
        };
        blocks.map(|block| (field(block, "event: "), field(block, "data: "), field(block, "id: "))).collect()
    }
}

#[test]
fn it_goes_on_where_it_was() {
    let service = Service::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let seen = runtime.block_on(async {
        let mut stream = Stream::open(&service, None).await;
        let first = service.item(json!({}));
        let seen = stream.until(&first).await;
        assert_eq!(seen.len(), 1);
        seen[0].clone()
    });
    // The stream went with its client.
    let missed: Vec<_> = (0..3).map(|number| service.item(json!({ "number": number }))).collect();
    runtime.block_on(async {
        let mut stream = Stream::open(&service, Some(&seen.2)).await;
        let seen = stream.until(&missed[2]).await;
        let held = missed.iter().zip(&seen).all(|(id, (kind, data, _))| kind == "item.created" && data.contains(id));
        assert!(held && seen.len() == 3, "what came meanwhile, in order, and nothing twice: {seen:?}");

        for garbage in ["nonsense", "ffffffffffffffff-99999999999999999999", "0-0", "-"] {
            let mut stream = Stream::open(&service, Some(garbage)).await;
            let seen = stream.until(&missed[2]).await;
            assert_eq!((seen[0].0.as_str(), seen[0].1.as_str()), ("gap", r#"{"missed":null}"#), "{garbage}");
            assert_eq!(seen.len(), 5, "all that is known, for a place that is not");
        }
    });
    service.end();
}
