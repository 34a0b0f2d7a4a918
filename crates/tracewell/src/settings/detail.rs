use tracewell_log::Detail;
use tracewell_names::variable;

use super::Lookup;
use crate::detail::Targets;

/// `LOG_BUFFER_DEBUG` and `LOG_BUFFER_DEBUG_CLIENT_ERRORS`; none unless targets are named.
pub(crate) fn detail(lookup: &mut Lookup) -> Option<(Targets, Detail)> {
    let targets = lookup.parsed(variable::LOG_BUFFER_DEBUG, Targets::parse);
    let client_errors = lookup.boolean(variable::LOG_BUFFER_DEBUG_CLIENT_ERRORS).unwrap_or(false);
    Some((targets?, Detail::new().client_errors(client_errors)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn off_unless_targets_are_named() {
        let read = |variables: &[(&str, &str)]| {
            let mut lookup = Lookup::of(variables);
            let detail = detail(&mut lookup);
            (detail.map(|(targets, _)| targets), lookup.into_invalid())
        };
        assert_eq!(read(&[]), (None, vec![]));
        assert_eq!(read(&[("LOG_BUFFER_DEBUG", " "), ("LOG_BUFFER_DEBUG_CLIENT_ERRORS", "true")]), (None, vec![]));
        assert_eq!(read(&[("LOG_BUFFER_DEBUG", "shop")]), (Targets::parse("shop"), vec![]));
        for absurd in ["true=", "*", "debug shop", "-1\u{0}", "a::"] {
            assert_eq!(read(&[("LOG_BUFFER_DEBUG", absurd)]), (None, vec!["LOG_BUFFER_DEBUG"]));
        }
        let maybe = read(&[("LOG_BUFFER_DEBUG", "shop"), ("LOG_BUFFER_DEBUG_CLIENT_ERRORS", "maybe")]);
        assert_eq!(maybe, (Targets::parse("shop"), vec!["LOG_BUFFER_DEBUG_CLIENT_ERRORS"]));
    }
}
