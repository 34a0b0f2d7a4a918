//! Jobs and messages.

/// Name of the job.
pub const JOB: &str = "job";
/// Id of the job a stream follows.
pub const JOB_ID: &str = "job_id";
/// Number of this attempt, from 1.
pub const ATTEMPT: &str = "attempt";
/// Queue name.
pub const QUEUE: &str = "queue";
/// Routing key of a message.
pub const ROUTING_KEY: &str = "routing_key";
/// Whether the broker delivered the message before: a boolean.
pub const REDELIVERED: &str = "redelivered";
/// Whether the message was handled before, and is not again: a boolean.
pub const DUPLICATE: &str = "duplicate";
/// Whether no further attempt at the message follows: a boolean.
pub const GIVEN_UP: &str = "given_up";
