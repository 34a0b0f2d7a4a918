use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64};

use super::attachment::Attachment;
use super::client_host::ClientHost;
use super::render::Renderings;
use super::when_bound::WhenBound;
use crate::spare_text::SpareText;
use crate::{Baggage, CorrelationId, Principal, Provenance, TraceParent};

/// What all handles of one context share. Every part is set at most once: a reader never sees a value change, and no
/// lock is held while anything is read.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) correlation_id: OnceLock<CorrelationId>,
    pub(super) client_request_id: OnceLock<CorrelationId>,
    pub(super) trace_parent: OnceLock<TraceParent>,
    pub(super) trace_state: OnceLock<Box<str>>,
    pub(super) baggage: OnceLock<Baggage>,
    pub(super) trace_flag_trusted: AtomicBool,
    pub(super) trace_recorded: OnceLock<bool>,
    pub(super) planned_trace: OnceLock<[u8; 16]>,
    pub(super) protocol: OnceLock<(&'static str, &'static str)>,
    pub(super) principal: OnceLock<(Principal, Provenance)>,
    pub(super) when_bound: OnceLock<WhenBound>,
    pub(super) client_addr: OnceLock<IpAddr>,
    pub(super) client_host: OnceLock<ClientHost>,
    pub(super) request: OnceLock<RequestLine>,
    pub(super) route: OnceLock<Matched>,
    pub(super) job: OnceLock<Cow<'static, str>>,
    pub(super) reported: AtomicBool,
    pub(super) denied: AtomicBool,
    pub(super) ending: AtomicBool,
    pub(super) seq: AtomicU64,
    pub(super) attachments: Attachment,
    pub(super) renderings: Renderings,
}

/// Method and safe path of a request, in one piece of memory.
#[derive(Debug)]
pub(super) struct RequestLine {
    text: SpareText,
    path: usize,
}

impl RequestLine {
    pub(super) fn new(method: &str, path: &str) -> Self {
        let text = SpareText::new(|text| {
            text.push_str(method);
            text.push_str(path);
        });
        Self { text, path: method.len() }
    }

    pub(super) fn method(&self) -> &str {
        self.text.get(..self.path).unwrap_or_default()
    }

    pub(super) fn path(&self) -> &str {
        self.text.get(self.path..).unwrap_or_default()
    }
}

/// The route that a request matched, and its path where that shows less than was noted before.
#[derive(Debug)]
pub(super) struct Matched {
    pub(super) template: SpareText,
    pub(super) path: Option<SpareText>,
}
