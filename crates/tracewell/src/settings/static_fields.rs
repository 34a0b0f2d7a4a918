use tracewell_names::variable;

use super::Lookup;

/// `LOG_STATIC_FIELDS`: pairs `name=value`, comma-separated. A list with an entry that is no pair is no list.
pub(crate) fn static_fields(lookup: &mut Lookup) -> Vec<(String, String)> {
    lookup.parsed(variable::LOG_STATIC_FIELDS, pairs).unwrap_or_default()
}

fn pairs(list: &str) -> Option<Vec<(String, String)>> {
    let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let (name, value) = entry.split_once('=')?;
            let (name, value) = (name.trim_end(), value.trim_start());
            (!name.is_empty()).then(|| (name.to_owned(), value.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_or_nothing() {
        let fields = |list| {
            let mut lookup = Lookup::of(&[("LOG_STATIC_FIELDS", list)]);
            let fields = static_fields(&mut lookup);
            (fields, lookup.into_invalid().len())
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(fields("region=eu-1"), (vec![pair("region", "eu-1")], 0));
        assert_eq!(fields(" a = 1 ,, b=x=y,c="), (vec![pair("a", "1"), pair("b", "x=y"), pair("c", "")], 0));
        for wrong in ["region", "a=1,b", "=x", " = "] {
            assert_eq!(fields(wrong), (vec![], 1), "{wrong}");
        }
    }
}
