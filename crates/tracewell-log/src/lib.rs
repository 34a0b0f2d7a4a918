//! The JSON log line, the pretty line and the writer that never blocks a request.
