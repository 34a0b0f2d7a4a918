use super::register::Register;

/// Too short to be looked for inside other words (`author`, `monkey`): they count as whole words only.
pub(super) const WORDS: [&str; 27] = [
    "auth",
    "token",
    "key",
    "pwd",
    "pass",
    "jwt",
    "bearer",
    "sso",
    "saml",
    "sid",
    "session",
    "cookie",
    "otp",
    "pin",
    "pan",
    "cvv",
    "cvc",
    "sig",
    "signature",
    "nonce",
    "mfa",
    "totp",
    "ssn",
    "iban",
    "credit",
    "card",
    "creds",
];

const REGISTERS: [Register; WORDS.len()] = {
    let mut registers = [Register::of(""); WORDS.len()];
    let mut at = 0;
    while at < WORDS.len() {
        registers[at] = Register::of(WORDS[at]);
        at += 1;
    }
    registers
};

/// One bit for each length that a word or its plural has.
const LENGTHS: u32 = {
    let mut lengths = 0;
    let mut at = 0;
    while at < WORDS.len() {
        lengths |= 0b11 << WORDS[at].len();
        at += 1;
    }
    lengths
};

/// The short word that `word` is, in singular or plural. `len` is the length of the word, which may be longer than a register.
pub(super) fn matching(word: Register, len: usize) -> Option<&'static str> {
    if len >= Register::CAPACITY || LENGTHS & (1 << len) == 0 {
        return None;
    }
    let singular = if word.last() == b's' { word.shorter() } else { word };
    REGISTERS.iter().position(|register| *register == word || *register == singular).map(|at| WORDS[at])
}
