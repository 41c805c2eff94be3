use std::borrow::Cow;

use super::error::{Fault, JsonError};
use crate::codec::error::Failed;
use crate::codec::profile::ProfileId;

/// How much a document may ask of its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// The largest document in bytes.
    pub max_bytes: usize,
    /// How deep objects and arrays may be nested.
    pub max_depth: usize,
}

impl Default for ReadLimits {
    /// 64 MiB, and 128 levels: more than a store or a broker takes, less than a stack holds.
    fn default() -> Self {
        Self { max_bytes: 64 << 20, max_depth: 128 }
    }
}

/// Reads JSON from text that outlives the values read from it, so that they may borrow.
#[derive(Debug)]
pub struct Reader<'de> {
    pub(super) text: &'de str,
    pub(super) at: usize,
    pub(super) depth: usize,
    profile: ProfileId,
    limits: ReadLimits,
    fault: Option<Box<(usize, Fault)>>,
    /// The key that the last object's type did not know.
    pub(super) unknown: Cow<'de, str>,
}

impl<'de> Reader<'de> {
    /// A reader of a whole document.
    #[must_use]
    pub fn new(text: &'de str, profile: ProfileId, limits: ReadLimits) -> Self {
        Self { text, at: 0, depth: 0, profile, limits, fault: None, unknown: Cow::Borrowed("") }
    }

    /// The dialect that the document is read in.
    #[inline]
    pub fn profile(&self) -> ProfileId {
        self.profile
    }

    #[inline]
    pub(super) fn is_proto3(&self) -> bool {
        matches!(self.profile, ProfileId::Proto3)
    }

    /// Notes what is wrong at this place. The first note counts.
    #[cold]
    pub fn fail(&mut self, fault: Fault) -> Failed {
        self.fail_at(self.at, fault)
    }

    #[cold]
    pub(super) fn fail_at(&mut self, at: usize, fault: Fault) -> Failed {
        self.fault.get_or_insert_with(|| Box::new((at, fault)));
        Failed
    }

    /// Notes that a text at this place is not what is expected.
    #[cold]
    pub fn fail_invalid(&mut self, value: &str, expected: &'static str) -> Failed {
        let value = value.chars().take(60).collect();
        self.fail(Fault::Invalid { value, expected })
    }

    /// Notes that a value at this place does not fit.
    #[cold]
    pub fn fail_range(&mut self, value: &str, target: &'static str) -> Failed {
        let value = value.chars().take(60).collect();
        self.fail(Fault::OutOfRange { value, target })
    }

    /// Notes that the next value is of another JSON type.
    #[cold]
    pub fn fail_type(&mut self, expected: &'static str) -> Failed {
        let next = self.peek();
        let rest = self.text.get(self.at..).unwrap_or_default();
        let literal = ["true", "false", "null"].iter().any(|word| rest.starts_with(word));
        let found = match next {
            None => "the end of the input",
            Some(b'"') => "text",
            Some(b'{') => "an object",
            Some(b'[') => "an array",
            Some(b't' | b'f') if literal => "a boolean",
            Some(b'n') if literal => "null",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(_) => return self.fail_syntax("a value"),
        };
        self.fail(Fault::Type { expected, found })
    }

    #[cold]
    pub(super) fn fail_syntax(&mut self, expected: &'static str) -> Failed {
        let found = match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None => "the end of the input".into(),
            Some(c) => format!("{c:?}"),
        };
        self.fail(Fault::Syntax { expected, found })
    }

    /// The error that was noted.
    #[cold]
    pub(crate) fn into_error(self) -> JsonError {
        let (at, fault) = self.fault.map_or((self.at, Fault::Trailing), |noted| *noted);
        JsonError::locate(self.text.as_bytes(), at, fault)
    }

    /// Requires that nothing but white space follows.
    pub(crate) fn end(&mut self) -> Result<(), Failed> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.fail(Fault::Trailing)),
        }
    }

    /// The next byte that is not white space.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    #[inline]
    pub(super) fn enter(&mut self) -> Result<(), Failed> {
        self.depth += 1;
        if self.depth > self.limits.max_depth {
            return Err(self.fail(Fault::TooDeep(self.limits.max_depth)));
        }
        Ok(())
    }

    /// Takes a literal, `null`, when it comes next.
    #[inline]
    fn literal(&mut self, word: &'static str) -> bool {
        let found = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    /// Takes `null` when it comes next.
    #[inline]
    pub fn null(&mut self) -> bool {
        self.peek() == Some(b'n') && self.literal("null")
    }

    /// Reads a boolean.
    ///
    /// # Errors
    /// When something else comes next.
    #[inline]
    pub fn bool(&mut self) -> Result<bool, Failed> {
        match self.peek() {
            Some(b't') if self.literal("true") => Ok(true),
            Some(b'f') if self.literal("false") => Ok(false),
            _ => Err(self.fail_type("a boolean")),
        }
    }

    /// The text of the next value, as it is written.
    ///
    /// # Errors
    /// When it is not JSON.
    pub(crate) fn raw_value(&mut self) -> Result<&'de str, Failed> {
        self.peek();
        let begin = self.at;
        self.skip_value()?;
        Ok(self.text.get(begin..self.at).unwrap_or_default())
    }

    /// Reads over a value, whatever it is.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn skip_value(&mut self) -> Result<(), Failed> {
        match self.peek() {
            Some(b'"') => self.text().map(drop),
            Some(b'{') => self.entries(|r, _| r.skip_value()),
            Some(b'[') => self.elements(Self::skip_value),
            Some(b't' | b'f') => self.bool().map(drop),
            Some(b'n') if self.literal("null") => Ok(()),
            Some(b'-' | b'0'..=b'9') => self.number("a number").map(drop),
            _ => Err(self.fail_syntax("a value")),
        }
    }
}
