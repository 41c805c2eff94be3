//! How values of ours stand in the columns.

use uuid::Uuid;

use crate::clock::DateTimeOffset;
use crate::store::{ContentType, NewEvent};

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

/// Bytes before the metadata in a record: the id, the content type, the length of the metadata.
const HEADER: usize = 16 + 1 + LENGTH;
/// Decimal digits of a length.
const LENGTH: usize = 9;

/// The column `record` of an event, into a buffer that is used again and again.
pub(super) fn record(event: &NewEvent, into: &mut Vec<u8>) {
    into.clear();
    into.reserve(HEADER + event.metadata.len() + event.data.len());
    into.extend_from_slice(event.id.as_bytes());
    into.push(match event.content_type {
        ContentType::Json => b'J',
        ContentType::Binary => b'B',
    });
    let mut digits = [b'0'; LENGTH];
    let mut length = event.metadata.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (length % 10) as u8;
        length /= 10;
    }
    into.extend_from_slice(&digits);
    into.extend_from_slice(&event.metadata);
    into.extend_from_slice(&event.data);
}

/// The parts of a column `record`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) id: Uuid,
    pub(super) content_type: ContentType,
    /// Where the metadata ends and the payload begins, from the begin of [`rest`](Self::rest).
    pub(super) split: usize,
    /// The metadata and the payload.
    pub(super) rest: &'a [u8],
}

impl<'a> Record<'a> {
    /// `None` when this program did not write it.
    pub(super) fn parse(record: &'a [u8]) -> Option<Self> {
        let (id, after) = record.split_first_chunk::<16>()?;
        let (content, after) = after.split_first()?;
        let (digits, rest) = after.split_first_chunk::<LENGTH>()?;
        let split = digits.iter().try_fold(0, |length, digit| {
            digit.is_ascii_digit().then(|| length * 10 + usize::from(digit - b'0'))
        })?;
        let content_type = match content {
            b'J' => ContentType::Json,
            b'B' => ContentType::Binary,
            _ => return None,
        };
        (split <= rest.len()).then_some(Self {
            id: Uuid::from_bytes(*id),
            content_type,
            split,
            rest,
        })
    }

    pub(super) fn metadata(&self) -> &'a [u8] {
        self.rest.get(..self.split).unwrap_or_default()
    }

    pub(super) fn data(&self) -> &'a [u8] {
        self.rest.get(self.split..).unwrap_or_default()
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

    #[test]
    fn records_survive() {
        let event = NewEvent {
            id: Uuid::from_u128(7),
            event_type: "T".into(),
            content_type: ContentType::Binary,
            data: vec![1, 2, 3].into(),
            metadata: "{}".into(),
        };
        let mut bytes = vec![9; 100];
        record(&event, &mut bytes);
        assert_eq!(&bytes[16..28], b"B000000002{}");
        let parts = Record::parse(&bytes).unwrap();
        assert_eq!((parts.id, parts.content_type), (event.id, ContentType::Binary));
        assert_eq!((parts.metadata(), parts.data()), (&b"{}"[..], &[1, 2, 3][..]));
        for bad in [
            &bytes[..20],
            &b"0123456789abcdefX000000000"[..],
            &b"0123456789abcdefJ00000000x"[..],
            &b"0123456789abcdefJ000000001"[..],
        ] {
            assert_eq!(Record::parse(bad), None);
        }
    }
}
