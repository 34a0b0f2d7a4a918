use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use uuid::{Builder, Uuid};

/// Into how many parts an id divides a millisecond: the 12 bits behind its milliseconds (RFC 9562, 6.2, method 3).
const PARTS: u64 = 1 << 12;

/// A clock that was set back by less than this is waited for; by more, it is believed.
const SET_BACK: u64 = 1000 * PARTS;

// None of these has a destructor, so that they can be had at any time: an id may be asked for while the thread ends.
thread_local! {
    static LAST: Cell<u64> = const { Cell::new(0) };
    static MADE: Cell<u64> = const { Cell::new(0) };
    /// A secret of the thread, from the system.
    static KEY: RandomState = RandomState::new();
}

/// Bits that nobody can foresee who does not know the thread's key: SipHash of a number that does not come again.
fn random() -> u64 {
    let number = MADE.get();
    MADE.set(number.wrapping_add(1));
    KEY.with(|key| key.hash_one(number))
}

/// A UUIDv7 whose order is the order in time: strictly on one thread, to a quarter of a microsecond between threads.
///
/// `Uuid::now_v7` orders strictly between threads too, by one counter behind one lock; and every request comes by here.
pub(super) fn uuid_v7() -> Uuid {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let time = LAST.with(|last| {
        let time = behind(last.get(), parts(now));
        last.set(time);
        time
    });
    // Version and variant take the place of their six bits.
    let mut tail = [0; 10];
    let (part, rest) = tail.split_at_mut(2);
    part.copy_from_slice(&((time % PARTS) as u16).to_be_bytes());
    rest.copy_from_slice(&random().to_be_bytes());
    Builder::from_unix_timestamp_millis(time / PARTS, &tail).into_uuid()
}

/// The two digits of each byte.
const DIGITS: [[u8; 2]; 256] = {
    let digits = *b"0123456789abcdef";
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < pairs.len() {
        pairs[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    pairs
};

/// Where the digits of each byte stand, between the dashes.
const PLACES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/// The text of a UUID, in lower case: two digits at a time, which `Uuid` writes one by one.
pub(super) fn hyphenated(uuid: Uuid) -> [u8; 36] {
    let mut text = [b'-'; 36];
    for (byte, place) in uuid.as_bytes().iter().zip(PLACES) {
        [text[place], text[place + 1]] = DIGITS[usize::from(*byte)];
    }
    text
}

/// A time in parts of milliseconds.
const fn parts(time: Duration) -> u64 {
    let nanoseconds = time.subsec_nanos() as u64;
    (time.as_secs() * 1000 + nanoseconds / 1_000_000) * PARTS + nanoseconds % 1_000_000 * PARTS / 1_000_000
}

/// `now`, or the moment behind `last` if that is not over.
const fn behind(last: u64, now: u64) -> u64 {
    if last >= now && last - now < SET_BACK { last + 1 } else { now }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_makes_them_in_order() {
        let ids: Vec<_> = (0..10_000).map(|_| uuid_v7()).collect();
        assert!(ids.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn their_text_is_the_one_of_the_standard() {
        for _ in 0..1000 {
            let id = uuid_v7();
            assert_eq!(std::str::from_utf8(&hyphenated(id)), Ok(&*id.hyphenated().to_string()));
        }
    }

    #[test]
    fn they_are_of_version_7_and_tell_the_time() {
        let before = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let id = uuid_v7();
        assert_eq!(id.get_version_num(), 7);
        let (seconds, nanoseconds) = id.get_timestamp().unwrap().to_unix();
        let told = Duration::new(seconds, nanoseconds);
        assert!(told + Duration::from_millis(1) > before && told < before + Duration::from_secs(10));
    }

    #[test]
    fn it_tells_the_parts_of_its_millisecond_and_62_bits_vary() {
        let ids: Vec<_> = (0..2000).map(|_| uuid_v7().as_u128()).collect();
        assert!(ids.iter().all(|id| id >> 62 & 3 == 2), "the variant");
        for bit in 0..62 {
            let ones = ids.iter().filter(|id| *id >> bit & 1 == 1).count();
            assert!((500..1500).contains(&ones), "bit {bit}: {ones} of 2000");
        }
        let time = |id: &u128| (id >> 80) as u64 * PARTS + (id >> 64) as u64 % PARTS;
        assert!(ids.is_sorted_by(|one, next| time(one) < time(next)));
    }

    #[test]
    fn threads_make_different_ones() {
        let make = || (0..1000).map(|_| uuid_v7()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..8).map(|_| std::thread::spawn(make)).collect();
        let mut ids: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 8000);
    }

    #[test]
    fn a_clock_set_back_is_waited_for_up_to_a_second() {
        assert_eq!(behind(500, 501), 501);
        assert_eq!(behind(500, 500), 501);
        assert_eq!(behind(SET_BACK, 1), SET_BACK + 1);
        assert_eq!(behind(SET_BACK, 0), 0);
    }

    #[test]
    fn a_millisecond_has_4096_parts() {
        assert_eq!(parts(Duration::from_nanos(999_999)), 4095);
        assert_eq!(parts(Duration::from_millis(1)), 4096);
        assert_eq!(parts(Duration::new(1, 250_000)), 1000 * 4096 + 1024);
    }
}
