//! Whatever way a secret takes into an event or a transaction, no byte of it leaves.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use sentry_core::protocol::{
    Attachment, Context as Section, Event, Exception, Frame, LogEntry, Request, Span, Stacktrace, TraceContext,
    Transaction, User,
};
use sentry_core::{Breadcrumb, Envelope, Hub};
use serde_json::json;
use support::{Receiver, alone, planted, start, watched};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_failure::{catch, server_error};
use tracewell_redact::Policy;
use tracewell_sentry::{capture_exception, capture_message};

#[derive(Debug)]
struct Chain(String, std::io::Error);

impl std::fmt::Display for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "it was {}", self.0)
    }
}

impl std::error::Error for Chain {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.1)
    }
}

/// As a service would, through what is logged and what fails.
fn plant(secret: &str, route: &str) {
    let work = || {
        let context = Context::new(CorrelationId::new("r-1").unwrap());
        context.set_route(route);
        if let (Ok(team), Ok(user)) = (TeamId::new("acme"), UserId::new(secret)) {
            context.bind(Principal::new(team).user(user)).unwrap();
        }
        context
    };
    let chain = || Chain(secret.to_owned(), std::io::Error::other(secret.to_owned()));
    work().in_scope(|| {
        let span = tracing::info_span!("work", note = secret, password = "planted-word", path = %format!("/a/{secret}?q={secret}"));
        let _entered = span.enter();
        let inner = tracing::info_span!("inner", url = %format!("https://{secret}@h.example/{secret}?q={secret}"));
        inner.in_scope(|| tracing::info!(note = secret, api_key = "planted-word", "it is {secret} that failed"));
        tracing::info!(target: "sqlx::query", summary = "SELECT 1", db.statement = %format!("SELECT * FROM t WHERE a = '{secret}' AND b = 'planted-literal'"));
        tracing::warn!(target: "lapin", error = &chain() as &dyn std::error::Error, "link lost");
        server_error(500, "app::Chain", &chain(), None);
    });
    work().in_scope(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let panicked = catch(|| panic!("{secret}")).unwrap_err();
        std::panic::set_hook(hook);
        panicked.report(Some(500));
    });
    work().in_scope(|| {
        capture_exception(&chain());
        capture_message(secret, tracing::Level::WARN);
    });
}

/// By Sentry's own API, past everything but the net.
fn plant_directly(secret: &str) {
    let owned = || secret.to_owned();
    let data = || {
        BTreeMap::from([
            ("note".to_owned(), json!({ "deep": [secret] })),
            ("password".to_owned(), json!("planted-word")),
            (owned(), json!(1)),
        ])
    };
    let strings = || {
        BTreeMap::from([
            ("note".to_owned(), owned()),
            ("password".to_owned(), "planted-word".to_owned()),
            (owned(), owned()),
        ])
    };
    let url = || format!("https://{secret}@h.example/{secret}?q={secret}#{secret}");
    let request = || Request {
        url: url().parse().ok(),
        method: Some(owned()),
        data: Some(format!("body {secret} planted-body")),
        query_string: Some(format!("q={secret}&plain=planted-query")),
        cookies: Some(format!("sid={secret}; plain=planted-cookie")),
        headers: BTreeMap::from([
            ("Authorization".to_owned(), format!("Bearer {secret}")),
            ("X-Note".to_owned(), owned()),
            ("Cookie".to_owned(), format!("sid={secret}")),
        ]),
        env: strings(),
    };
    let user = || User {
        id: Some(owned()),
        email: Some(owned()),
        username: Some("planted-name".to_owned()),
        other: data(),
        ..User::default()
    };
    let contexts = || {
        let trace =
            TraceContext { description: Some(owned()), op: Some(owned()), data: data(), ..TraceContext::default() };
        BTreeMap::from([
            ("trace".to_owned(), Section::from(trace)),
            ("app".to_owned(), Section::Other(data())),
            (owned(), Section::Other(data())),
        ])
    };
    let frame = Frame {
        function: Some(owned()),
        vars: data(),
        context_line: Some(owned()),
        filename: Some(owned()),
        ..Frame::default()
    };
    let exception = Exception {
        ty: owned(),
        value: Some(owned()),
        module: Some(owned()),
        stacktrace: Some(Stacktrace { frames: vec![frame], ..Stacktrace::default() }),
        ..Exception::default()
    };
    let crumb = Breadcrumb {
        ty: owned(),
        category: Some(owned()),
        message: Some(owned()),
        data: data(),
        ..Breadcrumb::default()
    };
    let sql = Breadcrumb {
        category: Some("sqlx".to_owned()),
        message: Some("WHERE a = 'planted-literal'".to_owned()),
        ..Breadcrumb::default()
    };
    let event = Event {
        message: Some(owned()),
        logentry: Some(LogEntry { message: owned(), params: vec![json!(secret)] }),
        culprit: Some(owned()),
        transaction: Some(format!("GET /{secret}?q={secret}")),
        logger: Some(owned()),
        fingerprint: vec![owned().into()].into(),
        server_name: Some(owned().into()),
        release: Some(owned().into()),
        dist: Some(owned().into()),
        modules: strings(),
        tags: strings(),
        extra: data(),
        user: Some(user()),
        request: Some(request()),
        contexts: contexts(),
        breadcrumbs: vec![crumb, sql].into(),
        exception: vec![exception].into(),
        ..Event::default()
    };
    Hub::main().capture_event(event);
    let span = Span {
        description: Some(owned()),
        op: Some(owned()),
        tags: strings(),
        data: data(),
        start_timestamp: SystemTime::now(),
        ..Span::default()
    };
    let sql = Span {
        op: Some("db.sql.query".to_owned()),
        description: Some("WHERE a = 'planted-literal'".to_owned()),
        ..Span::default()
    };
    let transaction = Transaction {
        name: Some(format!("GET /{secret}?q={secret}")),
        tags: strings(),
        extra: data(),
        user: Some(user()),
        request: Some(request()),
        contexts: contexts(),
        spans: vec![span, sql],
        server_name: Some(owned().into()),
        ..Transaction::default()
    };
    let mut envelope: Envelope = transaction.into();
    envelope.add_item(Attachment { buffer: secret.as_bytes().to_vec(), filename: owned(), ..Attachment::default() });
    Hub::main().client().unwrap().send_envelope(envelope);
    let raw = format!("{{}}\n{{\"type\":\"event\"}}\n{{\"message\":\"{secret}\"}}\n");
    Hub::main().client().unwrap().send_envelope(Envelope::from_bytes_raw(raw.into_bytes()).unwrap());
    // A scope of the thread, filled by whoever ran on it before.
    Hub::main().configure_scope(|scope| {
        scope.set_user(Some(user()));
        scope.set_extra("note", json!(secret));
        scope.set_tag("note", secret);
        scope.set_transaction(Some(secret));
    });
    Hub::main().capture_message(secret, sentry_core::Level::Info);
    Hub::main().configure_scope(sentry_core::Scope::clear);
}

#[test]
fn nothing_planted_arrives() {
    let _alone = alone();
    for (round, policy) in [Policy::production(), Policy::development()].into_iter().enumerate() {
        let receiver = Receiver::start();
        let sentry = start(&receiver, &policy, &[("SENTRY_TRACES_SAMPLE_RATE", "1")]);
        sentry.install_globally();
        let secrets = planted();
        watched(&sentry, &policy, || {
            for (n, (_, secret)) in secrets.iter().enumerate() {
                plant(secret, &format!("/{round}/{n}"));
                plant_directly(secret);
            }
        });
        // The net alone holds as well.
        let subscriber = tracing_subscriber::layer::SubscriberExt::with(tracing_subscriber::registry(), sentry.layer());
        tracing::subscriber::with_default(subscriber, || {
            secrets.iter().enumerate().for_each(|(n, (_, secret))| plant(secret, &format!("/{round}/unguarded/{n}")));
        });
        assert!(sentry.shutdown(Duration::from_secs(20)));
        // Two that are not JSON or have no items; the rest came.
        assert_eq!(sentry.dropped(), secrets.len() as u64);
        assert_eq!(receiver.events().len(), 2 * 4 * secrets.len() + 2 * secrets.len());
        assert_eq!(receiver.all("transaction").len(), 3 * secrets.len());
        assert!(receiver.all("attachment").is_empty());
        for (kind, secret) in &secrets {
            assert!(!receiver.holds(secret), "{kind}, {:?}: {}", policy.mode(), around(&receiver.text(), secret));
        }
        for word in
            ["planted-word", "planted-literal", "planted-body", "planted-query", "planted-cookie", "planted-name"]
        {
            assert!(!receiver.holds(word), "{word}, {:?}: {}", policy.mode(), around(&receiver.text(), word));
        }
        assert!(receiver.holds("it was [REDACTED:email]"));
    }
}

fn around(text: &str, secret: &str) -> String {
    let at = text.find(secret).unwrap_or_default();
    text.chars().skip(at.saturating_sub(300)).take(500).collect()
}
