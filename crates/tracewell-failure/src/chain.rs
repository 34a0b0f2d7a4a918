use std::error::Error;
use std::fmt;

/// How many errors of a chain are told. Real chains have three or four; a chain that loops has no end.
const MAX_DEPTH: usize = 8;

/// An error and its sources, outermost first, as one text, with `: ` between them: so a scan of the text sees a value
/// behind the name that the error outside ends with.
///
/// ```
/// use std::fmt;
/// use tracewell_failure::ErrorChain;
///
/// #[derive(Debug)]
/// struct Outer(std::num::ParseIntError);
/// impl fmt::Display for Outer {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str("no such page") }
/// }
/// impl std::error::Error for Outer {
///     fn source(&self) -> Option<&(dyn std::error::Error + 'static)> { Some(&self.0) }
/// }
///
/// let error = Outer("x".parse::<u8>().unwrap_err());
/// assert_eq!(ErrorChain::new(&error).to_string(), "no such page: invalid digit found in string");
/// ```
#[derive(Debug)]
pub struct ErrorChain<'e>(&'e (dyn Error + 'static));

impl<'e> ErrorChain<'e> {
    /// The chain that begins with `error`.
    #[must_use]
    pub fn new(error: &'e (dyn Error + 'static)) -> Self {
        Self(error)
    }
}

impl fmt::Display for ErrorChain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        for _ in 1..MAX_DEPTH {
            let Some(error) = next else { return Ok(()) };
            write!(f, ": {error}")?;
            next = error.source();
        }
        if next.is_some() { f.write_str(": …") } else { Ok(()) }
    }
}
