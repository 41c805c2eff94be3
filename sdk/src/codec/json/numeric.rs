use super::error::Fault;
use super::number::{Number, exact_decimal};
use super::reader::Reader;
use crate::codec::error::Failed;

impl<'de> Reader<'de> {
    #[inline]
    pub(super) fn number(&mut self, expected: &'static str) -> Result<Number<'de>, Failed> {
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

    /// Reads a plain decimal of up to 15 digits, as most are; nothing, and nothing taken, when
    /// something else comes next.
    #[inline]
    fn plain_decimal(&mut self) -> Option<f64> {
        let rest = &self.text.as_bytes()[self.at..];
        let (negative, digits) = match rest {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        // Of more digits than fit the mantissa is wrong, and not used.
        let mut mantissa = 0u64;
        let mut whole = 0;
        while let Some(digit @ b'0'..=b'9') = digits.get(whole) {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            whole += 1;
        }
        let mut len = whole;
        let mut fraction = 0;
        if digits.get(whole) == Some(&b'.') {
            while let Some(digit @ b'0'..=b'9') = digits.get(whole + 1 + fraction) {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
                fraction += 1;
            }
            if fraction == 0 {
                return None;
            }
            len += 1 + fraction;
        }
        let starts = whole == 1 || (whole > 1 && digits[0] != b'0');
        let ends = matches!(digits.get(len), Some(b',' | b'}' | b']'));
        if !starts || !ends || whole + fraction > 15 {
            return None;
        }
        self.at += len + usize::from(negative);
        let value = exact_decimal(mantissa, fraction);
        Some(if negative { -value } else { value })
    }

    /// Reads a double.
    ///
    /// # Errors
    /// When something else comes next, or it is too large.
    #[inline]
    pub fn f64(&mut self) -> Result<f64, Failed> {
        if let Some(value) = self.plain_decimal() {
            return Ok(value);
        }
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
}

#[cfg(test)]
mod tests {
    use super::super::from_slice;

    #[test]
    fn doubles_are_the_ones_next_to_their_text() {
        let mut state = 1u64;
        let mut next = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..20_000 {
            let digits: String = (0..=next(20))
                .map(|_| char::from(b'0' + u8::try_from(next(10)).unwrap()))
                .collect();
            let sign = if next(2) == 0 { "" } else { "-" };
            let text = match next(3) {
                0 => format!("{sign}{}", digits.trim_start_matches('0')),
                1 => format!("{sign}0.{digits}"),
                _ => format!("{sign}{}.{digits}", next(1_000_000)),
            };
            let expected: Option<Vec<f64>> = text.parse().ok().map(|value| vec![value, value]);
            assert_eq!(from_slice(format!("[{text},{text}]").as_bytes()).ok(), expected, "{text}");
        }
        for text in ["00.5", "01", "1.", ".5", "-", "-.5", "1.5.5", "1.5x"] {
            assert!(from_slice::<Vec<f64>>(format!("[{text}]").as_bytes()).is_err(), "{text}");
        }
    }
}
