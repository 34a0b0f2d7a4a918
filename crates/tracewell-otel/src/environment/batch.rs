use std::time::Duration;

use tracewell_export::{Reader, Room};
use tracewell_names::variable;

/// A minute: what waits longer might as well be lost.
const LONGEST_DELAY: u64 = 60_000;
/// As many as may ever wait. Bytes are bounded besides.
const LARGEST_QUEUE: u64 = 65_536;

/// Bytes that may wait, by estimate.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Bytes that leave at once. Collectors take 4 MiB over gRPC unless told otherwise.
const BATCH_BYTES: usize = 2 * 1024 * 1024;

/// How spans or log records are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    /// How long one waits for others.
    pub(crate) delay: Duration,
    /// How many may wait.
    pub(crate) queue: usize,
    /// How many leave at once.
    pub(crate) size: usize,
}

impl Batch {
    /// What a queue of them has room for.
    pub(crate) const fn room(self) -> Room {
        let Self { delay, queue, size } = self;
        Room { items: queue, bytes: MOST_BYTES, batch: size, batch_bytes: BATCH_BYTES, delay }
    }

    pub(super) fn read_spans(reader: &mut Reader<'_>) -> Self {
        Self {
            delay: reader.milliseconds(variable::OTEL_BSP_SCHEDULE_DELAY, 5_000, LONGEST_DELAY),
            queue: reader.number(variable::OTEL_BSP_MAX_QUEUE_SIZE, 2_048, 1, LARGEST_QUEUE) as usize,
            size: reader.number(variable::OTEL_BSP_MAX_EXPORT_BATCH_SIZE, 512, 1, LARGEST_QUEUE) as usize,
        }
    }

    pub(super) fn read_records(reader: &mut Reader<'_>) -> Self {
        Self {
            delay: reader.milliseconds(variable::OTEL_BLRP_SCHEDULE_DELAY, 1_000, LONGEST_DELAY),
            queue: reader.number(variable::OTEL_BLRP_MAX_QUEUE_SIZE, 2_048, 1, LARGEST_QUEUE) as usize,
            size: reader.number(variable::OTEL_BLRP_MAX_EXPORT_BATCH_SIZE, 512, 1, LARGEST_QUEUE) as usize,
        }
    }
}
