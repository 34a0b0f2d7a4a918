use tracewell_export::Reader;
use tracewell_names::variable;

/// Which traces are recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SamplerSetting {
    /// Whether a caller who is believed decides.
    pub(crate) parent_based: bool,
    /// The share of all others, 0 to 1.
    pub(crate) ratio: f64,
}

impl SamplerSetting {
    /// `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`. Without a word that is known everything is recorded, as the
    /// specification has it.
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let word = reader.parsed(variable::OTEL_TRACES_SAMPLER, |word| {
            let word = word.to_ascii_lowercase();
            let (parent_based, root) = match word.strip_prefix("parentbased_") {
                Some(root) => (true, root),
                None => (false, word.as_str()),
            };
            match root {
                "always_on" => Some((parent_based, Some(1.0))),
                "always_off" => Some((parent_based, Some(0.0))),
                "traceidratio" => Some((parent_based, None)),
                _ => None,
            }
        });
        let (parent_based, ratio) = word.unwrap_or((true, Some(1.0)));
        let ratio = ratio.unwrap_or_else(|| {
            let share = |text: &str| text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
            reader.parsed(variable::OTEL_TRACES_SAMPLER_ARG, share).unwrap_or(1.0)
        });
        Self { parent_based, ratio }
    }
}
