use std::io;
use std::sync::Arc;

use tracewell_export::{Account, OrderBook, Orders, export, spawn};

use super::{Batches, Exporter};
use crate::environment::Destination;
use crate::signal::Signal;

/// One signal's export.
pub(crate) struct Work<B> {
    pub(crate) signal: Signal,
    pub(crate) destination: Destination,
    pub(crate) account: Arc<Account>,
    pub(crate) batches: B,
    /// Gives up what was not sent in time.
    pub(crate) overdue: Arc<dyn Fn() + Send + Sync>,
}

/// Starts the one thread that exports. It ends with the last order, or when [`Orders`] is dropped.
pub(crate) fn start<T, M, L>(
    traces: Option<Work<T>>,
    metrics: Option<Work<M>>,
    logs: Option<Work<L>>,
) -> io::Result<Orders>
where
    T: Batches + 'static,
    M: Batches + 'static,
    L: Batches + 'static,
{
    let overdue = [overdue(traces.as_ref()), overdue(metrics.as_ref()), overdue(logs.as_ref())];
    let (orders, book) = Orders::new(overdue.into_iter().flatten().collect());
    spawn("tracewell-otlp", move || async {
        tokio::join!(work(traces, book.clone()), work(metrics, book.clone()), work(logs, book));
    })?;
    Ok(orders)
}

fn overdue<B>(work: Option<&Work<B>>) -> Option<Arc<dyn Fn() + Send + Sync>> {
    work.map(|work| work.overdue.clone())
}

async fn work<B: Batches>(work: Option<Work<B>>, book: OrderBook) {
    if let Some(work) = work {
        export(Exporter::new(work), book).await;
    }
}
