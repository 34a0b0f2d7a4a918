use std::sync::Arc;

use tracewell_correlation::{CorrelationLayer, UuidV7};
use tracewell_http::{ClientAddr, TerminalLayer, peer};
use tracewell_redact::Policy;

use super::chosen::Chosen;
use crate::init::{Installed, installed};
use crate::otel::Otel;

/// The layers of one stack, which all its services share.
#[derive(Clone, Debug)]
pub(super) struct Stack<M> {
    pub(super) correlation: Chosen<CorrelationLayer<M>>,
    pub(super) terminal: Chosen<TerminalLayer>,
}

impl Stack<UuidV7> {
    /// What the environment asks for, once it has been read.
    pub(super) fn installed() -> Arc<Self> {
        Arc::new(Self { correlation: Chosen::installed(correlation), terminal: Chosen::installed(terminal) })
    }
}

fn correlation() -> CorrelationLayer {
    CorrelationLayer::new(Policy::installed()).trust(installed().correlation.trust).peer(peer)
}

fn terminal() -> TerminalLayer {
    let Installed { correlation: believed, requests, baggage, spans, all_spans } = installed();
    let client_addr = ClientAddr::default().proxies(believed.proxies);
    let terminal = requests.apply(TerminalLayer::new(Policy::installed())).client_addr(client_addr).span(spans);
    let terminal = match baggage {
        Some(keys) => terminal.baggage(keys),
        None => terminal,
    };
    if all_spans { terminal } else { terminal.span_if(Otel::records) }
}
