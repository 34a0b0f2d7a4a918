use tracewell_client::Previews;
use tracewell_names::variable;
use tracewell_redact::Mode;

use super::Lookup;

/// `EXTERNAL_HTTP_LOG_BODIES` and `EXTERNAL_HTTP_MAX_BODY_BYTES`. Outside development the first has no effect and is named.
pub(crate) fn previews(lookup: &mut Lookup, mode: Mode) -> Previews {
    let bodies = lookup.text(variable::EXTERNAL_HTTP_LOG_BODIES);
    let bytes = lookup.text(variable::EXTERNAL_HTTP_MAX_BODY_BYTES);
    let (previews, refused) = Previews::environment(mode, |name| match name {
        variable::EXTERNAL_HTTP_LOG_BODIES => bodies.clone(),
        variable::EXTERNAL_HTTP_MAX_BODY_BYTES => bytes.clone(),
        _ => None,
    });
    for variable in refused {
        lookup.refuse(variable);
    }
    previews
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_of_development_alone() {
        let set = [("EXTERNAL_HTTP_LOG_BODIES", "true"), ("EXTERNAL_HTTP_MAX_BODY_BYTES", "64")];
        let mut lookup = Lookup::of(&set);
        assert_eq!(previews(&mut lookup, Mode::Development), Previews::up_to(64));
        assert!(lookup.into_invalid().is_empty());
        let mut lookup = Lookup::of(&set);
        assert_eq!(previews(&mut lookup, Mode::Production), Previews::off());
        assert_eq!(lookup.into_invalid(), ["EXTERNAL_HTTP_LOG_BODIES"]);
    }
}
