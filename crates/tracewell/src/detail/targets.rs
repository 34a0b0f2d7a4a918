use tracewell_context::with_current;
use tracing::{Level, Metadata};

/// More targets than these are no list somebody wrote.
const MOST: usize = 64;
const LONGEST: usize = 256;

/// Whose DEBUG lines are kept: modules, and those below them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Targets(Box<[Box<str>]>);

impl Targets {
    /// A list with commas between its entries; none if one of them can be no target.
    pub(crate) fn parse(list: &str) -> Option<Self> {
        let entries: Vec<&str> = list.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
        let part = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'))
        };
        let is_target = |entry: &&str| entry.len() <= LONGEST && entry.split("::").all(part);
        let all = !entries.is_empty() && entries.len() <= MOST && entries.iter().all(is_target);
        all.then(|| Self(entries.into_iter().map(Box::from).collect()))
    }

    /// Whether events of this kind may be kept. Spans are not: other sinks live on them.
    pub(crate) fn cover(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
            && *metadata.level() <= Level::DEBUG
            && self.0.iter().any(|target| is_within(metadata.target(), target))
    }

    /// Whether an event of this kind is kept here and now: it belongs to somebody.
    pub(crate) fn keep(&self, metadata: &Metadata<'_>) -> bool {
        self.cover(metadata) && with_current(|context| context.is_some())
    }
}

/// Whether `target` is `module` or something below it.
pub(crate) fn is_within(target: &str, module: &str) -> bool {
    target.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_whole_or_not_at_all() {
        let list = |text| Targets::parse(text).map(|targets| targets.0.join("|"));
        assert_eq!(list(" shop::db ,, billing ,").as_deref(), Some("shop::db|billing"));
        for absurd in ["", " , ", "shop:db", "shop::", "a b", "debug=shop", "*", "shop=debug", "a\u{1b}b", "a,b,c d"] {
            assert_eq!(list(absurd), None, "{absurd:?}");
        }
        assert!(Targets::parse(&"x".repeat(LONGEST + 1)).is_none());
        assert!(Targets::parse(&"x,".repeat(MOST + 1)).is_none());
    }

    #[test]
    fn a_module_has_edges() {
        assert!(is_within("shop", "shop") && is_within("shop::db", "shop"));
        assert!(!is_within("shopping", "shop") && !is_within("sho", "shop") && !is_within("my::shop", "shop"));
    }
}
