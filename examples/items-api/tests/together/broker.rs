/// What a client said over AMQP without what its messages hold: methods, properties and headers (AMQP 0-9-1, 4.2.3).
pub(crate) fn without_bodies(said: &[u8]) -> Vec<u8> {
    const GREETING: usize = 8;
    const BODY: u8 = 3;
    let mut rest = said.get(GREETING..).unwrap_or_default();
    let mut kept = Vec::new();
    while let [kind, _, _, a, b, c, d, behind @ ..] = rest {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let payload = behind.get(..length).unwrap_or(behind);
        if *kind != BODY {
            kept.extend_from_slice(payload);
        }
        // The octet that ends a frame.
        rest = behind.get(length + 1..).unwrap_or_default();
    }
    kept
}
