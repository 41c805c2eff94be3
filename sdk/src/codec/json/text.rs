use std::borrow::Cow;

use super::error::Fault;
use super::escape::find_special;
use super::reader::Reader;
use crate::codec::error::Failed;

impl<'de> Reader<'de> {
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
}
