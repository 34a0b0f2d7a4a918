//! Which names are sensitive: by whole words after normalising case, separators and camelCase.

mod exact;
mod fragment;
mod register;
mod reviewed;
mod sensitivity;
mod short_word;
mod words;

pub(crate) use self::sensitivity::{Hit, Sensitivity};
