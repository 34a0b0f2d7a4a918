//! Tower layer that accepts, replaces and echoes X-Request-ID and opens the request context.
