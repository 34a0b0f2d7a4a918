//! A client that is given a policy of development shows no bodies where the process's own is another.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::server::Server;
use support::{Told, assert_none_of, planted};
use tracewell_client::{Client, Previews};
use tracewell_redact::Policy;

#[tokio::test]
async fn whatever_code_says() {
    let told = Told::listen(&Policy::development());
    let server = Server::start().await;
    let secret = planted("a body");
    let client = Client::builder("geo").policy(Policy::development()).previews(Previews::up_to(200)).build().unwrap();
    let call = async || {
        let url = server.url(&format!("/json?secret={secret}"));
        client.get(url).send().await.unwrap().bytes().await.unwrap();
    };
    call().await;
    Policy::production().install().unwrap();
    call().await;
    let ends = told.responses();
    assert_eq!(ends.len(), 2);
    assert!(ends.iter().all(|end| end.get("body_preview").is_none()), "{ends:?}");
    assert_none_of(&[secret, "Bern".to_owned()], &told.everything());
}
