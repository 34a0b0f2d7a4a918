use tokio::time::Instant;

use crate::order::Order;
use crate::{OrderBook, Source};

/// Sends what comes from `source`, until a last order, or until [`Orders`](crate::Orders) is dropped.
pub async fn export(mut source: impl Source, mut book: OrderBook) {
    let mut is_due = false;
    loop {
        // It may have come during a delivery, which has seen it.
        if let Some(order) = book.next() {
            obey(&mut source, &mut book, order).await;
            book.answer(order);
            if order.last {
                return;
            }
        } else if is_due && source.send_next(&mut book).await {
            is_due = goes_on(&source);
        } else {
            tokio::select! {
                () = source.ready() => is_due = true,
                lives = book.changed() => if !lives {
                    return;
                },
            }
        }
    }
}

/// Sends all that waits, as far as it can be by the order's time.
async fn obey(source: &mut impl Source, book: &mut OrderBook, order: Order) {
    if order.last {
        source.close();
    }
    // At least once: an outage may be over.
    while source.send_next(book).await && goes_on(source) && Instant::now() < order.until {}
    if order.last {
        source.settle();
    }
}

/// Whether the next batch may follow at once.
fn goes_on(source: &impl Source) -> bool {
    source.has_more() && !source.account().is_out()
}
