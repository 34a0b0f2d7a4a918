use super::register::Register;

/// Long enough that a name which contains one anywhere, across its words too, is sensitive.
pub(super) const FRAGMENTS: [&str; 19] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "privatekey",
    "credential",
    "authorization",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "sessiontoken",
    "csrf",
    "xsrf",
    "connectionstring",
    "creditcard",
    "cardnumber",
    "mysqlpwd",
    "setcookie",
];

const REGISTERS: [Register; FRAGMENTS.len()] = {
    let mut registers = [Register::of(""); FRAGMENTS.len()];
    let mut at = 0;
    while at < FRAGMENTS.len() {
        registers[at] = Register::of(FRAGMENTS[at]);
        at += 1;
    }
    registers
};

/// One bit for each letter that a fragment ends with: most letters end none.
const LAST_LETTERS: u32 = {
    let mut letters = 0;
    let mut at = 0;
    while at < FRAGMENTS.len() {
        letters |= 1 << (REGISTERS[at].last() - b'a');
        at += 1;
    }
    letters
};

/// The fragment that the letters read so far end with.
pub(super) fn ending(name: Register) -> Option<&'static str> {
    let last = name.last();
    if !last.is_ascii_lowercase() || LAST_LETTERS & (1 << (last - b'a')) == 0 {
        return None;
    }
    FRAGMENTS
        .iter()
        .zip(REGISTERS)
        .find_map(|(fragment, register)| (name.tail(fragment.len()) == register).then_some(*fragment))
}

#[cfg(test)]
mod tests {
    use super::{FRAGMENTS, ending};
    use crate::name::register::Register;

    #[test]
    fn finds_every_fragment_at_the_end_only() {
        for fragment in FRAGMENTS {
            assert_eq!(ending(Register::of(fragment)), Some(fragment));
        }
        assert_eq!(ending(Register::of("mypassword")), Some("password"));
        assert_eq!(ending(Register::of("passwordless")), None);
        assert_eq!(ending(Register::of("")), None);
    }
}
