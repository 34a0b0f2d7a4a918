use crate::Kind;
use crate::scan::found::Verdict;
use crate::scan::text::Text;

/// How long the numbers of a country are, sorted by country.
const LENGTHS: &[([u8; 2], usize)] = &[
    (*b"AD", 24),
    (*b"AE", 23),
    (*b"AL", 28),
    (*b"AT", 20),
    (*b"AZ", 28),
    (*b"BA", 20),
    (*b"BE", 16),
    (*b"BG", 22),
    (*b"BH", 22),
    (*b"BI", 27),
    (*b"BR", 29),
    (*b"BY", 28),
    (*b"CH", 21),
    (*b"CR", 22),
    (*b"CY", 28),
    (*b"CZ", 24),
    (*b"DE", 22),
    (*b"DJ", 27),
    (*b"DK", 18),
    (*b"DO", 28),
    (*b"EE", 20),
    (*b"EG", 29),
    (*b"ES", 24),
    (*b"FI", 18),
    (*b"FK", 18),
    (*b"FO", 18),
    (*b"FR", 27),
    (*b"GB", 22),
    (*b"GE", 22),
    (*b"GI", 23),
    (*b"GL", 18),
    (*b"GR", 27),
    (*b"GT", 28),
    (*b"HN", 28),
    (*b"HR", 21),
    (*b"HU", 28),
    (*b"IE", 22),
    (*b"IL", 23),
    (*b"IQ", 23),
    (*b"IS", 26),
    (*b"IT", 27),
    (*b"JO", 30),
    (*b"KW", 30),
    (*b"KZ", 20),
    (*b"LB", 28),
    (*b"LC", 32),
    (*b"LI", 21),
    (*b"LT", 20),
    (*b"LU", 20),
    (*b"LV", 21),
    (*b"LY", 25),
    (*b"MC", 27),
    (*b"MD", 24),
    (*b"ME", 22),
    (*b"MK", 19),
    (*b"MN", 20),
    (*b"MR", 27),
    (*b"MT", 31),
    (*b"MU", 30),
    (*b"NI", 28),
    (*b"NL", 18),
    (*b"NO", 15),
    (*b"OM", 23),
    (*b"PK", 24),
    (*b"PL", 28),
    (*b"PS", 29),
    (*b"PT", 25),
    (*b"QA", 29),
    (*b"RO", 24),
    (*b"RS", 22),
    (*b"RU", 33),
    (*b"SA", 24),
    (*b"SC", 31),
    (*b"SD", 18),
    (*b"SE", 24),
    (*b"SI", 19),
    (*b"SK", 24),
    (*b"SM", 27),
    (*b"SO", 23),
    (*b"ST", 25),
    (*b"SV", 28),
    (*b"TL", 23),
    (*b"TN", 24),
    (*b"TR", 26),
    (*b"UA", 29),
    (*b"VA", 22),
    (*b"VG", 24),
    (*b"XK", 20),
    (*b"YE", 30),
];

/// What may stand between two characters: no-break spaces are what editors put there.
const SEPARATORS: [&str; 6] = ["  ", " ", "-", "\x1f", "\u{a0}", "\u{202f}"];

/// How many characters stand in a group of a number as it is printed.
const GROUP: usize = 4;

/// An international bank account number: country, length of that country, check digits (ISO 13616); in one run or in
/// groups parted by blanks or dashes. In lower case it could be words, so there the groups have to be those of print.
pub(in crate::scan) fn iban(text: Text<'_>, at: usize) -> Verdict {
    let clean = Verdict::Clean { resume: at + 1 };
    if !text.begins_word(at) {
        return clean;
    }
    let country = [text.at(at).to_ascii_uppercase(), text.at(at + 1).to_ascii_uppercase()];
    let Some(len) = LENGTHS
        .binary_search_by_key(&country, |(country, _)| *country)
        .ok()
        .and_then(|row| LENGTHS.get(row))
        .map(|(_, len)| *len)
    else {
        return clean;
    };

    // The check moves the first four characters to the end and reads letters as two digits: 97 divides it, rest 1.
    let mut head = 0;
    let mut rest = 0;
    let mut end = at;
    let mut is_lower = false;
    let mut is_odd = false;
    for place in 0..len {
        if place > 0 {
            let gap =
                SEPARATORS.iter().find(|other| text.starts_with(end, other)).map_or(0, |separator| separator.len());
            is_odd |= gap > 0 && place % GROUP != 0;
            end += gap;
        }
        is_lower |= text.at(end).is_ascii_lowercase();
        if is_lower && is_odd {
            return clean;
        }
        let byte = text.at(end).to_ascii_uppercase();
        let fold = |number: u32| match byte {
            b'0'..=b'9' => Some((number * 10 + u32::from(byte - b'0')) % 97),
            b'A'..=b'Z' => Some((number * 100 + u32::from(byte - b'A') + 10) % 97),
            _ => None,
        };
        let into = if place < 4 { &mut head } else { &mut rest };
        match fold(*into) {
            Some(folded) => *into = folded,
            None => return clean,
        }
        end += 1;
    }
    // Two letters and two digits are six digits.
    let number = (rest * (1_000_000 % 97) + head) % 97;
    if number != 1 || !text.ends_word(end) {
        return clean;
    }
    Verdict::secret(Kind::Iban, at, end)
}
