/// The lowest port that pages are served at.
const LOWEST: u32 = 80;

/// Whether the digits behind a host may be the port of a page. What else looks like one may begin a password:
/// `https://bob:12/cret@db`.
pub(crate) fn serves_pages(digits: &[u8]) -> bool {
    match digits {
        // `http://host:/` has the port of its scheme.
        [] => true,
        [b'1'..=b'9', ..] if digits.len() <= 5 && digits.iter().all(u8::is_ascii_digit) => {
            let port = digits.iter().fold(0, |port, digit| port * 10 + u32::from(digit - b'0'));
            (LOWEST..=u32::from(u16::MAX)).contains(&port)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::serves_pages;

    #[test]
    fn ports_of_pages_are_told_from_other_digits() {
        for port in ["", "80", "81", "443", "3000", "8080", "65535"] {
            assert!(serves_pages(port.as_bytes()), "{port}");
        }
        for other in ["0", "1", "12", "79", "080", "0443", "65536", "99999", "123456", "8o80", "x"] {
            assert!(!serves_pages(other.as_bytes()), "{other}");
        }
    }
}
