//! The check of stage events against a flow.

mod active;
mod check_events;
mod checker;
mod cycle;
mod entry;
mod grouping;
mod histogram;
#[cfg(feature = "json")]
mod json;
mod keyed_cycles;
mod noted_line;
mod notes;
mod open_stage;
mod open_stages;
mod order;
mod place;
mod rule;
mod shared_names;
mod stage_event;
mod stage_stats;
mod state;
mod summary;
mod time;
mod violation;
mod waiting;

pub use self::check_events::check;
pub use self::checker::Checker;
pub use self::cycle::Cycle;
pub use self::entry::Entry;
pub use self::noted_line::NotedLine;
pub use self::place::Place;
pub use self::rule::Rule;
pub use self::shared_names::SharedNames;
pub use self::stage_event::StageEvent;
pub use self::stage_stats::{Side, StageStats};
pub use self::summary::Summary;
pub use self::time::micros_of;
pub use self::violation::Violation;
