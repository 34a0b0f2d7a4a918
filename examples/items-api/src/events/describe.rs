use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use tracewell::names::metric;

/// Says what the metrics of messaging are.
pub(crate) fn describe() {
    describe_gauge!(metric::SSE_SUBSCRIBERS_ACTIVE, "Event streams attached now");
    describe_gauge!(metric::MESSAGES_QUEUED, "Events that wait for subscribers");
    describe_counter!(metric::MESSAGES_CONSUMED_TOTAL, "Events that came in, from here or the broker");
    describe_counter!(metric::MESSAGES_FORWARDED_TOTAL, "Events handed to subscribers");
    describe_counter!(metric::MESSAGES_DROPPED_TOTAL, "Events lost, by reason");
    describe_counter!(metric::BROKER_RECONNECTS_TOTAL, "Connections to the broker after the first");
    describe_histogram!(
        metric::MESSAGING_CLIENT_OPERATION_DURATION,
        Unit::Seconds,
        "Publishing a message, up to the broker's word"
    );
    describe_histogram!(metric::MESSAGING_PROCESS_DURATION, Unit::Seconds, "Handling a message");
}
