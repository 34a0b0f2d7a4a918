use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::Instant;

use super::delivery::Delivery;
use super::order::{Order, OrderBook, Orders};
use super::totals::Totals;
use crate::environment::Destination;
use crate::signal::Signal;

thread_local! {
    static EXPORTING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this is the thread that exports: what the clients there log would otherwise be exported by them, and logged.
pub(crate) fn is_export_thread() -> bool {
    EXPORTING.try_with(Cell::get).unwrap_or(true)
}

/// Where a signal's requests come from.
pub(crate) trait Source: Send {
    /// The next request, and how many items are in it; `None` if nothing waits.
    fn next(&mut self) -> Option<(Bytes, usize)>;

    /// Returns when it may be worth asking.
    fn ready(&self) -> impl Future<Output = ()> + Send;

    /// Takes nothing more in.
    fn close(&self) {}

    /// Gives up what waits, and says how much that is.
    fn give_up(&mut self) -> usize {
        0
    }
}

/// One signal's export.
pub(crate) struct Work<S> {
    pub(crate) signal: Signal,
    pub(crate) destination: Destination,
    pub(crate) source: S,
}

/// Starts the one thread that exports. It ends with the last order, or when [`Orders`] is dropped.
pub(crate) fn start<T, M, L>(
    traces: Option<Work<T>>,
    metrics: Option<Work<M>>,
    logs: Option<Work<L>>,
    totals: &Arc<Totals>,
) -> io::Result<Orders>
where
    T: Source + 'static,
    M: Source + 'static,
    L: Source + 'static,
{
    let exporters = usize::from(traces.is_some()) + usize::from(metrics.is_some()) + usize::from(logs.is_some());
    let (orders, book) = Orders::new(exporters);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let totals = Arc::clone(totals);
    std::thread::Builder::new().name("tracewell-otlp".to_owned()).spawn(move || {
        EXPORTING.set(true);
        runtime.block_on(async {
            tokio::join!(
                export(traces, book.clone(), &totals),
                export(metrics, book.clone(), &totals),
                export(logs, book.clone(), &totals),
            )
        });
        // Look-ups of names run on threads of the runtime, and may hang: they are left to themselves.
        runtime.shutdown_background();
    })?;
    Ok(orders)
}

async fn export<S: Source>(work: Option<Work<S>>, mut book: OrderBook, totals: &Arc<Totals>) {
    let Some(Work { signal, destination, mut source }) = work else { return };
    let delivery = Delivery::new(signal, &destination, Arc::clone(totals));
    let Some(mut delivery) = delivery else {
        // No trust roots on this machine, or a name that is none in TLS.
        super::outage::Outage::new(signal).failed(tracewell_names::reason::UNREACHABLE);
        return refuse(signal, source, book, totals).await;
    };
    let mut obeyed = 0;
    loop {
        let order = next_order(&source, &mut book.orders, obeyed).await;
        match order {
            Next::Ready => drain(&mut source, &mut delivery, &mut book.orders).await,
            Next::Order(order) => {
                obeyed = order.number;
                if order.last {
                    source.close();
                }
                drain_until(&mut source, &mut delivery, &mut book.orders, order).await;
                if order.last {
                    totals.lose(signal, source.give_up());
                }
                let _ = book.done.send(order.number);
                if order.last {
                    return;
                }
            }
            Next::Abandoned => return,
        }
    }
}

/// Nothing can be sent: everything is dropped and counted.
async fn refuse<S: Source>(signal: Signal, mut source: S, mut book: OrderBook, totals: &Totals) {
    let mut obeyed = 0;
    loop {
        let next = next_order(&source, &mut book.orders, obeyed).await;
        while let Some((_, items)) = source.next() {
            totals.lose(signal, items);
        }
        match next {
            Next::Ready => {}
            Next::Order(order) => {
                obeyed = order.number;
                let _ = book.done.send(order.number);
                if order.last {
                    return source.close();
                }
            }
            Next::Abandoned => return,
        }
    }
}

enum Next {
    Ready,
    Order(Order),
    Abandoned,
}

async fn next_order<S: Source>(source: &S, orders: &mut watch::Receiver<Option<Order>>, obeyed: u64) -> Next {
    let new = |orders: &mut watch::Receiver<Option<Order>>| {
        (*orders.borrow_and_update()).filter(|order| order.number != obeyed)
    };
    // It may have come during a delivery, which has seen it.
    if let Some(order) = new(orders) {
        return Next::Order(order);
    }
    tokio::select! {
        () = source.ready() => Next::Ready,
        changed = orders.changed() => match (changed, new(orders)) {
            (Ok(()), Some(order)) => Next::Order(order),
            (Ok(()), None) => Next::Ready,
            (Err(_), _) => Next::Abandoned,
        },
    }
}

/// Sends what waits, as long as that works.
async fn drain<S: Source>(source: &mut S, delivery: &mut Delivery, orders: &mut watch::Receiver<Option<Order>>) {
    while let Some((request, items)) = source.next() {
        delivery.deliver(request, items, orders).await;
        if delivery.is_out() || orders.has_changed().unwrap_or(true) {
            break;
        }
    }
}

/// Sends all that waits, as far as it can be by the order's time.
async fn drain_until<S: Source>(
    source: &mut S,
    delivery: &mut Delivery,
    orders: &mut watch::Receiver<Option<Order>>,
    order: Order,
) {
    // At least once: an outage may be over.
    while let Some((request, items)) = source.next() {
        delivery.deliver(request, items, orders).await;
        if delivery.is_out() || order.until.saturating_duration_since(Instant::now()) == Duration::ZERO {
            break;
        }
    }
}
