use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// Who is changing which object. Changes of one object follow each other, those of different ones share a write.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims(Arc<Mutex<HashMap<String, Vec<Waker>>>>);

/// The right to change one object, until it is dropped.
#[derive(Debug)]
pub(super) struct Claim {
    claims: Claims,
    id: String,
}

/// Waits for that right.
#[derive(Debug)]
pub(super) struct Claiming {
    claims: Claims,
    id: String,
}

impl Claims {
    pub(super) fn claim(&self, id: &str) -> Claiming {
        Claiming { claims: self.clone(), id: id.to_owned() }
    }
}

impl Future for Claiming {
    type Output = Claim;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Claim> {
        let mut claimed = self.claims.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waiting) = claimed.get_mut(&self.id) {
            // Polled again without having been woken: once is enough.
            if !waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                waiting.push(context.waker().clone());
            }
            return Poll::Pending;
        }
        claimed.insert(self.id.clone(), Vec::new());
        Poll::Ready(Claim { claims: self.claims.clone(), id: self.id.clone() })
    }
}

/// All who wait are woken: one of them gets it, and a future that was dropped takes nobody's turn.
impl Drop for Claim {
    fn drop(&mut self) {
        let waiting = self.claims.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
        for waker in waiting.into_iter().flatten() {
            waker.wake();
        }
    }
}
