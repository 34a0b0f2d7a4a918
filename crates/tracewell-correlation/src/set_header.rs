use http::{HeaderMap, HeaderName, HeaderValue};

/// Sets the header to this one value. Where the headers are full, which `insert` panics at, it is left out.
pub(crate) fn set_header(headers: &mut HeaderMap, name: &HeaderName, value: HeaderValue) {
    if headers.try_insert(name.clone(), value.clone()).is_err() && headers.remove(name).is_some() {
        // There is place now, where another value was.
        let _ = headers.try_insert(name.clone(), value);
    }
}
