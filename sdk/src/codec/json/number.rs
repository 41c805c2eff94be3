//! Numbers as JSON spells them.

/// Powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// A decimal of up to 15 digits as the nearest double: one rounding of exact operands.
#[inline]
#[allow(clippy::cast_precision_loss, reason = "below 2^53 there is none")]
pub(super) fn exact_decimal(mantissa: u64, fraction_digits: usize) -> f64 {
    mantissa as f64 / POWERS[fraction_digits.min(22)]
}

/// A number that was scanned, not yet converted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number<'a> {
    pub(super) text: &'a str,
    pub(super) negative: bool,
    /// The first 19 digits.
    mantissa: u64,
    /// The power of ten that the mantissa has to be multiplied with.
    exponent: i32,
    /// Whether all digits are in the mantissa.
    exact: bool,
    /// Whether it is spelled without fraction and exponent.
    pub(super) integer: bool,
}

impl<'a> Number<'a> {
    /// Scans the number at the start of `text`.
    #[inline]
    pub(super) fn scan(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        let negative = bytes.first() == Some(&b'-');
        let mut at = usize::from(negative);
        let mut mantissa: u64 = 0;
        let mut digits = 0;
        let mut exponent: i32 = 0;
        let mut exact = true;
        let mut integer = true;
        let start = at;
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            if digits < 19 {
                mantissa = mantissa * 10 + u64::from(digit - b'0');
                digits += u32::from(mantissa != 0);
            } else {
                exact = false;
                exponent += 1;
            }
            at += 1;
        }
        if at == start || (at - start > 1 && bytes[start] == b'0') {
            return None;
        }
        if bytes.get(at) == Some(&b'.') {
            integer = false;
            at += 1;
            let start = at;
            while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
                if digits < 19 {
                    mantissa = mantissa * 10 + u64::from(digit - b'0');
                    digits += u32::from(mantissa != 0);
                    exponent -= 1;
                } else {
                    exact = false;
                }
                at += 1;
            }
            if at == start {
                return None;
            }
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            integer = false;
            at += 1;
            let minus = bytes.get(at) == Some(&b'-');
            at += usize::from(matches!(bytes.get(at), Some(b'-' | b'+')));
            let start = at;
            let mut value: i32 = 0;
            while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
                value = value.saturating_mul(10).saturating_add(i32::from(digit - b'0'));
                at += 1;
            }
            if at == start {
                return None;
            }
            exponent = exponent.saturating_add(if minus { value.saturating_neg() } else { value });
        }
        Some(Self { text: text.get(..at)?, negative, mantissa, exponent, exact, integer })
    }

    /// The magnitude of an integer; nothing when it has a fraction or does not fit.
    #[inline]
    pub(super) fn magnitude(&self) -> Option<u64> {
        if self.integer && self.exact {
            return Some(self.mantissa);
        }
        if self.integer {
            // Twenty digits may still fit.
            return self.text.trim_start_matches('-').parse().ok();
        }
        None
    }

    /// As [`magnitude`](Self::magnitude), and also of a number spelled `1.0` or `1e2`.
    pub(super) fn whole_magnitude(&self) -> Option<u64> {
        if self.integer || !self.exact {
            return self.magnitude();
        }
        let power = 10u64.checked_pow(self.exponent.unsigned_abs());
        match (self.exponent >= 0, power) {
            (true, Some(power)) => self.mantissa.checked_mul(power),
            (false, Some(power)) if self.mantissa.is_multiple_of(power) => {
                Some(self.mantissa / power)
            }
            _ if self.mantissa == 0 => Some(0),
            _ => None,
        }
    }

    /// The nearest double; infinite when there is none.
    #[inline]
    #[allow(clippy::cast_precision_loss, reason = "below 2^53 there is none")]
    pub(super) fn to_f64(self) -> f64 {
        if self.exact && self.mantissa < 1 << 53 {
            let value = self.mantissa as f64;
            let index = self.exponent.unsigned_abs() as usize;
            if let Some(power) = POWERS.get(index) {
                // One rounding of exact operands: the nearest double.
                let value = if self.exponent < 0 { value / power } else { value * power };
                return if self.negative { -value } else { value };
            }
        }
        self.text.parse().unwrap_or(f64::INFINITY)
    }

    /// The nearest float; infinite when there is none.
    pub(super) fn to_f32(self) -> f32 {
        self.text.parse().unwrap_or(f32::INFINITY)
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn scans_what_json_allows() {
        for text in [
            "0",
            "-0",
            "120",
            "1.5",
            "1e5",
            "1E+5",
            "1e-5",
            "18446744073709551615",
            "123456789012345678901234.5",
        ] {
            assert_eq!(Number::scan(text).map(|number| number.text), Some(text));
        }
        for text in ["", "-", "01", "-01", ".5", "1.", "1e", "1e+", "+1", "NaN"] {
            assert!(Number::scan(text).is_none(), "{text}");
        }
        assert_eq!(Number::scan("12,").map(|number| number.text), Some("12"));
    }

    #[test]
    fn converts() {
        assert_eq!(Number::scan("18446744073709551615").unwrap().magnitude(), Some(u64::MAX));
        assert_eq!(Number::scan("18446744073709551616").unwrap().magnitude(), None);
        assert_eq!(Number::scan("1.0").unwrap().magnitude(), None);
        assert_eq!(Number::scan("1.50e1").unwrap().whole_magnitude(), Some(15));
        assert_eq!(Number::scan("1.55e1").unwrap().whole_magnitude(), None);
        for text in [
            "0.1",
            "120.5",
            "1e22",
            "1e23",
            "-2.5e-10",
            "9007199254740993",
            "1.7976931348623157e308",
            "5e-324",
            "0.3333333333333333",
        ] {
            assert_eq!(
                Number::scan(text).unwrap().to_f64().to_bits(),
                text.parse::<f64>().unwrap().to_bits(),
                "{text}"
            );
        }
        assert_eq!(Number::scan("-0").unwrap().to_f64().to_bits(), (-0.0f64).to_bits());
    }
}
