/// A time in RFC 3339 as microseconds since 1970, also with a blank instead of the `T`, and without an offset (which
/// then is that of UTC). `None` if it is none.
///
/// ```
/// use tracewell_flow::micros_of;
///
/// assert_eq!(micros_of("1970-01-01T00:00:01.5Z"), Some(1_500_000));
/// assert_eq!(micros_of("1970-01-01T02:00:00+02:00"), Some(0));
/// assert_eq!(micros_of("yesterday"), None);
/// ```
#[must_use]
pub fn micros_of(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<i64> {
        bytes
            .get(from..to)?
            .iter()
            .try_fold(0_i64, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
    };
    let is = |at: usize, of: &[u8]| bytes.get(at).is_some_and(|byte| of.contains(byte));
    if !(is(4, b"-") && is(7, b"-") && is(10, b"Tt ") && is(13, b":") && is(16, b":")) {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let mut at = 19;
    let mut micros = 0;
    if is(at, b".,") {
        let digits = bytes.get(at + 1..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        for place in 0..6 {
            let digit = if place < digits { number(at + 1 + place, at + 2 + place)? } else { 0 };
            micros = micros * 10 + digit;
        }
        at += 1 + digits;
    }
    let offset = match bytes.get(at) {
        Some(sign @ (b'+' | b'-')) => {
            let colon = usize::from(is(at + 3, b":"));
            let minutes = number(at + 1, at + 3)? * 60 + number(at + 3 + colon, at + 5 + colon)?;
            if *sign == b'-' { -minutes } else { minutes }
        }
        Some(b'Z' | b'z') | None => 0,
        Some(_) => return None,
    };
    let days = days_since_1970(year, month, day);
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second;
    Some(seconds * 1_000_000 + micros)
}

/// Of the Gregorian calendar: years are counted from March, so that the leap day is their last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (month + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (from_march * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_times() {
        for (text, micros) in [
            ("2026-11-22T03:15:00.123456Z", 1_795_317_300_123_456),
            ("2026-11-22 03:15:00.123456", 1_795_317_300_123_456),
            ("2026-11-22T04:15:00.123456789+01:00", 1_795_317_300_123_456),
            ("2026-11-21T22:15:00.123456-0500", 1_795_317_300_123_456),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000),
            ("1969-12-31T23:59:59Z", -1_000_000),
        ] {
            assert_eq!(micros_of(text), Some(micros), "{text}");
        }
    }

    #[test]
    fn other_text_is_no_time() {
        for text in
            ["", "2026", "2026-13-01T00:00:00Z", "2026-01-01T00:00:0", "2026-01-01T00:00:00x", "é026-01-01T00:00:00Z"]
        {
            assert_eq!(micros_of(text), None, "{text}");
        }
    }
}
