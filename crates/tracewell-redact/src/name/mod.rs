//! Which names are sensitive: by whole words after normalising case, separators and camelCase.

mod exact;
mod fragment;
mod full_width;
mod measure;
mod query;
mod register;
mod reviewed;
mod sensitivity;
mod short_word;
mod trigram;
mod words;

pub(crate) use self::full_width::ascii_at_end;
pub(crate) use self::query::is_query_secret;
pub(crate) use self::sensitivity::{Hit, Sensitivity, is_short_only};
pub(crate) use self::trigram::Trigrams;
pub(crate) use self::words::{each_word, joined_is};
