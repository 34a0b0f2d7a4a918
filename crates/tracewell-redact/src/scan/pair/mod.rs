//! Pairs of a sensitive name and its value, as `Debug`, query strings, JSON and connection strings write them.

pub(super) mod bare;
mod bracket;
mod lines;
mod list;
mod name;
mod plain_name;
mod plain_words;
mod prose;
mod quick;
mod quoted;
pub(super) mod scheme;
mod separator;
pub(super) mod status_word;
mod tuple;
mod value;
mod written;

pub(super) use self::list::{list, may_be_list};
pub(super) use self::plain_name::PlainName;
pub(super) use self::quick::{may_be_pair, may_be_tuple};
#[cfg(test)]
pub(super) use self::separator::WIDE;
pub(super) use self::separator::{is_wide_separator, separator, separator_before, wide_separator};
pub(super) use self::tuple::tuple;
