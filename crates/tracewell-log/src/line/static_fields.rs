use tracewell_redact::Locator;

use super::fields::{Fields, Shape};
use super::key::Keys;
use super::mark::Mark;
use super::plan::{Action, application_key, verdict};
use super::text::{Screen, TextRules};

/// Fields on every line, rendered once.
#[derive(Clone, Debug, Default)]
pub(crate) struct StaticFields {
    pairs: Vec<(String, String)>,
    fields: Fields,
}

impl StaticFields {
    pub(crate) fn extend(&mut self, pairs: impl IntoIterator<Item = (String, String)>) {
        self.pairs.extend(pairs.into_iter().filter(|(name, _)| !name.is_empty()));
    }

    /// Renders them anew, because a rule or a pair has changed.
    pub(crate) fn render(&mut self, rules: TextRules<'_>, keys: &Keys) {
        let mut screen = Screen::default();
        self.fields.clear();
        for (name, value) in &self.pairs {
            self.fields.push(&keys.key(&application_key(name)), |out| match verdict(rules.policy, name) {
                Action::Mark(mark @ Mark::Redacted) => {
                    out.push_str(mark.json());
                    Shape::Atom
                }
                Action::Act(class) => rules.acted(out, &mut screen, class, value),
                // Whoever sets a static field names it and its value at once, so it need not be allowed a second time.
                _ => match Locator::of(name) {
                    Some(locator) if rules.policy.is_redacting() => rules.located(out, &mut screen, locator, value, 0),
                    _ => rules.quoted(out, &mut screen, value, 0),
                },
            });
        }
    }

    pub(crate) const fn fields(&self) -> &Fields {
        &self.fields
    }
}
