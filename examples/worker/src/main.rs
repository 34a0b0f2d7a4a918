//! A consumer without HTTP. Each message is handled in the context that it carries, and told in one line.
//!
//! `worker` consumes from the RabbitMQ at `AMQP_URL`, or from a queue of its own with a few orders in it;
//! `worker publish KEY JSON` publishes one message there.

#![forbid(unsafe_code)]

mod broker;
mod order;

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tracewell::messaging::{Broker, Message};
use tracewell::{Context, CorrelationId, Principal, TeamId, scope};

/// The longest time that log lines get to be written.
const FLUSH: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    tracewell::run(start)
}

fn start() -> Result<(), Box<dyn Error>> {
    let telemetry = tracewell::builder!().allow(["order_id", "boxes"]).init()?;
    let arguments: Vec<_> = env::args().skip(1).collect();
    let ended = Runtime::new()?.block_on(async {
        match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] => consume().await,
            ["publish", key, body] => publish(key, body).await,
            _ => Err("usage: worker [publish KEY JSON]".into()),
        }
    });
    telemetry.shutdown(FLUSH);
    ended
}

async fn consume() -> Result<(), Box<dyn Error>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let broker = broker::choose()?;
    if broker.stats().backend() == "in_process" {
        for boxes in ["3", "0", "-1"] {
            let message = Message::new("order.placed", format!("{{\"order_id\":4,\"boxes\":{boxes}}}"));
            broker.publish(message).await?;
        }
    }
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    // What is being handled is handled to its end.
    broker.stop().await;
    Ok(())
}

/// Publishes as a service would: in the context of a request.
async fn publish(key: &str, body: &str) -> Result<(), Box<dyn Error>> {
    let context = Context::new(CorrelationId::generate());
    context.bind(Principal::new(TeamId::new("acme")?))?;
    scope(context, async {
        let broker = broker::publisher()?;
        let published = broker.publish(Message::new(key, body.to_owned())).await;
        broker.stop().await;
        Ok(published?)
    })
    .await
}
