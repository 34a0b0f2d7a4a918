use std::cell::RefCell;

use super::hash::hex;
use super::{Hash, digest};

/// Characters of a salt: 128 random bits, in hex.
pub(crate) const SALT_LEN: usize = 32;

const RANDOM_LEN: usize = SALT_LEN / 2;

/// Salts that the system is asked for at once.
const AT_ONCE: usize = 32;

thread_local! {
    static AHEAD: RefCell<Ahead> = const { RefCell::new(Ahead { random: [0; RANDOM_LEN * AT_ONCE], left: 0 }) };
}

/// The two salts that the salt of a line stands for.
///
/// Each is one half of its digest, so that one of them can stay in an erased line without telling the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Salts(Hash);

impl Salts {
    pub(crate) fn of(salt: &[u8]) -> Self {
        Self(digest(b"", salt))
    }

    pub(crate) fn user(&self) -> &[u8] {
        self.0.as_bytes().split_at(SALT_LEN).0
    }

    pub(crate) fn value(&self) -> &[u8] {
        self.0.as_bytes().split_at(SALT_LEN).1
    }
}

/// Randomness of the system that nothing has been made of yet: to ask for each salt would cost more than all of its digests.
struct Ahead {
    random: [u8; RANDOM_LEN * AT_ONCE],
    left: usize,
}

impl Ahead {
    fn take(&mut self) -> Result<[u8; RANDOM_LEN], getrandom::Error> {
        if self.left == 0 {
            getrandom::fill(&mut self.random)?;
            self.left = AT_ONCE;
        }
        self.left -= 1;
        let mut taken = [0; RANDOM_LEN];
        if let Some(next) = self.random.chunks_exact_mut(RANDOM_LEN).nth(self.left) {
            taken.copy_from_slice(next);
            // A salt that is erased from the log is not to be found in memory either.
            next.fill(0);
        }
        Ok(taken)
    }
}

/// 128 fresh random bits as text.
///
/// # Errors
///
/// The system has no randomness to give.
pub(crate) fn fresh_salt() -> Result<[u8; SALT_LEN], getrandom::Error> {
    // A thread that is ending keeps nothing ahead any more.
    let random = AHEAD.try_with(|ahead| ahead.borrow_mut().take()).unwrap_or_else(|_| {
        let mut random = [0; RANDOM_LEN];
        getrandom::fill(&mut random).map(|()| random)
    })?;
    let mut text = [0; SALT_LEN];
    hex(&random, &mut text);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread;

    use super::*;

    #[test]
    fn salts_differ_within_a_thread_and_between_threads() {
        let salts = || (0..3 * AT_ONCE + 1).map(|_| fresh_salt().unwrap()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(salts)).collect();
        let all: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).chain(salts()).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        // What a buffer that was never filled, or was wiped, would give.
        assert!(all.iter().all(|salt| salt != &[b'0'; SALT_LEN]));
    }

    #[test]
    fn a_salt_that_was_given_out_is_not_kept() {
        let mut ahead = Ahead { random: [0; RANDOM_LEN * AT_ONCE], left: 0 };
        for _ in 0..AT_ONCE {
            let taken = ahead.take().unwrap();
            assert!(!ahead.random.windows(RANDOM_LEN).any(|window| window == taken));
        }
        assert_eq!((ahead.left, ahead.random), (0, [0; RANDOM_LEN * AT_ONCE]));
    }

    #[test]
    fn one_part_has_another_salt_than_the_other() {
        let salts = Salts::of(&fresh_salt().unwrap());
        assert_ne!(salts.user(), salts.value());
        assert_eq!(salts.user().len(), SALT_LEN);
    }
}
