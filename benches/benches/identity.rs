//! A bearer token turned into a caller, next to `jsonwebtoken`'s `decode` with the same checks.
//!
//! What differs: `decode` verifies a signature and reads the claims into a struct, each time. The verifier looks for the
//! key in the issuer's list, checks what `decode` does and the header besides, makes ids of user and team, and remembers
//! the token, or finds that it does; and it says so in seven stage events or more, which cost next to nothing where
//! nobody listens, and a line each where somebody does.
//!
//! No case but the first call of each verifier uses the network: the issuer counts.

use std::fs;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tracewell_benches::{Counting, Rounds};
use tracewell_identity::Verifier;
use tracewell_log::LogLayer;
use tracewell_redact::Policy;
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Level};
use tracing_subscriber::layer::SubscriberExt;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Tokens of the check of memory.
const DISTINCT: usize = 100_000;

struct Keys {
    rsa: RsaKeyPair,
    ec: EcdsaKeyPair,
    ed: Ed25519KeyPair,
}

impl Keys {
    fn new() -> Self {
        Self {
            rsa: RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"),
            ec: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"),
            ed: Ed25519KeyPair::generate().expect("a key"),
        }
    }

    fn jwks(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (rsa, point) = (self.rsa.public_key(), self.ec.public_key().as_ref());
        let (n, e) = (rsa.modulus(), rsa.exponent());
        json!({"keys": [
            {"kid": "RS256", "kty": "RSA", "n": text(n.big_endian_without_leading_zero()), "e": text(e.big_endian_without_leading_zero())},
            {"kid": "ES256", "kty": "EC", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..])},
            {"kid": "EdDSA", "kty": "OKP", "crv": "Ed25519", "x": text(self.ed.public_key().as_ref())},
        ]})
    }

    fn sign(&self, algorithm: &str, message: &[u8]) -> Vec<u8> {
        match algorithm {
            "RS256" => {
                let mut signature = vec![0; self.rsa.public_modulus_len()];
                self.rsa.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).expect("signed");
                signature
            }
            "ES256" => self.ec.sign(&SystemRandom::new(), message).expect("signed").as_ref().to_vec(),
            _ => self.ed.sign(message).as_ref().to_vec(),
        }
    }

    /// A token with the claims that issuers put in.
    fn token(&self, issuer: &str, algorithm: &str, id: usize) -> Vec<u8> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        let email = ["ann", "acme.example"].join("@");
        let header = json!({"alg": algorithm, "kid": algorithm, "typ": "JWT"});
        let claims = json!({
            "iss": issuer, "sub": format!("user-{id}"), "aud": ["orders", "account"], "exp": now + 3600, "iat": now, "nbf": now,
            "jti": format!("6f1c2a54-0b1e-4a3f-9a57-{id:012}"), "azp": "web", "scope": "openid profile", "sid": "5d2e",
            "email": email, "email_verified": true, "name": "Ann Example", "locale": "en",
            "team_id": "acme", "roles": ["reader", "writer", "auditor"],
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = URL_SAFE_NO_PAD.encode(self.sign(algorithm, signed.as_bytes()));
        format!("{signed}.{signature}").into_bytes()
    }
}

/// An issuer on loopback, which counts what it is asked.
fn issuer(keys: &Keys) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let name = format!("http://{}", listener.local_addr().expect("an address"));
    let discovery = json!({"issuer": name, "jwks_uri": format!("{name}/jwks")}).to_string();
    let (jwks, calls) = (keys.jwks().to_string(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&calls);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut lines = BufReader::new(stream.try_clone().expect("a clone")).lines().map_while(Result::ok);
            let request = lines.next().unwrap_or_default();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            counted.fetch_add(1, Ordering::SeqCst);
            let body = if request.contains("/jwks") { &jwks } else { &discovery };
            let _ =
                write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
        }
    });
    (name, calls)
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read to be there")]
struct Claims {
    iss: String,
    sub: String,
    exp: u64,
    nbf: u64,
    jti: String,
    email: String,
    team_id: String,
    roles: Vec<String>,
}

fn again<'a>(runtime: &'a Runtime, verifier: &'a Verifier, token: &'a [u8]) -> impl FnMut(u32) + 'a {
    move |repetitions| {
        runtime.block_on(async {
            for _ in 0..repetitions {
                black_box(verifier.verify(black_box(token)).await.expect("a good token"));
            }
        });
    }
}

/// Bytes that this process has in memory.
fn resident() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").expect("Linux");
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("pages") * 4096
}

fn main() {
    let keys = Keys::new();
    let (name, calls) = issuer(&keys);
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let builder = || Verifier::builder(name.as_str()).audience("orders").userinfo(false);
    let (keeping, forgetting) =
        (builder().build().expect("a verifier"), builder().token_ttl(Duration::ZERO).build().expect("a verifier"));

    let token = keys.token(&name, "ES256", 0);
    again(&runtime, &keeping, &token)(1);
    let before = calls.load(Ordering::SeqCst);
    let silent = Rounds::default().case("cached, nobody listens", again(&runtime, &keeping, &token)).run(20_000);

    let written = Arc::new(AtomicUsize::new(0));
    let lines = Arc::clone(&written);
    let layer = LogLayer::new(Policy::production()).json(move |_level: Level, line: &[u8]| {
        lines.fetch_add(1, Ordering::Relaxed);
        black_box(line);
    });
    // Made only now: callsites that were asked about while nobody listened are asked about again.
    let json_line = Dispatch::new(tracing_subscriber::registry().with(layer));
    let told = with_default(&json_line, || {
        Rounds::default().case("cached, its seven events as JSON lines", again(&runtime, &keeping, &token)).run(20_000)
    });
    assert!(written.load(Ordering::Relaxed) > 0, "nothing was told");
    println!("cached: {:.2} µs, with its lines {:.2} µs", silent[0] / 1000.0, told[0] / 1000.0);
    drop(json_line);
    println!("calls to the issuer meanwhile: {}\n", calls.load(Ordering::SeqCst) - before);

    let jwks: jsonwebtoken::jwk::JwkSet = serde_json::from_value(keys.jwks()).expect("keys");
    for (algorithm, of_library) in
        [("RS256", Algorithm::RS256), ("ES256", Algorithm::ES256), ("EdDSA", Algorithm::EdDSA)]
    {
        let token = keys.token(&name, algorithm, 0);
        again(&runtime, &forgetting, &token)(1);
        let key = DecodingKey::from_jwk(jwks.find(algorithm).expect("the key")).expect("a key");
        let mut validation = Validation::new(of_library);
        validation.set_audience(&["orders"]);
        validation.set_issuer(&[name.as_str()]);
        validation.validate_nbf = true;
        let medians = Rounds::default()
            .case("jsonwebtoken::decode", |repetitions| {
                for _ in 0..repetitions {
                    black_box(decode::<Claims>(black_box(&token), &key, &validation).expect("a good token"));
                }
            })
            .case("verify, not kept", again(&runtime, &forgetting, &token))
            .run(1000);
        println!("{algorithm}: {:.3} of the library's\n", medians[1] / medians[0]);
    }

    let before = (calls.load(Ordering::SeqCst), resident());
    runtime.block_on(async {
        for n in 0..DISTINCT {
            keeping.verify(&keys.token(&name, "EdDSA", n)).await.expect("a good token");
        }
    });
    println!(
        "{DISTINCT} distinct tokens: {:.1} MiB more, {} calls to the issuer",
        (resident() - before.1) as f64 / f64::from(1 << 20),
        calls.load(Ordering::SeqCst) - before.0
    );
}
