use tracing_core::Field;
use tracing_core::field::{FieldSet, Value, ValueSet};

use super::slot::Lent;
use super::values::Values;

/// Gives `then` the values as a value set of `fields`, which has as many of them.
///
/// Nothing is allocated for up to 128 fields.
pub(super) fn with_value_set<R>(
    fields: &FieldSet,
    values: &Values,
    then: impl FnOnce(&ValueSet<'_>) -> R,
) -> Option<R> {
    let mut then = Some(then);
    let mut result = None;
    let mut once = |set: &ValueSet<'_>| result = then.take().map(|then| then(set));
    match fields.len() {
        0..=8 => on_stack::<8>(fields, values, &mut once),
        9..=16 => on_stack::<16>(fields, values, &mut once),
        17..=32 => on_stack::<32>(fields, values, &mut once),
        33..=128 => on_stack::<128>(fields, values, &mut once),
        _ => on_heap(fields, values, &mut once),
    }
    result
}

/// Gives `then` a value set of `fields` without a value.
pub(super) fn with_no_values<R>(fields: &FieldSet, then: impl FnOnce(&ValueSet<'_>) -> R) -> R {
    let none: [(&Field, Option<&dyn Value>); 0] = [];
    then(&fields.value_set(&none))
}

fn on_stack<const N: usize>(fields: &FieldSet, values: &Values, then: &mut dyn FnMut(&ValueSet<'_>)) {
    let mut lent = [const { Lent::Nothing }; N];
    for (lent, slot) in lent.iter_mut().zip(values.slots()) {
        *lent = values.lend(*slot);
    }
    let mut all = [None; N];
    for ((value, lent), slot) in all.iter_mut().zip(&lent).zip(values.slots()) {
        *value = slot.value(lent);
    }
    then(&value_set(fields, all.get(..fields.len()).unwrap_or_default()));
}

#[cold]
fn on_heap(fields: &FieldSet, values: &Values, then: &mut dyn FnMut(&ValueSet<'_>)) {
    let lent: Vec<_> = values.slots().iter().map(|slot| values.lend(*slot)).collect();
    let all: Vec<_> = lent.iter().zip(values.slots()).map(|(lent, slot)| slot.value(lent)).collect();
    then(&value_set(fields, &all));
}

/// The one place that makes a value set.
///
/// `value_set_all` is hidden in tracing-core's documentation, because it wants exactly one value for each field, in
/// their order. It is what the macros of `tracing` expand to, so it stays as long as programs are to build against a
/// later tracing-core 0.1, and there is no other way to values whose number is not known before the program runs.
fn value_set<'v>(fields: &'v FieldSet, values: &'v [Option<&'v (dyn Value + 'v)>]) -> ValueSet<'v> {
    fields.value_set_all(values)
}

#[cfg(test)]
mod tests {
    use tracing_core::callsite::Callsite;
    use tracing_core::field::{Field, Visit};
    use tracing_core::identify_callsite;
    use tracing_core::subscriber::Interest;
    use tracing_core::{Kind, Level, Metadata};

    use super::super::slot::Slot;
    use super::*;

    struct Site;

    impl Callsite for Site {
        fn set_interest(&self, _: Interest) {}

        fn metadata(&self) -> &Metadata<'_> {
            &METADATA
        }
    }

    static SITE: Site = Site;
    static METADATA: Metadata<'static> =
        Metadata::new("event", "app", Level::INFO, None, None, None, fields(&[]), Kind::EVENT);

    const fn fields(names: &'static [&'static str]) -> FieldSet {
        FieldSet::new(names, identify_callsite!(&SITE))
    }

    fn named(count: usize) -> FieldSet {
        fields(Vec::leak((0..count).map(|index| &*format!("field {index}").leak()).collect()))
    }

    #[derive(Default)]
    struct Numbers(Vec<(&'static str, u64)>);

    impl Visit for Numbers {
        fn record_u64(&mut self, field: &Field, value: u64) {
            self.0.push((field.name(), value));
        }

        fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {
            self.0.push(("", 0));
        }
    }

    /// What tracing-core does not promise, but its macros rely on: one value for each field, in their order, `None` for
    /// one that has none.
    #[test]
    fn each_field_gets_its_own_value() {
        for count in [0, 1, 7, 8, 9, 16, 17, 32, 33, 100, 128, 129, 300] {
            let fields = named(count);
            let mut values = Values::default();
            values.clear(count);
            for index in (0..count).filter(|index| index % 3 != 1) {
                values.put(index, Slot::U64(index as u64));
            }
            let seen = with_value_set(&fields, &values, |set| {
                assert_eq!((set.len(), set.is_empty()), (count, count == 0));
                let mut numbers = Numbers::default();
                set.record(&mut numbers);
                numbers.0
            });
            let expected: Vec<_> = fields
                .iter()
                .map(|field| (field.name(), field.index() as u64))
                .filter(|(_, index)| index % 3 != 1)
                .collect();
            assert_eq!(seen.unwrap(), expected);
        }
    }
}
