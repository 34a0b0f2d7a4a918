use std::fmt;

use http::HeaderMap;
use tracewell_redact::Policy;

use crate::shown;

/// What is told of a request at the end of its call. Masking costs more than keeping, so that it waits until it is certain
/// that somebody is told.
#[derive(Debug)]
pub(crate) enum Kept {
    Raw(Raw),
    Shown(Shown),
}

/// As it was sent.
pub(crate) struct Raw {
    url: String,
    template: Option<Box<str>>,
    hidden: Vec<String>,
    headers: HeaderMap,
}

/// As it may be shown.
#[derive(Default)]
pub(crate) struct Shown {
    pub(crate) url: String,
    pub(crate) headers: String,
    /// Values that are told nowhere.
    pub(crate) hidden: Vec<String>,
}

impl Kept {
    pub(crate) fn new(url: String, template: Option<&str>, hidden: &[String]) -> Self {
        let template = template.map(Into::into);
        Self::Raw(Raw { url, template, hidden: hidden.to_vec(), headers: HeaderMap::new() })
    }

    pub(crate) fn keep_headers(&mut self, policy: &Policy, headers: &HeaderMap) {
        match self {
            Self::Raw(raw) => raw.headers = headers.clone(),
            Self::Shown(shown) => shown.headers = shown::headers(policy, headers, &shown.hidden),
        }
    }

    /// Masks it, if that is not done.
    pub(crate) fn show(&mut self, policy: &Policy) {
        if let Self::Raw(raw) = self {
            let mut hidden = std::mem::take(&mut raw.hidden);
            hidden.extend(raw.template.iter().flat_map(|template| shown::parameters(&raw.url, template)));
            *self = Self::Shown(Shown {
                url: shown::url(policy, &raw.url, raw.template.as_deref(), &hidden),
                headers: shown::headers(policy, &raw.headers, &hidden),
                hidden,
            });
        }
    }

    /// What may be shown, if it is masked.
    pub(crate) fn shown(&self) -> Option<&Shown> {
        match self {
            Self::Raw(_) => None,
            Self::Shown(shown) => Some(shown),
        }
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The hidden values are there to be compared.
        f.debug_struct("Shown").field("url", &self.url).field("headers", &self.headers).finish_non_exhaustive()
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A future that is looked at must not show what it calls.
        f.debug_struct("Raw").finish_non_exhaustive()
    }
}
