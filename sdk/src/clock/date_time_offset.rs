use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::civil::Civil;

/// A moment with the offset from UTC under which it was written down: .NET's `DateTimeOffset`.
///
/// Years 1 to 9999, to the nanosecond. Two values are equal when they are the same moment,
/// whatever their offsets.
///
/// ```
/// use plumberd::clock::DateTimeOffset;
///
/// let a: DateTimeOffset = "2025-07-13T18:22:19.2192669+02:00".parse()?;
/// let b: DateTimeOffset = "2025-07-13T16:22:19.2192669Z".parse()?;
/// assert_eq!(a, b);
/// assert_eq!(a.unix_seconds(), 1_752_423_739);
/// assert!("2025-07-13 18:22:19Z".parse::<DateTimeOffset>().is_err());
/// # Ok::<(), plumberd::clock::DateTimeError>(())
/// ```
#[derive(Clone, Copy)]
pub struct DateTimeOffset {
    seconds: i64,
    nanos: u32,
    offset_minutes: i16,
}

/// The longest text: nine fraction digits and an offset.
pub(crate) const MAX_LEN: usize = 35;
/// 0001-01-01T00:00:00Z.
const MIN_SECONDS: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z.
const MAX_SECONDS: i64 = 253_402_300_799;
/// .NET's limit of an offset: 14 hours.
const MAX_OFFSET_MINUTES: i16 = 14 * 60;

impl DateTimeOffset {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self { seconds: 0, nanos: 0, offset_minutes: 0 };

    /// The moment that lies this many seconds and nanoseconds after the Unix epoch, in UTC.
    ///
    /// # Errors
    /// Outside of the years 1 to 9999, or when `nanos` is a second or more.
    pub const fn from_unix(seconds: i64, nanos: u32) -> Result<Self, DateTimeError> {
        if seconds < MIN_SECONDS || seconds > MAX_SECONDS || nanos >= 1_000_000_000 {
            return Err(DateTimeError::OutOfRange);
        }
        Ok(Self { seconds, nanos, offset_minutes: 0 })
    }

    /// The same moment, written under another offset.
    ///
    /// # Errors
    /// When the offset is more than 14 hours, or its local time leaves the years 1 to 9999.
    pub const fn with_offset_minutes(self, offset_minutes: i16) -> Result<Self, DateTimeError> {
        let local = self.seconds + offset_minutes as i64 * 60;
        if offset_minutes < -MAX_OFFSET_MINUTES
            || offset_minutes > MAX_OFFSET_MINUTES
            || local < MIN_SECONDS
            || local > MAX_SECONDS
        {
            return Err(DateTimeError::OutOfRange);
        }
        Ok(Self { offset_minutes, ..self })
    }

    /// Whole seconds after the Unix epoch.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds after [`unix_seconds`](Self::unix_seconds), below a second.
    #[must_use]
    pub const fn subsec_nanos(self) -> u32 {
        self.nanos
    }

    /// The offset from UTC in minutes.
    #[must_use]
    pub const fn offset_minutes(self) -> i16 {
        self.offset_minutes
    }

    /// Writes ISO 8601 with `T` and a numeric offset, the form that .NET and Python read, and tells
    /// its length.
    #[inline]
    pub(crate) fn write(self, fraction: Fraction, text: &mut [u8; MAX_LEN]) -> usize {
        let local = self.seconds + i64::from(self.offset_minutes) * 60;
        let date = Civil::from_days(local.div_euclid(86_400));
        #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "0..86400")]
        let second_of_day = local.rem_euclid(86_400) as u32;
        #[allow(clippy::cast_sign_loss, reason = "years 1 to 9999")]
        let year = date.year as u32;
        text[..20].copy_from_slice(b"0000-00-00T00:00:00.");
        put2(text, 0, year / 100);
        put2(text, 2, year % 100);
        put2(text, 5, date.month);
        put2(text, 8, date.day);
        put2(text, 11, second_of_day / 3600);
        put2(text, 14, second_of_day / 60 % 60);
        put2(text, 17, second_of_day % 60);
        let len = 19 + write_fraction(self.nanos, fraction, text);
        if fraction == Fraction::Groups && self.offset_minutes == 0 {
            text[len] = b'Z';
            return len + 1;
        }
        let sign = if self.offset_minutes < 0 { b'-' } else { b'+' };
        let minutes = u32::from(self.offset_minutes.unsigned_abs());
        text[len..len + 6].copy_from_slice(&[sign, b'0', b'0', b':', b'0', b'0']);
        if minutes > 0 {
            put2(text, len + 1, minutes / 60);
            put2(text, len + 4, minutes % 60);
        }
        len + 6
    }

    /// Reads ISO 8601: `T`, then `Z`, an offset or nothing (taken as UTC), and up to 16 fraction
    /// digits, of which nine count.
    ///
    /// # Errors
    /// When the text has another form or names a moment that does not exist.
    pub fn parse(text: &str) -> Result<Self, DateTimeError> {
        let malformed = || DateTimeError::Malformed { text: text.chars().take(40).collect() };
        let bytes = text.as_bytes();
        let (head, mut rest) = bytes.split_at_checked(19).ok_or_else(malformed)?;
        for (at, separator) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')] {
            if head[at] != separator {
                return Err(malformed());
            }
        }
        let number = |from: usize, len: usize| -> Option<u32> {
            head[from..from + len].iter().try_fold(0, |value, digit| {
                digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
            })
        };
        let parts = || {
            Some((
                number(0, 4)?,
                number(5, 2)?,
                number(8, 2)?,
                number(11, 2)?,
                number(14, 2)?,
                number(17, 2)?,
            ))
        };
        let (year, month, day, hour, minute, second) = parts().ok_or_else(malformed)?;
        if hour > 23 || minute > 59 || second > 59 || year == 0 {
            return Err(DateTimeError::OutOfRange);
        }
        #[allow(clippy::cast_possible_wrap, reason = "four digits")]
        let date = Civil { year: year as i32, month, day };
        let days = date.to_days().ok_or(DateTimeError::OutOfRange)?;
        let local = days * 86_400 + i64::from(hour * 3600 + minute * 60 + second);

        let mut nanos = 0;
        if let [b'.', digits @ ..] = rest {
            let len = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if len == 0 || len > 16 {
                return Err(malformed());
            }
            let padded = digits[..len].iter().chain(std::iter::repeat(&b'0'));
            nanos = padded.take(9).fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'));
            rest = &digits[len..];
        }
        let offset_minutes = match rest {
            [] | b"Z" => 0,
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2]
                if [h1, h2, m1, m2].iter().all(|digit| digit.is_ascii_digit()) =>
            {
                let value = |a: &u8, b: &u8| i16::from(a - b'0') * 10 + i16::from(b - b'0');
                let (hours, minutes) = (value(h1, h2), value(m1, m2));
                if minutes > 59 {
                    return Err(DateTimeError::OutOfRange);
                }
                let offset = hours * 60 + minutes;
                if *sign == b'-' { -offset } else { offset }
            }
            _ => return Err(malformed()),
        };
        Self::from_unix(local - i64::from(offset_minutes) * 60, nanos)?
            .with_offset_minutes(offset_minutes)
    }
}

/// How many fraction digits to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fraction {
    /// As many as are needed, none for a whole second: .NET's own form.
    Trimmed,
    /// Always seven, 100 ns: the form of `Created` in metadata. Cuts what is finer.
    Seven,
    /// None, three, six or nine, and `Z` for UTC: the canonical Protobuf form.
    Groups,
}

/// Writes the fraction behind the seconds, and tells its length with the point.
#[inline]
fn write_fraction(nanos: u32, fraction: Fraction, text: &mut [u8; MAX_LEN]) -> usize {
    if nanos == 0 && fraction != Fraction::Seven {
        return 0;
    }
    put2(text, 20, nanos / 10_000_000);
    put2(text, 22, nanos / 100_000 % 100);
    put2(text, 24, nanos / 1000 % 100);
    put2(text, 26, nanos / 10 % 100);
    text[28] = b'0' + u8::try_from(nanos % 10).unwrap_or(0);
    match fraction {
        Fraction::Trimmed => {
            text[19..29].iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1)
        }
        Fraction::Seven => 8,
        Fraction::Groups if nanos.is_multiple_of(1_000_000) => 4,
        Fraction::Groups if nanos.is_multiple_of(1000) => 7,
        Fraction::Groups => 10,
    }
}

/// Writes a number below 100 as two digits.
#[inline]
fn put2(text: &mut [u8], at: usize, value: u32) {
    const PAIRS: &[u8; 200] = b"00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
    let pair = (value as usize % 100) * 2;
    text[at] = PAIRS[pair];
    text[at + 1] = PAIRS[pair + 1];
}

impl fmt::Display for DateTimeOffset {
    /// ISO 8601 with seven fraction digits and a numeric offset.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; MAX_LEN];
        let len = self.write(Fraction::Seven, &mut text);
        f.write_str(std::str::from_utf8(&text[..len]).unwrap_or_default())
    }
}

impl fmt::Debug for DateTimeOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for DateTimeOffset {
    type Err = DateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl PartialEq for DateTimeOffset {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for DateTimeOffset {}

impl PartialOrd for DateTimeOffset {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTimeOffset {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.seconds, self.nanos).cmp(&(other.seconds, other.nanos))
    }
}

impl Hash for DateTimeOffset {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.seconds, self.nanos).hash(state);
    }
}

/// A text or number that is not a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateTimeError {
    /// The text has another form.
    #[error("`{text}` is not a date and time; write it like 2025-07-13T18:22:19.2192669+02:00")]
    Malformed {
        /// The refused text, cut to 40 characters.
        text: String,
    },
    /// There is no such moment in the years 1 to 9999, or the offset is above 14 hours.
    #[error(
        "the date and time is outside of what .NET and Protobuf can hold: years 1 to 9999, offsets up to 14:00"
    )]
    OutOfRange,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trimmed(text: &str) -> String {
        let mut out = [0; MAX_LEN];
        let len = DateTimeOffset::parse(text).unwrap().write(Fraction::Trimmed, &mut out);
        String::from_utf8(out[..len].to_vec()).unwrap()
    }

    #[test]
    fn writes_what_dotnet_writes() {
        assert_eq!(trimmed("2022-09-28T20:13:20Z"), "2022-09-28T20:13:20+00:00");
        assert_eq!(trimmed("2022-09-28T20:13:20.5000000+00:00"), "2022-09-28T20:13:20.5+00:00");
        assert_eq!(trimmed("2022-09-28T20:13:20.1000000-05:30"), "2022-09-28T20:13:20.1-05:30");
        assert_eq!(trimmed("2022-09-28T20:13:20.000001"), "2022-09-28T20:13:20.000001+00:00");
        assert_eq!(trimmed("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00+00:00");
        assert_eq!(trimmed("9999-12-31T23:59:59.9999999Z"), "9999-12-31T23:59:59.9999999+00:00");
    }

    #[test]
    fn writes_seven_digits() {
        let moment = DateTimeOffset::from_unix(0, 219_266_900).unwrap();
        assert_eq!(moment.to_string(), "1970-01-01T00:00:00.2192669+00:00");
        assert_eq!(DateTimeOffset::UNIX_EPOCH.to_string(), "1970-01-01T00:00:00.0000000+00:00");
    }

    #[test]
    fn refuses_what_dotnet_refuses() {
        for text in [
            "2025-07-13 18:22:19Z",
            "2025-07-13T18:22:19+0200",
            "2025-07-13t18:22:19z",
            "1752423739",
            "2025-07-13T18:22:60Z",
            "2025-07-13T18:22:19.12345678901234567Z",
            "2025-02-30T00:00:00Z",
            "2025-07-13T18:22:19+15:00",
            "",
            "2025-07-13T18:22:19.Z",
            "0000-01-01T00:00:00Z",
            "2025-07-13T18:22:19+02:60",
            "ééééééééééé",
            "0001-01-01T00:00:00+01:00",
        ] {
            assert!(DateTimeOffset::parse(text).is_err(), "{text}");
        }
    }
}
