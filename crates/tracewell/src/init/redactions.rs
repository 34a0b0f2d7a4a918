use metrics::counter;
use tracewell_names::metric;
use tracewell_redact::Policy;

/// Hands what the policy has counted to the recorder of metrics, if there is one: every reason, at 0 too.
pub(super) fn redactions(policy: &Policy) -> impl Fn() + Send + Sync + 'static {
    let policy = policy.clone();
    move || {
        for (reason, count) in policy.counts().iter() {
            counter!(metric::REDACTIONS_TOTAL, metric::LABEL_REASON => reason.as_str()).absolute(count);
        }
    }
}
