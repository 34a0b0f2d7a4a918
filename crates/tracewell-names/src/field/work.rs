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
