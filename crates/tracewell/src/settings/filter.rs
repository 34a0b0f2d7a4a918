use tracewell_names::{target, variable};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

use super::Lookup;

/// Who is quiet unless asked for: libraries that tell a story of their own about each request.
pub(crate) const QUIET: [&str; 6] = ["hyper", "h2", "reqwest", "rustls", "tower", "lapin"];

/// `RUST_LOG`, or else `LOG_LEVEL`, or else `info`.
pub(crate) fn filter(lookup: &mut Lookup) -> EnvFilter {
    if let Some(chosen) = lookup.parsed(variable::RUST_LOG, chosen) {
        return chosen;
    }
    let level = lookup.parsed(variable::LOG_LEVEL, |level| level.parse::<LevelFilter>().ok());
    let level = level.unwrap_or(LevelFilter::INFO);
    // Quieter than the rest, never louder.
    let quiet = level.min(LevelFilter::WARN);
    let mut directives = level.to_string();
    for library in QUIET {
        directives += &format!(",{library}={quiet}");
    }
    EnvFilter::new(directives)
}

/// A filter somebody wrote. One that speaks of other targets only would silence the terminal events without meaning
/// to: they are kept then.
fn chosen(directives: &str) -> Option<EnvFilter> {
    if directives.split(',').all(|directive| directive.trim().is_empty()) {
        return None;
    }
    let filter = EnvFilter::builder().parse(directives).ok()?;
    if names_us_or_all(directives) {
        return Some(filter);
    }
    EnvFilter::builder().parse(format!("{directives},{}=info", target::ROOT)).ok()
}

fn names_us_or_all(directives: &str) -> bool {
    directives.split(',').map(str::trim).filter(|directive| !directive.is_empty()).any(|directive| {
        let ours = directive.strip_prefix(target::ROOT);
        let ours = ours.is_some_and(|rest| rest.is_empty() || rest.starts_with("::") || rest.starts_with(['=', '[']));
        ours || directive.parse::<LevelFilter>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(variables: &[(&str, &str)]) -> (String, Vec<&'static str>) {
        let mut lookup = Lookup::of(variables);
        let filter = filter(&mut lookup).to_string();
        (filter, lookup.into_invalid())
    }

    #[test]
    fn info_unless_told_otherwise() {
        let (filter, invalid) = text(&[]);
        assert!(filter.contains("info") && filter.contains("hyper=warn"), "{filter}");
        assert!(invalid.is_empty());
        assert!(text(&[("LOG_LEVEL", "DEBUG")]).0.contains("debug"));
        assert!(!text(&[("LOG_LEVEL", "error")]).0.contains("warn"), "no library is louder than the rest");
        assert!(text(&[("LOG_LEVEL", "debug"), ("RUST_LOG", "error")]).0 == "error");
    }

    #[test]
    fn nonsense_is_named_and_ignored() {
        for nonsense in ["info,=,=x=y", ",,", " , "] {
            let (filter, invalid) = text(&[("RUST_LOG", nonsense), ("LOG_LEVEL", "loud")]);
            assert!(filter.contains("info"), "{filter}");
            assert_eq!(invalid, ["RUST_LOG", "LOG_LEVEL"]);
        }
    }

    #[test]
    fn a_filter_about_others_keeps_our_events() {
        assert!(text(&[("RUST_LOG", "my_service=debug")]).0.contains("tracewell=info"));
        let (filter, _) = text(&[("RUST_LOG", "my_service[request{a=1}]=debug")]);
        assert!(filter.contains("tracewell=info"), "{filter}");
        for others in ["my_service=debug,", "tracewell_demo=debug", "tracewellx", "tracewell-demo", " ,my_service=info"]
        {
            assert!(text(&[("RUST_LOG", others)]).0.contains("tracewell=info"), "{others}");
        }
        // What speaks of spans says nothing of what is outside of them.
        for spans in ["[span]=debug", "[span{a=1}]=trace,hyper=off"] {
            assert!(text(&[("RUST_LOG", spans)]).0.contains("tracewell=info"), "{spans}");
        }
        for meant in
            ["warn", "my_service=debug,off", "tracewell=error,hyper=debug", "tracewell::http=warn", "tracewell"]
        {
            assert!(!text(&[("RUST_LOG", meant)]).0.contains("tracewell=info"), "{meant}");
        }
    }
}
