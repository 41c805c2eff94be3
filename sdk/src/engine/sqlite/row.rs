//! How values of ours stand in the columns.

use uuid::Uuid;

use crate::clock::DateTimeOffset;
use crate::store::{ContentType, NewEvent};
use crate::stream::StreamName;

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

/// Bytes before the stream's name in a record: the id, the content type, and two lengths.
const HEADER: usize = 16 + 1 + NAME + METADATA;
/// Decimal digits of the length of a stream's name.
const NAME: usize = 4;
/// Decimal digits of the length of the metadata.
const METADATA: usize = 9;

/// The column `record` of an event, into a buffer that is used again and again.
pub(super) fn record(stream: &StreamName, event: &NewEvent, into: &mut Vec<u8>) {
    record_of(event.id, event.content_type, stream.as_str(), &event.metadata, &event.data, into);
}

/// The same from the parts of an event.
pub(super) fn record_of(
    id: Uuid,
    content_type: ContentType,
    stream: &str,
    metadata: &[u8],
    data: &[u8],
    into: &mut Vec<u8>,
) {
    into.clear();
    into.reserve(HEADER + stream.len() + metadata.len() + data.len());
    into.extend_from_slice(id.as_bytes());
    into.push(match content_type {
        ContentType::Json => b'J',
        ContentType::Binary => b'B',
    });
    into.extend_from_slice(&digits::<NAME>(stream.len()));
    into.extend_from_slice(&digits::<METADATA>(metadata.len()));
    into.extend_from_slice(stream.as_bytes());
    into.extend_from_slice(metadata);
    into.extend_from_slice(data);
}

fn digits<const N: usize>(mut number: usize) -> [u8; N] {
    let mut digits = [b'0'; N];
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789"[number % 10];
        number /= 10;
    }
    digits
}

fn number(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + usize::from(digit - b'0'))
    })
}

/// The parts of a column `record`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) id: Uuid,
    pub(super) content_type: ContentType,
    pub(super) stream: &'a [u8],
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
        let (name, after) = after.split_first_chunk::<NAME>()?;
        let (metadata, after) = after.split_first_chunk::<METADATA>()?;
        let (stream, rest) = after.split_at_checked(number(name)?)?;
        let split = number(metadata)?;
        let content_type = match content {
            b'J' => ContentType::Json,
            b'B' => ContentType::Binary,
            _ => return None,
        };
        let id = Uuid::from_bytes(*id);
        (split <= rest.len()).then_some(Self { id, content_type, stream, split, rest })
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
        record(&StreamName::parse("A-1").unwrap(), &event, &mut bytes);
        assert_eq!(&bytes[16..35], b"B0003000000002A-1{}");
        let parts = Record::parse(&bytes).unwrap();
        assert_eq!((parts.id, parts.content_type), (event.id, ContentType::Binary));
        assert_eq!(parts.stream, b"A-1");
        assert_eq!((parts.metadata(), parts.data()), (&b"{}"[..], &[1, 2, 3][..]));
        for bad in [
            &bytes[..20],
            &bytes[..32],
            b"0123456789abcdefX0000000000000",
            b"0123456789abcdefJ000000000000x",
            b"0123456789abcdefJ0000000000001",
        ] {
            assert_eq!(Record::parse(bad), None);
        }
    }
}
