use std::borrow::Cow;

use super::error::{Fault, JsonError};
use super::escape::find_special;
use super::number::Number;
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
    pub(super) fn into_error(self) -> JsonError {
        let (at, fault) = self.fault.map_or((self.at, Fault::Trailing), |noted| *noted);
        JsonError::locate(self.text.as_bytes(), at, fault)
    }

    /// Requires that nothing but white space follows.
    pub(super) fn end(&mut self) -> Result<(), Failed> {
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

    /// Reads text, borrowed unless it has escapes.
    ///
    /// # Errors
    /// When something else comes next, or the text is malformed.
    #[inline]
    pub fn text(&mut self) -> Result<Cow<'de, str>, Failed> {
        if self.peek() != Some(b'"') {
            return Err(self.fail_type("text"));
        }
        let start = self.at + 1;
        let rest = &self.text.as_bytes()[start..];
        match find_special(rest) {
            Some(len) if rest[len] == b'"' => {
                self.at = start + len + 1;
                Ok(Cow::Borrowed(&self.text[start..start + len]))
            }
            Some(len) if rest[len] == b'\\' => {
                self.escaped_text(start, start + len).map(Cow::Owned)
            }
            found => Err(self.unfinished_text(start, found)),
        }
    }

    /// Reads text that must not have escapes.
    ///
    /// # Errors
    /// As [`text`](Self::text), and when the text has escapes.
    #[inline]
    pub fn borrowed_text(&mut self) -> Result<&'de str, Failed> {
        let start = self.at;
        match self.text()? {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(_) => Err(self.fail_at(start, Fault::Escaped)),
        }
    }

    #[cold]
    fn unfinished_text(&mut self, start: usize, found: Option<usize>) -> Failed {
        self.at = found.map_or(self.text.len(), |len| start + len);
        self.fail_syntax(if found.is_some() {
            "an escape instead of a control character"
        } else {
            "a closing quote"
        })
    }

    #[cold]
    fn escaped_text(&mut self, start: usize, mut at: usize) -> Result<String, Failed> {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut out = String::with_capacity((at - start) * 2 + 16);
        let mut from = start;
        loop {
            out.push_str(&text[from..at]);
            match bytes[at] {
                b'"' => {
                    self.at = at + 1;
                    return Ok(out);
                }
                b'\\' => {
                    self.at = at;
                    out.push(self.escape()?);
                    from = self.at;
                }
                _ => return Err(self.unfinished_text(at, Some(0))),
            }
            match find_special(&bytes[from..]) {
                Some(len) => at = from + len,
                None => return Err(self.unfinished_text(from, None)),
            }
        }
    }

    /// Reads one escape, or two that make a surrogate pair.
    fn escape(&mut self) -> Result<char, Failed> {
        let c = match self.text.as_bytes().get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.fail_syntax("an escape that JSON has")),
        };
        self.at += 2;
        Ok(c)
    }

    fn unicode_escape(&mut self) -> Result<char, Failed> {
        let unit = |at: usize| -> Option<u16> {
            let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
            if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return None;
            }
            u16::from_str_radix(digits, 16).ok()
        };
        let Some(first) = unit(self.at) else {
            return Err(self.fail_syntax("four hexadecimal digits behind `\\u`"));
        };
        let second = unit(self.at + 6);
        let mut decoded = char::decode_utf16([first].into_iter().chain(second));
        match decoded.next() {
            Some(Ok(c)) => {
                self.at += c.len_utf16() * 6;
                Ok(c)
            }
            _ => Err(self.fail_syntax("both halves of a surrogate pair")),
        }
    }

    #[inline]
    fn number(&mut self, expected: &'static str) -> Result<Number<'de>, Failed> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => {}
            _ => return Err(self.fail_type(expected)),
        }
        match Number::scan(&self.text[self.at..]) {
            Some(number) => {
                self.at += number.text.len();
                Ok(number)
            }
            None => Err(self.fail_syntax("a number as JSON spells it")),
        }
    }

    /// Reads the text of a number.
    ///
    /// # Errors
    /// When something else comes next.
    pub fn number_text(&mut self) -> Result<&'de str, Failed> {
        self.number("a number").map(|number| number.text)
    }

    /// Reads an integer: its sign and its magnitude.
    #[inline]
    fn integer(&mut self, target: &'static str) -> Result<(bool, u64), Failed> {
        let start = self.at;
        if self.is_proto3() {
            return self.proto3_integer(target);
        }
        let number = self.number("an integer")?;
        match number.magnitude() {
            Some(magnitude) => Ok((number.negative, magnitude)),
            None => Err(self.not_an_integer(start, number, target)),
        }
    }

    #[cold]
    fn not_an_integer(&mut self, start: usize, number: Number<'_>, target: &'static str) -> Failed {
        self.at = start;
        if number.integer {
            self.fail_range(number.text, target)
        } else {
            self.fail(Fault::Type {
                expected: "an integer",
                found: "a number with a fraction or exponent",
            })
        }
    }

    /// In Protobuf's JSON, an integer may be text, and may be spelled `1.0` or `1e2`.
    fn proto3_integer(&mut self, target: &'static str) -> Result<(bool, u64), Failed> {
        let start = self.at;
        if self.peek() == Some(b'"') {
            let text = self.text()?;
            let number = Number::scan(&text).filter(|number| number.text.len() == text.len());
            return match number
                .and_then(|number| Some((number.negative, number.whole_magnitude()?)))
            {
                Some(value) => Ok(value),
                None => {
                    self.at = start;
                    Err(self.fail_invalid(&text, "an integer"))
                }
            };
        }
        let number = self.number("an integer")?;
        match number.whole_magnitude() {
            Some(magnitude) => Ok((number.negative, magnitude)),
            None => Err(self.not_an_integer(start, number, target)),
        }
    }

    /// Reads a plain integer of up to 18 digits, as nearly all are; nothing, and nothing taken, when
    /// something else comes next.
    #[inline]
    fn plain_integer(&mut self) -> Option<u64> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        let mut value = 0;
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            value = value * 10 + u64::from(digit - b'0');
            at += 1;
            if at - self.at > 18 {
                return None;
            }
        }
        let ends = matches!(bytes.get(at), Some(b',' | b'}' | b']'));
        let starts = at == self.at + 1 || (at > self.at && bytes.get(self.at) != Some(&b'0'));
        if !(ends && starts) {
            return None;
        }
        self.at = at;
        Some(value)
    }

    /// Reads a signed integer; the caller narrows it with [`narrow`](Self::narrow).
    ///
    /// # Errors
    /// When something else comes next, or it does not fit 64 bits.
    #[inline]
    pub fn i64(&mut self, target: &'static str) -> Result<i64, Failed> {
        if let Some(value) = self.plain_integer().and_then(|value| i64::try_from(value).ok()) {
            return Ok(value);
        }
        let start = self.at;
        let (negative, magnitude) = self.integer(target)?;
        let value = if negative {
            0i64.checked_sub_unsigned(magnitude)
        } else {
            i64::try_from(magnitude).ok()
        };
        match value {
            Some(value) => Ok(value),
            None => Err(self.does_not_fit(start, target)),
        }
    }

    /// Reads an unsigned integer.
    ///
    /// # Errors
    /// When something else comes next, or it does not fit 64 bits.
    #[inline]
    pub fn u64(&mut self, target: &'static str) -> Result<u64, Failed> {
        if let Some(value) = self.plain_integer() {
            return Ok(value);
        }
        let start = self.at;
        match self.integer(target)? {
            (true, magnitude) if magnitude > 0 => Err(self.does_not_fit(start, target)),
            (_, magnitude) => Ok(magnitude),
        }
    }

    #[cold]
    fn does_not_fit(&mut self, start: usize, target: &'static str) -> Failed {
        let text = self.text;
        let value = text[start..self.at].trim();
        self.at = start;
        self.fail_range(value, target)
    }

    /// Narrows an integer that was read to the field's width.
    ///
    /// # Errors
    /// When it does not fit.
    #[inline]
    pub fn narrow<N, T: TryFrom<N>>(&mut self, value: N, target: &'static str) -> Result<T, Failed>
    where
        N: Copy + std::fmt::Display,
    {
        match T::try_from(value) {
            Ok(value) => Ok(value),
            Err(_) => Err(self.fail_range(&value.to_string(), target)),
        }
    }

    /// Reads a double.
    ///
    /// # Errors
    /// When something else comes next, or it is too large.
    #[inline]
    pub fn f64(&mut self) -> Result<f64, Failed> {
        if self.is_proto3() && self.peek() == Some(b'"') {
            return self.proto3_float();
        }
        let start = self.at;
        let value = self.number("a number")?.to_f64();
        if value.is_finite() { Ok(value) } else { Err(self.does_not_fit(start, "a double")) }
    }

    /// Reads a float.
    ///
    /// # Errors
    /// When something else comes next, or it is too large.
    #[inline]
    pub fn f32(&mut self) -> Result<f32, Failed> {
        if self.is_proto3() && self.peek() == Some(b'"') {
            return self.proto3_float();
        }
        let start = self.at;
        let value = self.number("a number")?.to_f32();
        if value.is_finite() { Ok(value) } else { Err(self.does_not_fit(start, "a float")) }
    }

    /// In Protobuf's JSON, a number may be text, and need not be finite.
    fn proto3_float<T: std::str::FromStr + From<f32> + Copy + PartialEq>(
        &mut self,
    ) -> Result<T, Failed> {
        let start = self.at;
        let text = self.text()?;
        let infinite =
            |value: &T| *value == f32::INFINITY.into() || *value == f32::NEG_INFINITY.into();
        let value = match &*text {
            "NaN" => Some(f32::NAN.into()),
            "Infinity" => Some(f32::INFINITY.into()),
            "-Infinity" => Some(f32::NEG_INFINITY.into()),
            number => Number::scan(number)
                .filter(|scanned| scanned.text.len() == number.len())
                .and_then(|_| number.parse().ok())
                .filter(|value| !infinite(value)),
        };
        match value {
            Some(value) => Ok(value),
            None => {
                self.at = start;
                Err(self.fail_invalid(&text, "a number, \"NaN\", \"Infinity\" or \"-Infinity\""))
            }
        }
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
