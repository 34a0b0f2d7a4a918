//! `amqps://` in a build that has no TLS is refused; a password never goes out in clear instead.

#![cfg(all(feature = "amqp", not(feature = "amqp-tls")))]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::ErrorKind;
use std::net::TcpListener;
use std::time::Duration;

use tracewell_messaging::{InvalidUrl, RabbitMq};

#[tokio::test]
async fn a_url_with_tls_is_refused_before_anything_is_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    for scheme in ["amqps", "AMQPS"] {
        let built = RabbitMq::builder(&format!("{scheme}://user:{}@127.0.0.1:{port}/v", "p".repeat(12)));
        let links: Vec<_> =
            built.as_ref().ok().cloned().map(|settings| settings.start_publisher()).into_iter().collect();
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(listener.accept().map(|_| ()).unwrap_err().kind(), ErrorKind::WouldBlock, "somebody connected");
        assert!(links.is_empty());
        let error = built.unwrap_err();
        // `AMQPS` may be no scheme at all.
        assert!(error == InvalidUrl::TlsNotCompiled || scheme == "AMQPS", "{error}");
    }
    assert!(InvalidUrl::TlsNotCompiled.to_string().contains("amqp-tls"));
    assert!(RabbitMq::builder(&format!("amqp://127.0.0.1:{port}")).is_ok());
}
