use super::Link;
use crate::origin::canonical_id;

/// The query of a search for links: `source`, `target` and `either` name an item that the link must join; all must match,
/// and other parameters say nothing.
#[derive(Debug)]
pub(super) struct EndpointFilter(Vec<(End, String)>);

#[derive(Clone, Copy, Debug)]
enum End {
    Source,
    Target,
    Either,
}

impl EndpointFilter {
    pub(super) fn new(parameters: &[(String, String)]) -> Self {
        let condition = |(name, id): &(String, String)| {
            let end = match name.as_str() {
                "source" => End::Source,
                "target" => End::Target,
                "either" => End::Either,
                _ => return None,
            };
            Some((end, canonical_id(id).into_owned()))
        };
        Self(parameters.iter().filter_map(condition).collect())
    }

    pub(super) fn matches(&self, link: &Link) -> bool {
        let (source, target) = (link.endpoints().source(), link.endpoints().target());
        self.0.iter().all(|(end, id)| match end {
            End::Source => id == source,
            End::Target => id == target,
            End::Either => *id == source || id == target,
        })
    }
}
