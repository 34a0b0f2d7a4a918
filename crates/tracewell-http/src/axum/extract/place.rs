use serde_path_to_error::{Path, Segment};

/// Where in the input an error is: `source`, then the names and indices that lead there.
///
/// `is_refused` says whether the last name is itself what was not accepted, and not the value under it. Such a name is of
/// the client's making, and is left out.
pub(super) fn place(source: &str, path: &Path, is_refused: impl FnOnce(&str) -> bool) -> Vec<String> {
    let mut place = vec![source.to_owned()];
    place.extend(path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key: name } | Segment::Enum { variant: name } => Some(name.clone()),
        Segment::Unknown => None,
    }));
    if place.len() > 1 && place.last().is_some_and(|name| is_refused(name)) {
        place.pop();
    }
    place
}
