//! JSON texts looked through without being taken apart: neither depth nor a name that comes twice hides anything.

mod strings;

pub(crate) use self::strings::Strings;
