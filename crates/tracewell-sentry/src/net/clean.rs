use sentry_core::Envelope;
use sentry_core::protocol::EnvelopeItem;
use serde::Serialize;
use serde_json::{Map, Value};
use tracewell_redact::Policy;

/// The longest item that is sent, as JSON. Sentry takes no event beyond 1 MiB.
const LONGEST: usize = 512 * 1024;
/// What an event can do without if it is too long, in this order.
const DISPENSABLE: &[&str] = &["breadcrumbs", "spans", "threads", "debug_meta", "extra", "contexts"];

/// The policy, applied to what leaves.
#[derive(Debug)]
pub(crate) struct Net {
    pub(super) policy: Policy,
}

/// An envelope that may leave.
#[derive(Debug)]
pub(crate) struct Clean {
    pub(crate) json: Vec<u8>,
    pub(crate) is_event: bool,
    pub(crate) is_transaction: bool,
}

impl Net {
    pub(crate) const fn new(policy: Policy) -> Self {
        Self { policy }
    }

    /// The envelope in the form in which it is sent, cleaned. `None` if nothing of it may leave.
    ///
    /// Attachments, logs and metrics stay here: bytes can't be cleaned, and lines have their own way. The header is written
    /// anew, as it may repeat names and users.
    pub(crate) fn envelope(&self, envelope: Envelope) -> Option<Clean> {
        let mut header = Map::new();
        if let Some(id) = envelope.uuid() {
            header.insert("event_id".to_owned(), Value::String(id.simple().to_string()));
        }
        let mut clean = Clean { json: serde_json::to_vec(&header).ok()?, is_event: false, is_transaction: false };
        clean.json.push(b'\n');
        let empty = clean.json.len();
        for item in envelope.into_items() {
            match item {
                EnvelopeItem::Event(event) => clean.is_event |= self.item("event", &event, &mut clean.json),
                EnvelopeItem::Transaction(transaction) => {
                    clean.is_transaction |= self.item("transaction", &transaction, &mut clean.json);
                }
                EnvelopeItem::SessionUpdate(session) => {
                    self.item("session", &session, &mut clean.json);
                }
                EnvelopeItem::SessionAggregates(sessions) => {
                    self.item("sessions", &sessions, &mut clean.json);
                }
                EnvelopeItem::MonitorCheckIn(check_in) => {
                    self.item("check_in", &check_in, &mut clean.json);
                }
                // Numbers by reason, nothing else. Alone it is not worth a request.
                EnvelopeItem::ClientReport(report) if clean.json.len() > empty => {
                    self.item("client_report", &report, &mut clean.json);
                }
                _ => {}
            }
        }
        (clean.json.len() > empty).then_some(clean)
    }

    /// Appends one item; says whether it fits.
    fn item(&self, kind: &str, item: &impl Serialize, out: &mut Vec<u8>) -> bool {
        let Ok(mut item) = serde_json::to_value(item) else { return false };
        self.clean(&mut item);
        let Some(json) = bounded(item) else { return false };
        out.extend_from_slice(format!("{{\"type\":\"{kind}\",\"length\":{}}}\n", json.len()).as_bytes());
        out.extend_from_slice(&json);
        out.push(b'\n');
        true
    }
}

fn bounded(mut item: Value) -> Option<Vec<u8>> {
    let mut json = serde_json::to_vec(&item).ok()?;
    for part in DISPENSABLE {
        if json.len() <= LONGEST {
            break;
        }
        item.as_object_mut()?.remove(*part);
        json = serde_json::to_vec(&item).ok()?;
    }
    (json.len() <= LONGEST).then_some(json)
}
