use std::time::Duration;

use metrics::{Label, histogram};
use tracewell_names::metric;

use super::PublishFailure;

/// Records how long publishing took, up to the broker's word.
pub(crate) fn published(system: &'static str, destination: &str, failure: Option<PublishFailure>, took: Duration) {
    let mut labels = vec![
        Label::from_static_parts(metric::LABEL_MESSAGING_SYSTEM, system),
        Label::new(metric::LABEL_MESSAGING_DESTINATION_NAME, destination.to_owned()),
    ];
    let error_type = failure.map(|failure| Label::from_static_parts(metric::LABEL_ERROR_TYPE, failure.error_type()));
    labels.extend(error_type);
    histogram!(metric::MESSAGING_CLIENT_OPERATION_DURATION, labels).record(took.as_secs_f64());
}
