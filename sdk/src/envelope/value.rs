//! The values that the togather forms have in common: milliseconds and versions.

use super::EnvelopeError;
use crate::clock::DateTimeOffset;
use crate::codec::{MessageRead, proto};
use crate::event::Payload;
use crate::store::ContentType;

/// Whole milliseconds since 1970; what is finer is cut.
pub(super) fn unix_milliseconds(moment: DateTimeOffset) -> i64 {
    moment.unix_seconds() * 1000 + i64::from(moment.subsec_nanos() / 1_000_000)
}

/// The timestamp as it is written.
pub(super) fn write_timestamp(
    envelope: &'static str,
    moment: DateTimeOffset,
) -> Result<i64, EnvelopeError> {
    match unix_milliseconds(moment) {
        found @ ..0 => Err(EnvelopeError::Timestamp { envelope, found }),
        milliseconds => Ok(milliseconds),
    }
}

/// The moment of a timestamp; nothing for 0, which Protobuf does not tell from a missing one.
pub(super) fn read_timestamp(
    envelope: &'static str,
    found: i64,
) -> Result<Option<DateTimeOffset>, EnvelopeError> {
    if found == 0 {
        return Ok(None);
    }
    let nanos = u32::try_from(found.rem_euclid(1000) * 1_000_000).unwrap_or(0);
    match DateTimeOffset::from_unix(found.div_euclid(1000), nanos) {
        Ok(moment) if found > 0 => Ok(Some(moment)),
        _ => Err(EnvelopeError::Timestamp { envelope, found }),
    }
}

/// A version as text: `v2`.
pub(super) fn write_version(version: u32) -> String {
    format!("v{version}")
}

/// Reads `v2`, and `2` from senders that leave the letter out.
pub(super) fn read_version(envelope: &'static str, text: &str) -> Result<u32, EnvelopeError> {
    if text.is_empty() {
        return Err(EnvelopeError::Missing { envelope, field: "event_version" });
    }
    let digits = text.strip_prefix('v').unwrap_or(text);
    // `parse` takes a sign, and leading zeros.
    match digits.parse() {
        Ok(version) if digits.starts_with(|c: char| matches!(c, '1'..='9')) => Ok(version),
        _ => Err(not_a_version(envelope, text, "v1")),
    }
}

pub(super) fn not_a_version(
    envelope: &'static str,
    found: &str,
    example: &'static str,
) -> EnvelopeError {
    EnvelopeError::Version { envelope, found: found.chars().take(40).collect(), example }
}

/// A field that has to be there.
pub(super) fn require(
    envelope: &'static str,
    field: &'static str,
    is_there: bool,
) -> Result<(), EnvelopeError> {
    if is_there { Ok(()) } else { Err(EnvelopeError::Missing { envelope, field }) }
}

/// Reads the message of an envelope.
pub(super) fn read<'de, T: MessageRead<'de>>(
    envelope: &'static str,
    bytes: &'de [u8],
) -> Result<T, EnvelopeError> {
    proto::from_slice(bytes)
        .map_err(|source| EnvelopeError::Malformed { envelope, source: source.into() })
}

/// What could not be read back is not written.
pub(super) fn check_payload(
    envelope: &'static str,
    payload: &Payload<'_>,
) -> Result<(), EnvelopeError> {
    require(envelope, "name of the event", !payload.event_type.is_empty())?;
    if payload.version == 0 {
        return Err(not_a_version(envelope, "0", "1"));
    }
    Ok(())
}

/// As [`check_payload`], for the forms that carry nothing but Protobuf.
pub(super) fn check_protobuf(
    envelope: &'static str,
    payload: &Payload<'_>,
) -> Result<(), EnvelopeError> {
    check_payload(envelope, payload)?;
    match payload.content_type {
        ContentType::Json => {
            Err(EnvelopeError::JsonPayload { envelope, event_type: payload.event_type.into() })
        }
        ContentType::Binary => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_cut_and_come_back() {
        let moment = DateTimeOffset::from_unix(1_752_423_739, 219_999_999).unwrap();
        assert_eq!(write_timestamp("T", moment), Ok(1_752_423_739_219));
        let read = read_timestamp("T", 1_752_423_739_219).unwrap().unwrap();
        assert_eq!((read.unix_seconds(), read.subsec_nanos()), (1_752_423_739, 219_000_000));
        let last = 253_402_300_799_999; // The end of the year 9999.
        let read = read_timestamp("T", last).unwrap().unwrap();
        assert_eq!(unix_milliseconds(read), last);
        assert_eq!(read_timestamp("T", 0), Ok(None));
        for found in [-1, last + 1, i64::MIN, i64::MAX] {
            let error = EnvelopeError::Timestamp { envelope: "T", found };
            assert_eq!(read_timestamp("T", found), Err(error));
        }
        let before = DateTimeOffset::from_unix(-1, 999_000_000).unwrap();
        let error = EnvelopeError::Timestamp { envelope: "T", found: -1 };
        assert_eq!(write_timestamp("T", before), Err(error));
    }

    #[test]
    fn versions() {
        for (text, version) in [("v1", 1), ("1", 1), ("v12", 12), ("4294967295", u32::MAX)] {
            assert_eq!(read_version("T", text), Ok(version), "{text}");
        }
        assert_eq!(write_version(12), "v12");
        for text in ["v0", "0", "v", "vv1", "V1", "v01", "+1", "-1", "1.0", " 1", "4294967296"] {
            assert_eq!(read_version("T", text), Err(not_a_version("T", text, "v1")), "{text}");
        }
        let missing = EnvelopeError::Missing { envelope: "T", field: "event_version" };
        assert_eq!(read_version("T", ""), Err(missing));
    }
}
