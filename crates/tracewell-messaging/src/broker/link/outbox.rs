use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};

use crate::broker::amqp::RabbitMq;
use crate::broker::{Message, PublishFailure};

/// How many messages may wait for the broker.
pub(super) const CAPACITY: usize = 1024;
/// How many may wait for its confirmation.
const WINDOW: usize = 128;
/// The pause after a failure.
const PAUSE: Duration = Duration::from_millis(200);
/// How long what waits may take when the link is stopped.
const DRAIN: Duration = Duration::from_secs(5);

/// Publishes what comes in, in order, each until it is confirmed. Gives back how many it could not when it was stopped.
pub(super) async fn pump(
    broker: Arc<RabbitMq>,
    mut messages: mpsc::Receiver<Message>,
    mut stop: watch::Receiver<bool>,
) -> usize {
    let mut again: VecDeque<Message> = VecDeque::new();
    let mut unconfirmed = FuturesUnordered::new();
    let mut until: Option<Instant> = None;
    let mut open = true;
    loop {
        if !open && again.is_empty() && unconfirmed.is_empty() {
            return 0;
        }
        let deadline = async {
            match until {
                Some(until) => tokio::time::sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        let room = unconfirmed.len() < WINDOW;
        let message = tokio::select! {
            biased;
            () = deadline => break,
            _ = stop.changed(), if until.is_none() => {
                until = Some(Instant::now() + DRAIN);
                messages.close();
                continue;
            }
            Some(outcome) = unconfirmed.next(), if !unconfirmed.is_empty() => {
                // It may be at the broker for all that is known: who gets it twice can tell by its id.
                let outcome: Result<(), (Message, PublishFailure)> = outcome;
                match outcome {
                    Err((message, failure)) if failure.is_temporary() => again.push_back(message),
                    _ => broker.state().waited(1),
                }
                continue;
            }
            () = std::future::ready(()), if room && !again.is_empty() => again.pop_front(),
            message = messages.recv(), if room && open => {
                open = message.is_some();
                message
            }
        };
        let Some(message) = message else { continue };
        let stopping = until.is_some();
        if stopping && !broker.is_connected() {
            // There is nobody to wait for.
            again.push_front(message);
            break;
        }
        let begun = tokio::select! {
            begun = broker.begin(&message) => begun,
            _ = stop.changed(), if !stopping => {
                until = Some(Instant::now() + DRAIN);
                messages.close();
                again.push_front(message);
                continue;
            }
        };
        match begun {
            Ok(confirm) => unconfirmed.push(async move { confirm.await.map_err(|failure| (message, failure)) }),
            Err(failure) => {
                if failure.is_temporary() {
                    again.push_front(message);
                } else {
                    broker.state().waited(1);
                }
                sleep(PAUSE).await;
            }
        }
    }
    let left = again.len() + messages.len() + unconfirmed.len();
    broker.state().waited(left);
    left
}
