//! Breadcrumbs: what was logged before a failure, kept with the work that logged it.

mod collector;
mod crumbs;
mod layer;

pub(crate) use self::collector::Collector;
pub(crate) use self::crumbs::crumbs;
pub(crate) use self::layer::{TrailLayer, level};
