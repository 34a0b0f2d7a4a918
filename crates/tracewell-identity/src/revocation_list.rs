use crate::Answer;

/// Which tokens were withdrawn before their time.
///
/// It is asked for each request with a token that has an id, whether the token was verified just now or before. An error,
/// or an answer that takes longer than two seconds, is [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable): a list
/// that cannot be asked must not make withdrawn tokens good.
///
/// A closure is one, for a list in memory:
///
/// ```
/// use std::collections::HashSet;
/// use std::sync::{Arc, RwLock};
/// use tracewell_identity::RevocationList;
///
/// let revoked = Arc::new(RwLock::new(HashSet::<String>::new()));
/// let list = move |id: &str| revoked.read().is_ok_and(|revoked| revoked.contains(id));
/// # fn takes(_: impl RevocationList) {}
/// takes(list);
/// ```
pub trait RevocationList: Send + Sync + 'static {
    /// Whether the token with this `jti` was withdrawn.
    fn is_revoked<'a>(&'a self, id: &'a str) -> Answer<'a, bool>;
}

impl<F> RevocationList for F
where
    F: Fn(&str) -> bool + Send + Sync + 'static,
{
    fn is_revoked<'a>(&'a self, id: &'a str) -> Answer<'a, bool> {
        let revoked = self(id);
        Box::pin(async move { Ok(revoked) })
    }
}
