//! Observability for Rust services that carry other people's secrets: correlated, tenant-tagged, redacted.
