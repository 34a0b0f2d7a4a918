//! The signatures of `docs/api.md`, each taken as the function it says it is.
#![cfg(feature = "axum")]

use std::backtrace::Backtrace;
use std::borrow::Cow;
use std::error::Error;
use std::future::Ready;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use http::{Extensions, HeaderMap, HeaderName, StatusCode};
use tracewell::context::{Baggage, Scope, TraceParent};
use tracewell::correlation::{BaggageKeys, CorrelationLayer, InvalidNetwork, Trust, TrustedProxies, UuidV7, propagate};
use tracewell::failure::{InstalledHook, PanicHook, Panicked};
use tracewell::http::{
    ActiveRequest, ClientAddr, ClientHost, HttpLayer, OrProblem, PeerAddr, Problem, Route, RouteLayer, Shutdown,
    TerminalLayer,
};
use tracewell::job::JobFuture;
use tracewell::log::LogFileBuilder;
use tracewell::redact::{Action, Class, Explanation, Mode, Policy, PolicyBuilder, Redact};
use tracewell::{
    AlreadyBound, BindError, Builder, Context, CorrelationId, InitError, InvalidId, InvalidRule, Job, Principal,
    Report, Rule, Snapshot, TeamId, Telemetry, UserId, Verbosity,
};

#[test]
fn facade() {
    type Body = fn() -> Result<(), InitError>;
    let _: fn(Body) -> std::process::ExitCode = tracewell::run;
    let _: fn(Builder, &'static str) -> Builder = Builder::service;
    let _: fn(Builder, &'static str) -> Builder = Builder::version;
    let _: fn(Builder, [&'static str; 1]) -> Builder = Builder::allow;
    let _: fn(Builder, [&'static str; 1]) -> Builder = Builder::baggage;
    let _: fn(Builder, &'static str) -> Builder = Builder::log_dir;
    let _: fn(Builder, fn(LogFileBuilder) -> LogFileBuilder) -> Builder = Builder::log_file;
    let _: fn(Builder, bool) -> Builder = Builder::panic_hook;
    let _: fn(Builder) -> Result<Telemetry, InitError> = Builder::init;
    let _: fn(&Telemetry) -> &Policy = Telemetry::policy;
    let _: fn(&Telemetry) -> Option<Verbosity> = Telemetry::verbosity;
    let _: fn(&str) -> Result<Rule, InvalidRule> = str::parse;
    let _: fn(&Verbosity, Rule) = Verbosity::change;
    let _: fn(&Verbosity) = Verbosity::restore;
    let _: fn(&Verbosity) -> Option<Rule> = Verbosity::rule;
    let _: fn(&Telemetry, Duration) -> bool = Telemetry::flush;
    let _: fn(Telemetry, Duration) -> Report = Telemetry::shutdown;
}

#[test]
fn http_stack() {
    let _: fn() -> HttpLayer = tracewell::http::layer;
    let _: fn(HttpLayer, CorrelationLayer) -> HttpLayer = HttpLayer::<UuidV7>::correlation;
    let _: fn(HttpLayer, &Shutdown) -> HttpLayer = HttpLayer::<UuidV7>::shutdown;
    let _: fn(HttpLayer, fn(TerminalLayer) -> TerminalLayer) -> HttpLayer = HttpLayer::<UuidV7>::adjust;
    let _: fn(Policy) -> TerminalLayer = TerminalLayer::new;
    let _: fn(TerminalLayer, ClientHost) -> TerminalLayer = TerminalLayer::client_host;
    let _: fn(TerminalLayer, [&'static str; 2]) -> TerminalLayer = TerminalLayer::quiet_routes;
    let _: fn(TerminalLayer, f64) -> TerminalLayer = TerminalLayer::sample_success;
    let _: fn(TerminalLayer, Duration) -> TerminalLayer = TerminalLayer::stall_after;
    let _ = [ClientHost::Full, ClientHost::Truncated, ClientHost::Hmac];
    let _: fn(usize) -> Vec<ActiveRequest> = tracewell::http::active_requests;
    let _: fn(&ActiveRequest) -> Option<&str> = ActiveRequest::route;
    let _: fn(&ActiveRequest) -> Duration = ActiveRequest::age;
    let _: fn(&ActiveRequest) -> &'static str = ActiveRequest::phase;
    let _: fn(bool) = tracewell::http::watch_stalls;
    let _: fn(Option<u8>, StatusCode) -> tracewell::http::Result<u8> = OrProblem::or_status;
    let _: fn(Result<u8, InvalidId>, &'static str) -> tracewell::http::Result<u8> = OrProblem::or_not_found;
    let _: fn(Option<u8>, &'static str) -> tracewell::http::Result<u8> = OrProblem::or_bad_request;
    let _: fn() -> Shutdown = Shutdown::new;
    let _: fn(&Shutdown) = Shutdown::begin;
    let _: fn(&Shutdown) -> bool = Shutdown::has_begun;
    let _: fn(&'static str) -> Route = Route::new;
    let _: fn(&Route) -> &str = Route::template;
    let _: fn(SocketAddr) -> PeerAddr = PeerAddr;
    type Peer = fn(&Extensions) -> Option<IpAddr>;
    let _: fn(Peer) -> ClientAddr = ClientAddr::new;
    let _: fn(ClientAddr, TrustedProxies) -> ClientAddr = ClientAddr::proxies;
    let _: fn(&ClientAddr, &Extensions, &HeaderMap) -> Option<IpAddr> = ClientAddr::of;
    let _: fn() -> RouteLayer = RouteLayer::new;
    let _: fn(RouteLayer, Policy) -> RouteLayer = RouteLayer::policy;
    let _: fn(StatusCode) -> Problem = Problem::new;
    let _: fn(Problem, &'static str) -> Problem = Problem::detail;
    let _: fn(InvalidId) -> Problem = Problem::internal;
    let _: fn(Problem, InvalidId) -> Problem = Problem::because;
    let _: fn(InvalidId) -> Problem = Problem::from;
}

#[test]
fn context() {
    let _: fn() -> Option<Context> = tracewell::current;
    let _: fn(Principal) -> Result<(), BindError> = tracewell::bind;
    let _: fn(Context, Ready<()>) -> Scope<Ready<()>> = tracewell::scope;
    let _: fn(&'static str, Ready<()>) -> JobFuture<Ready<()>> = tracewell::job;
    let _: fn(&'static str, fn()) = tracewell::job_blocking;
    let _ = |job: Job, principal| job.attempt(2).correlation_id(CorrelationId::generate()).principal(principal);
    let _: fn(Ready<()>) -> tokio::task::JoinHandle<()> = tracewell::spawn;
    let _: fn(fn()) -> tokio::task::JoinHandle<()> = tracewell::spawn_blocking;
    let _: fn(CorrelationId) -> Context = Context::new;
    let _: fn() -> Context = Context::open;
    let _: fn(&Context, Principal) -> Result<(), AlreadyBound> = Context::bind;
    let _: fn(&Context) -> &CorrelationId = Context::correlation_id;
    let _: fn(&Context) -> Option<&Principal> = Context::principal;
    let _: fn(&Context) -> Option<&Principal> = Context::verified_principal;
    let _: fn(&Context) -> Option<&TeamId> = Context::team_id;
    let _: fn(&Context) -> Option<&UserId> = Context::user_id;
    let _: fn(&Context) -> Option<TraceParent> = Context::trace_parent;
    let _: fn(&Context) -> Option<&Baggage> = Context::baggage;
    let _: for<'b> fn(&'b Baggage, &str) -> Option<&'b str> = Baggage::get;
    let _: fn([&'static str; 1], &Policy) -> BaggageKeys = BaggageKeys::new;
    let _: fn(&BaggageKeys, &HeaderMap) -> Option<Baggage> = BaggageKeys::read;
    let _: fn(TerminalLayer, BaggageKeys) -> TerminalLayer = TerminalLayer::baggage;
    let _: fn(&Context) -> Option<IpAddr> = Context::client_addr;
    let _: fn(&Context) -> Option<String> = Context::client_host;
    let _: fn(&Context) -> Option<&str> = Context::method;
    let _: fn(&Context) -> Option<&str> = Context::path;
    let _: fn(&Context) -> Option<&str> = Context::route;
    let _: fn(TeamId) -> Principal = Principal::new;
    let _: fn(Principal, UserId) -> Principal = Principal::user;
    let _: fn(&Principal) -> &TeamId = Principal::team;
    let _: fn(&Principal) -> Option<&UserId> = Principal::user_id;
    let _: fn(&'static str) -> Result<TeamId, InvalidId> = TeamId::new;
    let _: fn(&'static str) -> Result<UserId, InvalidId> = UserId::new;
    let _: fn(&'static str) -> Result<CorrelationId, InvalidId> = CorrelationId::new;
    let _: fn() -> CorrelationId = CorrelationId::generate;
    let _: fn(&CorrelationId) -> String = CorrelationId::urn;
    let _: fn() -> Snapshot = Snapshot::current;
    let _: fn(Snapshot) -> Context = Snapshot::restore;
    let _: fn(Ready<()>) -> Scope<Ready<()>> = tracewell::FutureExt::in_current_context;
    tracewell::with_current(|context: Option<&Context>| assert!(context.is_none()));
}

#[test]
fn correlation() {
    let _: fn(Policy) -> CorrelationLayer = CorrelationLayer::new;
    let _: fn(CorrelationLayer, HeaderName) -> CorrelationLayer = CorrelationLayer::<UuidV7>::header;
    let _: fn(CorrelationLayer, Trust) -> CorrelationLayer = CorrelationLayer::<UuidV7>::trust;
    type Peer = fn(&Extensions) -> Option<IpAddr>;
    let _: fn(CorrelationLayer, Peer) -> CorrelationLayer = CorrelationLayer::<UuidV7>::peer;
    let _: fn(&str) -> Result<TrustedProxies, InvalidNetwork> = TrustedProxies::parse;
    let _: fn(&TrustedProxies, IpAddr) -> bool = TrustedProxies::contains;
    let _: fn(&mut HeaderMap) = propagate;
    let _ = CorrelationLayer::new(Policy::production()).make_id(CorrelationId::generate);
}

#[test]
fn redact() {
    let _: [fn() -> Policy; 3] = [Policy::production, Policy::development, Policy::installed];
    let _: fn(Mode) -> PolicyBuilder = Policy::builder;
    let _: fn(Policy) -> Result<(), Policy> = Policy::install;
    let _: fn(&Policy, &str) -> Explanation = Policy::explain;
    let _: for<'t> fn(&Policy, &'t str) -> Cow<'t, str> = Policy::scrub;
    type Names = fn(PolicyBuilder, [&'static str; 1]) -> PolicyBuilder;
    let _: [Names; 2] = [PolicyBuilder::allow, PolicyBuilder::allow_query];
    let _: [Names; 2] = [PolicyBuilder::allow_headers, PolicyBuilder::sensitive];
    let _: fn(PolicyBuilder, &'static str, &'static str) -> PolicyBuilder = PolicyBuilder::not_secret;
    let _: fn(PolicyBuilder, &'static str) -> PolicyBuilder = PolicyBuilder::personal_param;
    let _: fn(PolicyBuilder, Class, Action) -> PolicyBuilder = PolicyBuilder::action;
    let _: fn(PolicyBuilder, &'static str) -> PolicyBuilder = PolicyBuilder::hmac_key_file;
    let _: fn(PolicyBuilder) -> Result<Policy, tracewell::redact::Error> = PolicyBuilder::build;
    let _: fn(Policy, ()) -> Redact<()> = Redact::new;
    let _: fn(u8) -> Action = Action::KeepLast;
    let _ = [Action::Erase, Action::Filter, Action::TruncateIp, Action::KeyedHash];
    let classes = [Class::Address, Class::Birth, Class::Email, Class::Geo, Class::Ip, Class::Name];
    assert_eq!([&classes[..], &[Class::Payment, Class::Phone, Class::User]].concat(), Class::ALL);
}

#[test]
fn failure() {
    use tracewell::failure::{catch, server_error, unexpected_error};

    let _: fn(Option<u16>, &str, &(dyn Error + 'static)) -> bool = unexpected_error;
    let _: fn(u16, &str, &(dyn Error + 'static), Option<&Backtrace>) -> bool = server_error;
    type Work = fn() -> u32;
    let _: fn(Work) -> Result<u32, Panicked> = catch;
    let _: fn(&Panicked) -> &str = Panicked::message;
    let _: fn(&Panicked) -> Option<&str> = Panicked::location;
    let _: fn(&Panicked, Option<u16>) = Panicked::report;
    let _: fn(Policy) -> PanicHook = PanicHook::new;
    let _: fn(PanicHook) -> InstalledHook = PanicHook::install;
}

#[cfg(feature = "testing")]
#[test]
fn testing() {
    use std::sync::Arc;

    use tracewell::log::LogLayer;
    use tracewell::testing::{Capture, Form, Leak, ThreadCapture, assert_no_leak, capture, capture_layer, find_leaks};

    let _: fn(Policy) -> ThreadCapture = capture;
    let _: fn(Policy) -> (LogLayer, Arc<Capture>) = capture_layer;
    let _: fn(&Capture) -> String = Capture::text;
    let _: fn(&Capture) -> Vec<String> = Capture::lines;
    let _: fn(&Capture) -> Vec<tracing::Level> = Capture::levels;
    let _: fn(&Capture) = Capture::clear;
    let _: fn(&Leak) -> usize = Leak::secret;
    let _: fn(&Leak) -> usize = Leak::offset;
    let _: fn(&Leak) -> usize = Leak::line;
    let _: fn(&Leak) -> &[Form] = Leak::forms;
    let _: Vec<Leak> = find_leaks("text", ["secret"]);
    assert_no_leak(b"text", ["secret".to_owned()]);
}

#[cfg(feature = "reqwest")]
#[test]
fn client() {
    use tracewell::client::{
        CallOptions, Client, ClientBuilder, ClientLayer, Error, ErrorKind, Previews, Propagation, RequestBuilder,
        Response, Retry, reqwest,
    };

    let _: fn(&'static str) -> ClientLayer = ClientLayer::new;
    let _: fn(ClientLayer, Propagation) -> ClientLayer = ClientLayer::propagation;
    let _: fn(ClientLayer, Previews) -> ClientLayer = ClientLayer::previews;
    let _: fn(CallOptions, &'static str) -> CallOptions = CallOptions::url_template;
    let _: fn(CallOptions, Propagation) -> CallOptions = CallOptions::propagation;
    let _: fn(&'static str) -> Result<Client, Error> = Client::new;
    let _: fn(&'static str) -> ClientBuilder = Client::builder;
    let _: fn(&Client, &'static str) -> RequestBuilder = Client::get;
    let _: fn(ClientBuilder, Duration) -> ClientBuilder = ClientBuilder::timeout;
    let _: fn(ClientBuilder, usize) -> ClientBuilder = ClientBuilder::redirects;
    let _: fn(ClientBuilder, Retry) -> ClientBuilder = ClientBuilder::retry;
    let _: fn(ClientBuilder, Propagation) -> ClientBuilder = ClientBuilder::propagation;
    type Adjust = fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder;
    let _: fn(ClientBuilder, Adjust) -> ClientBuilder = ClientBuilder::transport;
    let _: fn(ClientBuilder) -> Result<Client, Error> = ClientBuilder::build;
    let _: fn(RequestBuilder, &'static str) -> RequestBuilder = RequestBuilder::url_template;
    let _: fn(RequestBuilder, Propagation) -> RequestBuilder = RequestBuilder::propagation;
    let _: fn(RequestBuilder, Retry) -> RequestBuilder = RequestBuilder::retry;
    let _: fn(Response) -> Result<Response, Error> = Response::error_for_status;
    let _: fn(Response, u64) -> Response = Response::limit;
    let _: fn(&Error) -> ErrorKind = Error::kind;
    let _: fn(&Error) -> Option<StatusCode> = Error::status;
    let _: fn(&Error) -> bool = Error::is_timeout;
    let _: fn(&Error) -> bool = Error::is_connect;
}

#[cfg(feature = "security")]
#[test]
fn security() {
    use tracewell::Identity;
    use tracewell::security::{
        AbuseTracker, AppViolation, Denial, InvalidCode, Security, SecurityEvent, SecurityLayer, Subject, Violation,
    };

    let _: fn() -> SecurityLayer = tracewell::security::layer;
    let _: fn() -> Security = Security::installed;
    let _: fn(&Security, Violation) = Security::record;
    let _: fn(&Security, SecurityEvent) -> Denial = Security::deny;
    let _: fn(&Security, &Identity, &str) -> Result<(), Denial> = Security::require_team;
    let _: fn(&Security, &Identity, &str) -> Result<(), Denial> = Security::require_team_of_stream;
    let _: fn(&Security, &Identity, &str) -> Result<(), Denial> = Security::require_role;
    let _: fn(&Security) -> &AbuseTracker = Security::tracker;
    let _: fn(&AbuseTracker, &Subject<'_>) -> u32 = AbuseTracker::count;
    let _: fn(&AbuseTracker, &Subject<'_>) -> bool = AbuseTracker::is_flagged;
    let _: fn(&AbuseTracker, Duration) -> bool = AbuseTracker::flush;
    let _: fn(Violation) -> SecurityEvent = SecurityEvent::new;
    let _: fn(Violation) -> Denial = Denial::new;
    let _: fn(&Denial) -> StatusCode = Denial::status;
    type Classify = fn(&Extensions) -> Option<Denial>;
    let _: fn(SecurityLayer, Classify) -> SecurityLayer = SecurityLayer::classify;
    let _: fn(&'static str) -> Result<AppViolation, InvalidCode> = AppViolation::new;
}
