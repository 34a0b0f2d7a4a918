use crate::Kind;
use crate::scan::found::Verdict;
use crate::scan::text::Text;

/// Card numbers have 13 to 19 digits.
const SHORTEST: usize = 13;
const LONGEST: usize = 19;

/// How cards print their digits in groups.
const GROUPINGS: [&[usize]; 8] = [
    &[4, 4, 4, 4, 3],
    &[4, 4, 4, 4, 2],
    &[4, 4, 4, 4, 1],
    &[4, 4, 4, 4],
    &[4, 4, 4, 3],
    &[4, 4, 4, 2],
    &[4, 6, 5],
    &[4, 6, 4],
];

/// What stands between the groups: no-break spaces are what editors put there.
const SEPARATORS: [&str; 12] =
    ["  ", " ", "-", ".", "+", "\t", "\x1f\x1f", "\x1f", "\u{a0}", "\u{202f}", "\u{2009}", "\u{2011}"];

/// A payment card number: an issuer's prefix and length, bounded by words, with the right check digit; in one run or in
/// the groups that cards print, parted by one of [`SEPARATORS`].
pub(in crate::scan) fn card(text: Text<'_>, at: usize) -> Verdict {
    let first = text.run(at, |byte| byte.is_ascii_digit());
    let clean = Verdict::Clean { resume: first };
    let behind_point = text.before(at) == b'.' && at > 1 && text.before(at - 1).is_ascii_digit();
    if !text.begins_word(at) || behind_point {
        return clean;
    }
    if (SHORTEST..=LONGEST).contains(&(first - at)) {
        return whole(text, at, first).unwrap_or(clean);
    }
    GROUPINGS.iter().find_map(|groups| grouped(text, at, groups)).unwrap_or(clean)
}

fn whole(text: Text<'_>, start: usize, end: usize) -> Option<Verdict> {
    let is_card = text.ends_word(end) && is_number(text.slice(start, end));
    is_card.then(|| Verdict::secret(Kind::Card, start, end))
}

fn grouped(text: Text<'_>, start: usize, groups: &[usize]) -> Option<Verdict> {
    let mut digits = [0; LONGEST];
    let mut filled = 0;
    let mut at = start;
    let mut between = None;
    for (position, len) in groups.iter().enumerate() {
        if position > 0 {
            let separator = SEPARATORS.iter().find(|separator| text.starts_with(at, separator))?;
            if *between.get_or_insert(separator) != separator {
                return None;
            }
            at += separator.len();
        }
        let group = text.slice(at, at + len);
        if group.len() < *len || !group.iter().all(u8::is_ascii_digit) || text.at(at + len).is_ascii_digit() {
            return None;
        }
        digits.get_mut(filled..filled + len)?.copy_from_slice(group);
        filled += len;
        at += len;
    }
    let is_card = text.ends_word(at) && is_number(&digits[..filled]);
    is_card.then(|| Verdict::secret(Kind::Card, start, at))
}

fn is_number(digits: &[u8]) -> bool {
    has_issuer(digits) && has_check_digit(digits)
}

/// Whether prefix and length are those of an issuer.
fn has_issuer(digits: &[u8]) -> bool {
    let prefix =
        |len: usize| digits.iter().take(len).fold(0_u32, |number, digit| number * 10 + u32::from(digit - b'0'));
    let len = digits.len();
    let (two, three, four) = (prefix(2), prefix(3), prefix(4));
    let visa = digits.first() == Some(&b'4') && matches!(len, 13 | 16 | 19);
    let mastercard = (matches!(two, 51..=55) || matches!(four, 2221..=2720)) && len == 16;
    let amex = matches!(two, 34 | 37) && len == 15;
    let diners = (matches!(three, 300..=305) || four == 3095 || matches!(two, 36 | 38 | 39)) && matches!(len, 14..=19);
    let discover = (four == 6011 || two == 65 || matches!(three, 644..=649)) && matches!(len, 16..=19);
    let jcb = matches!(four, 3528..=3589) && matches!(len, 16..=19);
    let union_pay = two == 62 && matches!(len, 16..=19);
    let maestro = matches!(four, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763);
    visa || mastercard || amex || diners || discover || jcb || union_pay || maestro
}

/// The Luhn check.
fn has_check_digit(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0');
            match value * 2 {
                _ if place % 2 == 0 => value,
                double @ 0..=9 => double,
                double => double - 9,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}
