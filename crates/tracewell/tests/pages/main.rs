//! The code that the README and the pages under `docs/` show, compiled: a rule of the workspace holds each block of theirs to what
//! stands here or in an example. What needs a service around it is compiled and not run.
#![cfg(all(
    feature = "amqp",
    feature = "audit",
    feature = "gzip",
    feature = "identity",
    feature = "reqwest",
    feature = "security",
    feature = "testing",
    feature = "websocket"
))]
#![allow(dead_code, clippy::let_and_return, reason = "compiled, not run")]

mod audit;
mod flows;
mod getting_started;
mod identity;
mod jobs;
mod logging;
mod messaging;
mod migrating;
mod outbound_http;
mod readme;
mod redaction;
mod security_events;
mod sentry;
mod websockets;

type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;
