use super::Class;
use crate::name::each_word;

/// Words that tell of a person wherever they stand in a name.
const WORDS: &[(&str, Class)] = &[
    ("addr", Class::Address),
    ("address", Class::Address),
    ("birth", Class::Birth),
    ("birthday", Class::Birth),
    ("city", Class::Address),
    ("dob", Class::Birth),
    ("email", Class::Email),
    ("emails", Class::Email),
    ("firstname", Class::Name),
    ("fullname", Class::Name),
    ("geo", Class::Geo),
    ("ip", Class::Ip),
    ("ips", Class::Ip),
    ("lastname", Class::Name),
    ("lat", Class::Geo),
    ("latitude", Class::Geo),
    ("lng", Class::Geo),
    ("lon", Class::Geo),
    ("longitude", Class::Geo),
    ("mail", Class::Email),
    ("mobile", Class::Phone),
    ("msisdn", Class::Phone),
    ("phone", Class::Phone),
    ("phones", Class::Phone),
    ("postal", Class::Address),
    ("street", Class::Address),
    ("surname", Class::Name),
    ("tel", Class::Phone),
    ("telephone", Class::Phone),
    ("username", Class::Name),
    ("zip", Class::Address),
];

/// Words before `name` that make it that of a person; a `queue_name` is nobody's.
const PERSONS: &[&str] = &[
    "account",
    "author",
    "client",
    "contact",
    "customer",
    "display",
    "employee",
    "family",
    "first",
    "full",
    "given",
    "guest",
    "holder",
    "last",
    "maiden",
    "member",
    "middle",
    "nick",
    "owner",
    "patient",
    "person",
    "recipient",
    "sender",
    "user",
];

/// The class that the words of a name speak for.
pub(super) fn likely(name: &str) -> Option<Class> {
    let mut found = None;
    let (mut before, mut words) = (String::new(), 0);
    each_word(name, |word| {
        let listed = WORDS.iter().find(|(listed, _)| *listed == word).map(|(_, class)| *class);
        let is_name = word == "name" && (words == 0 || PERSONS.contains(&before.as_str()));
        found = found.or(listed).or(is_name.then_some(Class::Name));
        before.clear();
        before.push_str(word);
        words += 1;
    });
    found
}
