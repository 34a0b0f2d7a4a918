use super::Problem;

/// What a handler answers: a `Problem` unless told otherwise.
pub type Result<T, E = Problem> = std::result::Result<T, E>;
