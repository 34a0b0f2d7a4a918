use std::cell::Cell;
use std::io;
use std::sync::Arc;

use http::Uri;
use sentry_core::types::Dsn;
use tokio::time::Instant;

use super::sender::TIMEOUT;
use super::{HttpPost, Order, OrderBook, Orders, Queue, Sender};
use crate::net::Net;

thread_local! {
    static EXPORTING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this is the thread that exports: what its client logs is nobody's breadcrumb.
pub(crate) fn is_export_thread() -> bool {
    EXPORTING.try_with(Cell::get).unwrap_or(true)
}

/// Starts the one thread that exports. It ends with the last order, or when [`Orders`] is dropped.
pub(super) fn start(dsn: Dsn, endpoint: Uri, net: Net, queue: Arc<Queue>) -> io::Result<Orders> {
    let (orders, book) = Orders::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    std::thread::Builder::new().name("tracewell-sentry".to_owned()).spawn(move || {
        EXPORTING.set(true);
        runtime.block_on(async {
            let post = HttpPost::new(&dsn, &endpoint, TIMEOUT);
            work(Sender::new(post, net, queue.clone()), &queue, book).await;
        });
        // Look-ups of names run on threads of the runtime, and may hang: they are left to themselves.
        runtime.shutdown_background();
    })?;
    Ok(orders)
}

async fn work(mut sender: Sender, queue: &Queue, mut book: OrderBook) {
    let mut obeyed = 0;
    loop {
        // It may have come during a delivery, which has seen it.
        let order = (*book.orders.borrow_and_update()).filter(|order| order.number != obeyed);
        if let Some(order) = order {
            obeyed = order.number;
            obey(order, &mut sender, queue, &mut book).await;
            let _ = book.done.send(order.number);
            if order.last {
                return;
            }
        } else if let Some(envelope) = queue.take() {
            sender.deliver(envelope, &mut book).await;
        } else {
            tokio::select! {
                () = queue.ready() => {}
                changed = book.orders.changed() => if changed.is_err() {
                    return;
                },
            }
        }
    }
}

/// Sends all that waits, as far as it can be by the order's time.
async fn obey(order: Order, sender: &mut Sender, queue: &Queue, book: &mut OrderBook) {
    if order.last {
        queue.close();
    }
    // At least once: an outage may be over.
    while let Some(envelope) = queue.take() {
        sender.deliver(envelope, book).await;
        if sender.is_out() || order.until <= Instant::now() {
            break;
        }
    }
    if order.last {
        queue.give_up();
    }
}
