//! Failures told once: panic hook, error chains and reports that carry their request.
