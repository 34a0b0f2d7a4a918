//! Frames that the client library can't stand, made such that it can.
//!
//! It reads nested headers by recursion, whatever their depth, and gives the connection up where a short string is not
//! UTF-8. Both come from whoever published: the first would end the process, the second the connection, each time anew.

/// How deep headers may be nested. Nobody here looks at nested ones at all.
const MAX_DEPTH: usize = 16;
/// A header of messages whose properties had to be taken away.
pub(super) const UNFIT: &str = "x-unfit";

/// The kinds of frames (AMQP 0-9-1, 4.2.3) that are looked at.
const METHOD: u8 = 1;
const CONTENT_HEADER: u8 = 2;
const BASIC_DELIVER: [u8; 4] = [0, 60, 0, 60];
/// Class, weight and size of the body, before the flags.
const BEFORE_FLAGS: usize = 12;
const HEADERS_FLAG: u16 = 1 << 13;

/// Whether frames of this kind are to be looked at.
pub(super) fn is_looked_at(kind: u8) -> bool {
    matches!(kind, METHOD | CONTENT_HEADER)
}

/// Mends the payload of a frame, if it has to be.
pub(super) fn mend(kind: u8, payload: &mut Vec<u8>) {
    match kind {
        METHOD if payload.starts_with(&BASIC_DELIVER) => mend_delivery(payload),
        CONTENT_HEADER if !has_fit_properties(payload) => take_properties_away(payload),
        _ => {}
    }
}

/// In a routing key that is not UTF-8, whatever is not ASCII becomes a question mark.
fn mend_delivery(payload: &mut [u8]) {
    let mut reader = Reader { rest: &payload[BASIC_DELIVER.len()..] };
    let read = |reader: &mut Reader<'_>| {
        reader.short_bytes()?;
        // Delivery tag and whether it comes again.
        reader.skip(9)?;
        reader.short_bytes()?;
        reader.short_bytes().map(<[u8]>::len)
    };
    let Some(length) = read(&mut reader) else { return };
    let end = payload.len() - reader.rest.len();
    let key = &mut payload[end - length..end];
    if std::str::from_utf8(key).is_err() {
        key.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b'?');
    }
}

fn take_properties_away(payload: &mut Vec<u8>) {
    payload.resize(BEFORE_FLAGS, 0);
    payload.extend(HEADERS_FLAG.to_be_bytes());
    let entry = [&[UNFIT.len() as u8], UNFIT.as_bytes(), b"V"].concat();
    payload.extend((entry.len() as u32).to_be_bytes());
    payload.extend(entry);
}

fn has_fit_properties(payload: &[u8]) -> bool {
    let mut reader = Reader { rest: payload };
    reader.skip(BEFORE_FLAGS).and_then(|()| reader.properties()).is_some() && reader.rest.is_empty()
}

/// Reads what there is; `None` where it is not as it should be.
struct Reader<'p> {
    rest: &'p [u8],
}

impl<'p> Reader<'p> {
    fn take(&mut self, count: usize) -> Option<&'p [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.take(count).map(|_| ())
    }

    fn long(&mut self) -> Option<usize> {
        let bytes = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_be_bytes(bytes)).ok()
    }

    fn short_bytes(&mut self) -> Option<&'p [u8]> {
        let length = self.take(1)?[0];
        self.take(length.into())
    }

    fn short_string(&mut self) -> Option<()> {
        std::str::from_utf8(self.short_bytes()?).ok().map(|_| ())
    }

    /// The properties of a message, in the order of their flags (AMQP 0-9-1, 4.2.6.1 and 1.8).
    fn properties(&mut self) -> Option<()> {
        let flags = u16::from_be_bytes(self.take(2)?.try_into().ok()?);
        if flags & 0b11 != 0 {
            // There are no such properties, nor more of them than one word of flags.
            return None;
        }
        for bit in (2..16).rev().filter(|bit| flags & (1 << bit) != 0) {
            match bit {
                13 => {
                    let length = self.long()?;
                    let table = self.take(length)?;
                    is_fit_table(table).then_some(())?;
                }
                // Delivery mode and priority.
                11 | 12 => self.skip(1)?,
                // Timestamp.
                6 => self.skip(8)?,
                _ => self.short_string()?,
            }
        }
        Some(())
    }
}

/// Whether a table can be read to its end, and without going too deep. This does not recurse.
fn is_fit_table(table: &[u8]) -> bool {
    let mut open = vec![(Reader { rest: table }, true)];
    while let Some((reader, named)) = open.last_mut() {
        if reader.rest.is_empty() {
            open.pop();
            continue;
        }
        let nested = if *named { reader.short_string().and_then(|()| value(reader)) } else { value(reader) };
        match nested {
            None => return false,
            Some(Value::Flat) => {}
            Some(Value::Nested(..)) if open.len() >= MAX_DEPTH => return false,
            Some(Value::Nested(inner, named)) => open.push((Reader { rest: inner }, named)),
        }
    }
    true
}

enum Value<'p> {
    Flat,
    /// What is in it, and whether that has names.
    Nested(&'p [u8], bool),
}

fn value<'p>(reader: &mut Reader<'p>) -> Option<Value<'p>> {
    match reader.take(1)?[0] {
        b'V' => {}
        b't' | b'b' | b'B' => reader.skip(1)?,
        b's' | b'U' | b'u' => reader.skip(2)?,
        b'I' | b'i' | b'f' => reader.skip(4)?,
        b'D' => reader.skip(5)?,
        b'l' | b'L' | b'd' | b'T' => reader.skip(8)?,
        b'S' | b'x' => {
            let length = reader.long()?;
            reader.skip(length)?;
        }
        kind @ (b'A' | b'F') => {
            let length = reader.long()?;
            return Some(Value::Nested(reader.take(length)?, kind == b'F'));
        }
        _ => return None,
    }
    Some(Value::Flat)
}

#[cfg(test)]
mod tests {
    use lapin::types::{AMQPValue, FieldTable};
    use lapin::{BasicProperties, protocol};
    use proptest::prelude::*;

    use super::*;

    fn header(flags: u16, properties: &[u8]) -> Vec<u8> {
        let mut payload = vec![0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        payload.extend(flags.to_be_bytes());
        payload.extend(properties);
        payload
    }

    fn long(bytes: &[u8]) -> Vec<u8> {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
    }

    fn nested(kind: u8, depth: usize) -> Vec<u8> {
        let mut value = Vec::new();
        for _ in 0..depth {
            let entry = if kind == b'F' && !value.is_empty() { [b"\x01k", &value[..]].concat() } else { value };
            value = [&[kind], &long(&entry)[..]].concat();
        }
        long(&[b"\x01k", &value[..]].concat())
    }

    fn mended(payload: &[u8]) -> Option<Vec<u8>> {
        let mut mended = payload.to_vec();
        mend(CONTENT_HEADER, &mut mended);
        (mended != payload).then_some(mended)
    }

    #[test]
    fn what_is_fit_stays_as_it_is() {
        let mut table = FieldTable::default();
        for (number, value) in [
            AMQPValue::Boolean(true),
            AMQPValue::ShortShortInt(-1),
            AMQPValue::ShortInt(-1),
            AMQPValue::LongInt(-1),
            AMQPValue::LongLongInt(-1),
            AMQPValue::LongUInt(1),
            AMQPValue::Double(1.5),
            AMQPValue::Float(1.5),
            AMQPValue::Timestamp(7),
            AMQPValue::Void,
            AMQPValue::LongString(vec![0xff].into()),
            AMQPValue::ByteArray(vec![1, 2].into()),
            AMQPValue::FieldArray(vec![AMQPValue::Void].into()),
            AMQPValue::FieldTable(FieldTable::default()),
        ]
        .into_iter()
        .enumerate()
        {
            table.insert(format!("h{number}").into(), value);
        }
        let properties = BasicProperties::default()
            .with_headers(table)
            .with_content_type("text/plain".into())
            .with_delivery_mode(2)
            .with_priority(1)
            .with_message_id("größe".into())
            .with_timestamp(7)
            .with_app_id("a".into());
        let mut buffer = vec![0; 4096];
        let cursor = std::io::Cursor::new(&mut buffer[..]);
        let written = protocol::basic::gen_properties(&properties)(cursor.into());
        let length = usize::try_from(written.unwrap().into_inner().0.position()).unwrap();
        let mut payload = vec![0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        payload.extend(&buffer[..length]);
        assert_eq!(mended(&payload), None);
        assert_eq!(mended(&header(0, b"")), None);
        for kind in [b'A', b'F'] {
            assert_eq!(mended(&header(HEADERS_FLAG, &nested(kind, MAX_DEPTH - 1))), None);
        }
    }

    #[test]
    fn what_is_not_loses_its_properties() {
        let expected = header(HEADERS_FLAG, &long(b"\x07x-unfitV"));
        assert!(mended(&expected).is_none());
        for payload in [
            header(HEADERS_FLAG, &nested(b'A', MAX_DEPTH)),
            header(HEADERS_FLAG, &nested(b'F', 5000)),
            header(HEADERS_FLAG, &long(b"\x01\xffV")),
            header(HEADERS_FLAG, &long(b"\x01k?")),
            header(HEADERS_FLAG, &long(b"\x01kS\xff\xff\xff\xff")),
            header(HEADERS_FLAG, b"\xff\xff\xff\xff"),
            header(1 << 7, b"\x02\xff\xfe"),
            header(1 << 7, b"\x05a"),
            header(0, b"more"),
            header(1, b"\0\0"),
        ] {
            assert_eq!(mended(&payload), Some(expected.clone()), "{payload:?}");
        }
    }

    #[test]
    fn a_routing_key_becomes_text() {
        let delivery = |key: &[u8]| {
            let mut payload = [&BASIC_DELIVER[..], b"\x01c", &[0; 9], b"\x01e", &[key.len() as u8], key].concat();
            mend(METHOD, &mut payload);
            payload[payload.len() - key.len()..].to_vec()
        };
        assert_eq!(delivery("größe.#".as_bytes()), "größe.#".as_bytes());
        assert_eq!(delivery(b"gr\xf6\xdfe\xc3"), b"gr??e?");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_fit_then(mut bytes in proptest::collection::vec(any::<u8>(), 0..200), kind in 1..3_u8) {
            mend(kind, &mut bytes);
            if kind == CONTENT_HEADER && bytes.len() > BEFORE_FLAGS {
                prop_assert!(has_fit_properties(&bytes));
            }
        }
    }
}
