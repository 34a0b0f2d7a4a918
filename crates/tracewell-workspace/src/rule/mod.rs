//! One function a rule: each returns a sentence for every place that breaks it.

mod arrows;
mod claims;
mod clean_text;
mod dependency_notes;
mod links;
mod manifests;
mod module_roots;
mod operations;
mod page_code;
mod planned_names;

pub use self::arrows::arrows;
pub use self::claims::claims;
pub use self::clean_text::clean_text;
pub use self::dependency_notes::dependency_notes;
pub use self::links::links;
pub use self::manifests::manifests;
pub use self::module_roots::module_roots;
pub use self::operations::operations;
pub use self::page_code::page_code;
pub use self::planned_names::planned_names;
