//! The vocabulary of tracewell: event, field, stage, violation, metric and variable names.
