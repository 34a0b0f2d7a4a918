//! An issuer behind `https` counts only if an authority that this machine believes vouches for it.
#![cfg(feature = "rustls")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;
#[path = "../../tracewell-otel/tests/support/tls.rs"]
mod tls;

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use support::{DISCOVERY, Issuer, JWKS, TestKey, Token};
use tls::{Authority, tls_in_front_of};
use tracewell_identity::{Error, ErrorKind, Verifier};

/// Where rustls looks for the authorities that the machine believes.
const BELIEVED: &str = "SSL_CERT_FILE";

/// A token of an issuer behind TLS, verified.
async fn verified(authority: &Authority) -> Result<(), Error> {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let name = format!("https://{}", tls_in_front_of(issuer.name()[7..].parse().unwrap(), authority));
    issuer.set_document(DISCOVERY, json!({"issuer": name, "jwks_uri": format!("{name}{JWKS}")}));
    let verifier = Verifier::builder(&name).fetch_timeout(Duration::from_secs(10)).build().unwrap();
    let token = Token::of(&issuer, "ann").claim("iss", name.as_str()).sign(&key);
    verifier.verify(&token).await.map(|caller| assert_eq!(caller.team().as_str(), "acme"))
}

/// The environment of a process is for all of its threads: so it is another process that believes.
#[test]
fn by_an_authority_that_is_believed_and_no_other() {
    let Some(believed) = env::var_os(BELIEVED).map(PathBuf::from) else {
        let believed = env::temp_dir().join(format!("tracewell-believed-{}.pem", std::process::id()));
        let test = Command::new(env::current_exe().unwrap()).env(BELIEVED, &believed).output().unwrap();
        std::fs::remove_file(&believed).unwrap();
        assert!(test.status.success(), "{}", String::from_utf8_lossy(&test.stdout));
        return;
    };
    let (ours, others) = (Authority::new(), Authority::new());
    std::fs::rename(ours.file("ours"), &believed).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        rustls::crypto::aws_lc_rs::default_provider().install_default().unwrap();
        verified(&ours).await.unwrap();
        assert_eq!(verified(&others).await.unwrap_err().kind(), ErrorKind::Unavailable);
    });
}
