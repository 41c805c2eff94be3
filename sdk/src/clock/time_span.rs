//! .NET's `TimeSpan` in its constant (`c`) format: `[-][d.]hh:mm:ss[.fffffff]`.

/// 100 ns ticks in a second.
const TICKS_PER_SECOND: u64 = 10_000_000;

/// The longest text: `-10675199.02:48:05.4775808`.
const MAX_LEN: usize = 26;

/// Writes a length of time given in 100 ns ticks, and tells the length of the text.
pub(crate) fn write_time_span(ticks: i64, room: &mut [u8; MAX_LEN]) -> usize {
    let mut text = Text { room, len: 0 };
    if ticks < 0 {
        text.push(b"-");
    }
    let ticks = ticks.unsigned_abs();
    let seconds = ticks / TICKS_PER_SECOND;
    let fraction = ticks % TICKS_PER_SECOND;
    let mut buffer = itoa::Buffer::new();
    if seconds >= 86_400 {
        text.push(buffer.format(seconds / 86_400).as_bytes());
        text.push(b".");
    }
    text.push(&two_digits(seconds / 3600 % 24));
    text.push(b":");
    text.push(&two_digits(seconds / 60 % 60));
    text.push(b":");
    text.push(&two_digits(seconds % 60));
    if fraction > 0 {
        text.push(b".");
        // The leading 1 keeps the zeros.
        text.push(&buffer.format(TICKS_PER_SECOND + fraction).as_bytes()[1..]);
    }
    text.len
}

struct Text<'a> {
    room: &'a mut [u8; MAX_LEN],
    len: usize,
}

impl Text<'_> {
    fn push(&mut self, part: &[u8]) {
        self.room[self.len..self.len + part.len()].copy_from_slice(part);
        self.len += part.len();
    }
}

#[allow(clippy::cast_possible_truncation, reason = "below 100")]
fn two_digits(value: u64) -> [u8; 2] {
    [b'0' + (value / 10) as u8, b'0' + (value % 10) as u8]
}

/// Reads a length of time into 100 ns ticks.
pub(crate) fn parse_time_span(text: &str) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let number = |text: &str, max: u64| -> Option<u64> {
        if text.is_empty() || text.len() > 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        text.parse().ok().filter(|value| *value <= max)
    };
    let mut clock = text.split(':');
    let (hours, minutes, seconds) = (clock.next()?, clock.next()?, clock.next()?);
    if clock.next().is_some() {
        return None;
    }
    let (days, hours) = hours.split_once('.').unwrap_or(("0", hours));
    let (seconds, fraction) = match seconds.split_once('.') {
        Some((seconds, fraction)) if (1..=7).contains(&fraction.len()) => (
            seconds,
            number(fraction, u64::MAX)? * 10u64.pow(7 - u32::try_from(fraction.len()).ok()?),
        ),
        Some(_) => return None,
        None => (seconds, 0),
    };
    let seconds = number(days, u64::MAX)? * 86_400
        + number(hours, 23)? * 3600
        + number(minutes, 59)? * 60
        + number(seconds, 59)?;
    let ticks = i128::from(seconds) * i128::from(TICKS_PER_SECOND) + i128::from(fraction);
    i64::try_from(if negative { -ticks } else { ticks }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(ticks: i64) -> String {
        let mut out = [0; MAX_LEN];
        let len = write_time_span(ticks, &mut out);
        String::from_utf8(out[..len].to_vec()).unwrap()
    }

    #[test]
    fn writes_and_reads_what_dotnet_does() {
        for (ticks, expected) in [
            (15_000_000, "00:00:01.5000000"),
            (12_345, "00:00:00.0012345"),
            (1_296_000_000_000, "1.12:00:00"),
            (-1_296_000_000_000, "-1.12:00:00"),
            (0, "00:00:00"),
            (i64::MAX, "10675199.02:48:05.4775807"),
            (i64::MIN, "-10675199.02:48:05.4775808"),
        ] {
            assert_eq!(text(ticks), expected);
            assert_eq!(parse_time_span(expected), Some(ticks));
        }
        assert_eq!(parse_time_span("00:00:01.5"), Some(15_000_000));
    }

    #[test]
    fn refuses_other_forms() {
        for text in [
            "",
            "1",
            "24:00:00",
            "00:60:00",
            "PT1S",
            "00:00:00.",
            "00:00:00.12345678",
            "1.2.3:00:00",
            "+1:00:00",
            "10675200.00:00:00",
        ] {
            assert_eq!(parse_time_span(text), None, "{text}");
        }
    }
}
