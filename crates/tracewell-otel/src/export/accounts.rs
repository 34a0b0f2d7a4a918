use std::sync::Arc;

use tracewell_export::Account;

use super::outage::tell;
use crate::signal::Signal;

/// What was lost, by exporter.
#[derive(Clone, Debug)]
pub(crate) struct Accounts([Arc<Account>; 3]);

impl Accounts {
    pub(crate) fn new() -> Self {
        let account = |signal: Signal| Arc::new(Account::new(signal.exporter(), tell));
        Self([Signal::Traces, Signal::Metrics, Signal::Logs].map(account))
    }

    pub(crate) fn of(&self, signal: Signal) -> Arc<Account> {
        Arc::clone(&self.0[signal as usize])
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.0.iter().map(|account| account.dropped()).sum()
    }

    /// Hands the counts to the recorder of metrics, 0 too.
    pub(crate) fn publish(&self) {
        self.0.iter().for_each(|account| account.publish());
    }
}
