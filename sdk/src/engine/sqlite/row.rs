//! How values of ours stand in the columns.

use crate::clock::DateTimeOffset;
use crate::store::ContentType;

/// 100 ns in a second, the unit of `recorded_at`.
const TICKS: i64 = 10_000_000;

/// `SQLite` counts up to `i64::MAX`; no revision or position gets that far.
pub(super) fn to_column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Nothing below zero is ever written.
pub(super) fn from_column(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

pub(super) fn ticks(moment: DateTimeOffset) -> i64 {
    moment.unix_seconds() * TICKS + i64::from(moment.subsec_nanos() / 100)
}

/// `None` outside of the years 1 to 9999.
pub(super) fn moment(ticks: i64) -> Option<DateTimeOffset> {
    let nanos = u32::try_from(ticks.rem_euclid(TICKS) * 100).ok()?;
    DateTimeOffset::from_unix(ticks.div_euclid(TICKS), nanos).ok()
}

pub(super) fn content_code(content_type: ContentType) -> i64 {
    match content_type {
        ContentType::Json => 0,
        ContentType::Binary => 1,
    }
}

pub(super) fn content_type(code: i64) -> Option<ContentType> {
    match code {
        0 => Some(ContentType::Json),
        1 => Some(ContentType::Binary),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn moments_survive() {
        for text in
            ["1969-12-31T23:59:59.9999999Z", "2025-07-13T18:22:19.2192669Z", "0001-01-01T00:00:00Z"]
        {
            let expected: DateTimeOffset = text.parse().unwrap();
            assert_eq!(moment(ticks(expected)), Some(expected));
        }
        assert_eq!(moment(i64::MAX), None);
        assert_eq!(moment(i64::MIN), None);
    }
}
