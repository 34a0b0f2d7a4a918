use std::fmt::Write;

use tracewell_names::marker;

use super::input::{Input, Stop};
use super::redactor::Json;
use super::string::{decode, encode};
use crate::{Class, Decision, Reason};

/// Values nested deeper than this are `[FILTERED]`.
const DEEPEST: u32 = 128;

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    /// A value, or the end of an array that has none yet.
    FirstValue,
    Name,
    /// A name, or the end of an object that has none yet.
    FirstName,
    /// A comma or the end of what is open.
    Separator,
}

/// One reading of a JSON text.
pub(super) struct Walk<'p, 'j, 'o> {
    options: Json<'p>,
    input: Input<'j>,
    out: &'o mut String,
    start: usize,
    depth: u32,
    /// For each open bracket whether it is an object's, the innermost lowest.
    objects: u128,
    decoded: String,
    clean: String,
}

impl<'p, 'j, 'o> Walk<'p, 'j, 'o> {
    pub(super) fn new(options: Json<'p>, json: &'j [u8], out: &'o mut String) -> Self {
        Self {
            options,
            input: Input::new(json),
            start: out.len(),
            out,
            depth: 0,
            objects: 0,
            decoded: String::new(),
            clean: String::new(),
        }
    }

    /// Reads all of it.
    pub(super) fn document(&mut self) -> Result<(), Stop> {
        let mut next = Next::Value;
        loop {
            if self.out.len() - self.start > self.options.most_bytes {
                return Err(Stop::End);
            }
            let byte = match self.input.peek() {
                Some(byte) => byte,
                None if next == Next::Separator && self.depth == 0 => return Ok(()),
                None => return Err(Stop::End),
            };
            next = match (next, byte) {
                (Next::FirstValue, b']') | (Next::FirstName, b'}') => self.close(byte)?,
                (Next::Value | Next::FirstValue, _) => self.value(byte)?,
                (Next::Name | Next::FirstName, _) => self.member()?,
                (Next::Separator, b',') if self.depth > 0 => {
                    self.input.pass();
                    self.out.push(',');
                    if self.is_object() { Next::Name } else { Next::Value }
                }
                (Next::Separator, b']' | b'}') => self.close(byte)?,
                (Next::Separator, _) => return Err(Stop::Invalid),
            };
        }
    }

    fn is_object(&self) -> bool {
        self.objects & 1 == 1
    }

    fn close(&mut self, byte: u8) -> Result<Next, Stop> {
        if self.depth == 0 || self.is_object() != (byte == b'}') {
            return Err(Stop::Invalid);
        }
        self.input.pass();
        self.out.push(char::from(byte));
        self.depth -= 1;
        self.objects >>= 1;
        Ok(Next::Separator)
    }

    fn value(&mut self, byte: u8) -> Result<Next, Stop> {
        match byte {
            b'{' | b'[' if self.depth == DEEPEST => {
                self.input.skip()?;
                self.mark(Reason::Filter, marker::FILTERED);
            }
            b'{' | b'[' => {
                let is_nested = byte == b'[' && self.depth > 0 && !self.is_object();
                self.input.pass();
                self.out.push(char::from(byte));
                self.depth += 1;
                self.objects = self.objects << 1 | u128::from(byte == b'{');
                if is_nested && self.pair()? {
                    return Ok(Next::Separator);
                }
                return Ok(if byte == b'{' { Next::FirstName } else { Next::FirstValue });
            }
            b'"' => {
                let raw = self.input.string()?;
                self.text(raw)?;
            }
            _ => {
                let word = self.scalar()?;
                // No program has such a number, and all that goes out is bounded.
                if word.len() > self.options.policy.scan_limit() {
                    self.mark(Reason::Filter, marker::FILTERED);
                } else {
                    self.out.push_str(word);
                }
            }
        }
        Ok(Next::Separator)
    }

    /// A number, `true`, `false` or `null`. At the end of a text that is cut it may be half of one.
    fn scalar(&mut self) -> Result<&'j str, Stop> {
        let word = self.input.scalar()?;
        if self.depth > 0 && self.input.is_at_end() { Err(Stop::End) } else { Ok(word) }
    }

    /// A name, its colon, and the value if the name decides about it.
    fn member(&mut self) -> Result<Next, Stop> {
        let raw = self.input.string()?;
        match self.input.peek() {
            Some(b':') => self.input.pass(),
            Some(_) => return Err(Stop::Invalid),
            None => return Err(Stop::End),
        }
        let policy = self.options.policy;
        self.decode(raw)?;
        let decision = policy.decide(&self.decoded);
        encode(&policy.outside_name(&self.decoded), self.out);
        self.out.push(':');
        match decision {
            Decision::Keep => return Ok(Next::Value),
            Decision::Filter if self.options.keep_unknown => return Ok(Next::Value),
            Decision::Filter => {
                self.input.skip()?;
                self.mark(Reason::Filter, marker::FILTERED);
            }
            Decision::Redact => {
                self.input.skip()?;
                self.mark(Reason::Name, marker::REDACTED);
            }
            Decision::Act(class) => self.act(class)?,
        }
        Ok(Next::Separator)
    }

    /// The name and the value of a list of two, if the name decides about it: JSON has no other way to write a list of
    /// pairs.
    fn pair(&mut self) -> Result<bool, Stop> {
        let mut ahead = self.input;
        let Some(b'"') = ahead.peek() else {
            return Ok(false);
        };
        let raw = ahead.string()?;
        if ahead.peek() != Some(b',') {
            return Ok(false);
        }
        ahead.pass();
        self.decode(raw)?;
        let policy = self.options.policy;
        if !may_be_name(&self.decoded) {
            return Ok(false);
        }
        let decision = policy.decide(&self.decoded);
        if !matches!(decision, Decision::Redact | Decision::Act(_)) {
            return Ok(false);
        }
        let value = ahead;
        ahead.skip()?;
        if !matches!(ahead.peek(), Some(b']') | None) {
            return Ok(false);
        }
        encode(&policy.outside_name(&self.decoded), self.out);
        self.out.push(',');
        self.input = value;
        match decision {
            Decision::Act(class) => self.act(class)?,
            _ => {
                self.input = ahead;
                self.mark(Reason::Name, marker::REDACTED);
            }
        }
        Ok(true)
    }

    fn act(&mut self, class: Class) -> Result<(), Stop> {
        match self.input.peek().ok_or(Stop::End)? {
            b'{' | b'[' => {
                self.input.skip()?;
                self.mark(Reason::Name, marker::REDACTED);
                return Ok(());
            }
            b'"' => {
                let raw = self.input.string()?;
                self.decode(raw)?;
            }
            _ => {
                let word = self.scalar()?;
                self.decoded.clear();
                self.decoded.push_str(word);
            }
        }
        self.clean.clear();
        self.options.policy.act_into(class, None, &self.decoded, &mut self.clean);
        encode(&self.clean, self.out);
        Ok(())
    }

    fn text(&mut self, raw: &str) -> Result<(), Stop> {
        self.decode(raw)?;
        self.clean.clear();
        let scrubbed = self.options.policy.scrub_window(&self.decoded, &mut self.clean);
        if scrubbed.is_clean() {
            self.clean.push_str(self.decoded.get(..scrubbed.kept()).unwrap_or_default());
        }
        if scrubbed.left_out() > 0 {
            // Writing to a string does not fail.
            let _ = write!(self.clean, "{}{}{}", marker::CUT_PREFIX, scrubbed.left_out(), marker::CUT_SUFFIX);
        }
        encode(&self.clean, self.out);
        Ok(())
    }

    fn decode(&mut self, raw: &str) -> Result<(), Stop> {
        self.decoded.clear();
        decode(raw, &mut self.decoded).ok_or(Stop::Invalid)
    }

    fn mark(&mut self, reason: Reason, marker: &str) {
        self.options.policy.counts().add(reason);
        encode(marker, self.out);
    }
}

/// The longest string that is taken for the name of a pair.
const LONGEST_NAME: usize = 96;

/// Whether a string that stands first in a list could be the name of a pair: no sentence is.
fn may_be_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$' | b':'))
}
