//! Items: objects with an origin and properties of any kind. They are made, read, changed and searched, never deleted.

mod handlers;
mod item;
mod property_filter;

pub(crate) use self::handlers::routes;
pub(crate) use self::item::Item;
