use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use tracewell::names::metric;

/// Says what the metrics of messaging are.
pub(crate) fn describe() {
    describe_gauge!(metric::SSE_SUBSCRIBERS_ACTIVE, "Event streams attached now");
    describe_gauge!(metric::MESSAGES_QUEUED, "Deliveries that wait for subscribers, one for each");
    describe_gauge!(metric::MESSAGES_HELD_BYTES, Unit::Bytes, "What events and the queues of subscribers hold");
    describe_gauge!(metric::BROKER_MESSAGES_WAITING, "Messages that wait for the broker or its confirmation");
    describe_counter!(metric::MESSAGES_CONSUMED_TOTAL, "Events that came in, from here or the broker, one each");
    describe_counter!(metric::MESSAGES_FORWARDED_TOTAL, "Deliveries: an event counts once for each subscriber");
    describe_counter!(metric::MESSAGES_DROPPED_TOTAL, "Deliveries lost, by reason, once for each subscriber");
    describe_counter!(metric::BROKER_RECONNECTS_TOTAL, "Connections to the broker after the first");
    describe_histogram!(
        metric::MESSAGING_CLIENT_OPERATION_DURATION,
        Unit::Seconds,
        "Publishing a message, up to the broker's word"
    );
    describe_histogram!(metric::MESSAGING_PROCESS_DURATION, Unit::Seconds, "Handling a message");
}
