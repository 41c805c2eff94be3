use plumberd_schema::Kind;

use super::last_one_wins;
use crate::clock::{DateTimeOffset, Fraction};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    EncodeFault, Failed, Field, FieldRead, Plain, ProtoField, ProtoValue, ProtoValueRead, json,
    proto,
};

const TARGET: &str = "the years 1 to 9999";

/// A moment of any crate, by way of ours.
trait Moment: Sized {
    /// Nothing when the moment is outside of the years 1 to 9999.
    fn to_date_time(&self) -> Option<DateTimeOffset>;
    /// Nothing when the type cannot hold the moment.
    fn from_date_time(moment: DateTimeOffset) -> Option<Self>;
}

/// Writes `{ seconds = 1, nanos = 2 }`, the message of Protobuf's timestamps and durations.
#[inline]
#[allow(clippy::cast_sign_loss, reason = "negative numbers are sign-extended on the wire")]
pub(super) fn write_seconds_nanos(
    seconds: i64,
    nanos: i32,
    number: u32,
    w: proto::Writer<'_>,
) -> proto::Writer<'_> {
    w.nested(number, |w| {
        let w = if nanos == 0 { w } else { w.varint_field(2, i64::from(nanos) as u64) };
        if seconds == 0 { w } else { w.varint_field(1, seconds as u64) }
    })
}

/// Reads what [`write_seconds_nanos`] writes.
#[inline]
#[allow(
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    reason = "Protobuf's two's complement"
)]
pub(super) fn read_seconds_nanos(
    wire: WireType,
    r: &mut proto::Reader<'_>,
) -> Result<(i64, i32), Failed> {
    r.expect(wire, WireType::Len)?;
    r.nested(|r| {
        let (mut seconds, mut nanos) = (0, 0);
        while let Some(key) = r.next_key()? {
            match (key.number, key.wire) {
                (1, WireType::Varint) => seconds = r.varint()? as i64,
                (2, WireType::Varint) => nanos = r.varint()? as i32,
                _ => r.skip(key)?,
            }
        }
        Ok((seconds, nanos))
    })
}

macro_rules! moment {
    ($($type:ty),* $(,)?) => { $(
        impl Field for $type {
            const KIND: Kind = Kind::Timestamp;

            #[inline]
            fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
                match self.to_date_time() {
                    // The canonical form is UTC.
                    Some(moment) if P::ID == ProfileId::Proto3 => {
                        let utc = moment.with_offset_minutes(0).unwrap_or(moment);
                        w.quoted(|room| utc.write(Fraction::Groups, room))
                    }
                    Some(moment) => w.quoted(|room| moment.write(Fraction::Trimmed, room)),
                    None => w.fail(EncodeFault::OutOfRange { value: format!("{self:?}"), target: TARGET }),
                }
            }
        }

        impl<'de> FieldRead<'de> for $type {
            fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
                let text = r.text()?;
                match DateTimeOffset::parse(&text).ok().and_then(Self::from_date_time) {
                    Some(moment) => Ok(moment),
                    None => Err(r.fail_invalid(&text, "a date and time like 2025-07-13T18:22:19.2192669+02:00")),
                }
            }
        }

        impl ProtoValue for $type {
            const WIRE: WireType = WireType::Len;

            #[inline]
            #[allow(clippy::cast_possible_wrap, reason = "nanoseconds are below a second")]
            fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                match self.to_date_time() {
                    Some(moment) => write_seconds_nanos(moment.unix_seconds(), moment.subsec_nanos() as i32, number, w),
                    None => w.fail(
                        number,
                        EncodeFault::OutOfRange { value: format!("{self:?}"), target: TARGET },
                    ),
                }
            }
        }

        impl<'de> ProtoValueRead<'de> for $type {
            #[inline]
            fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
                let (seconds, nanos) = read_seconds_nanos(wire, r)?;
                let moment = u32::try_from(nanos)
                    .ok()
                    .and_then(|nanos| DateTimeOffset::from_unix(seconds, nanos).ok())
                    .and_then(Self::from_date_time);
                match moment {
                    Some(moment) => Ok(moment),
                    None => Err(r.fail_range(&format_args!("{seconds} s {nanos} ns"), TARGET)),
                }
            }
        }

        impl ProtoField for $type {
            #[inline]
            fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                self.write(number, w)
            }
        }

        last_one_wins! { [] $type, Plain; }
    )* };
}

impl Moment for DateTimeOffset {
    #[inline]
    fn to_date_time(&self) -> Option<DateTimeOffset> {
        Some(*self)
    }

    #[inline]
    fn from_date_time(moment: DateTimeOffset) -> Option<Self> {
        Some(moment)
    }
}

moment! { DateTimeOffset }

/// Seconds and nanoseconds after the epoch, of crates that count the same way.
#[cfg(any(feature = "jiff", feature = "time", feature = "chrono"))]
#[inline]
fn from_unix(seconds: i64, nanos: i64, offset_seconds: i32) -> Option<DateTimeOffset> {
    if let (Ok(nanos @ 0..1_000_000_000), 0) = (u32::try_from(nanos), offset_seconds) {
        return DateTimeOffset::from_unix(seconds, nanos).ok();
    }
    // Some crates count back from zero, ours always forwards from the second before.
    let seconds = seconds.checked_add(nanos.div_euclid(1_000_000_000))?;
    let nanos = u32::try_from(nanos.rem_euclid(1_000_000_000)).ok()?;
    let offset_minutes = i16::try_from(offset_seconds / 60).ok()?;
    DateTimeOffset::from_unix(seconds, nanos).ok()?.with_offset_minutes(offset_minutes).ok()
}

#[cfg(feature = "jiff")]
#[allow(clippy::wildcard_imports, reason = "one type of the same family")]
mod of_jiff {
    use super::*;

    impl Moment for jiff::Timestamp {
        #[inline]
        fn to_date_time(&self) -> Option<DateTimeOffset> {
            from_unix(self.as_second(), i64::from(self.subsec_nanosecond()), 0)
        }

        #[inline]
        fn from_date_time(moment: DateTimeOffset) -> Option<Self> {
            Self::new(moment.unix_seconds(), i32::try_from(moment.subsec_nanos()).ok()?).ok()
        }
    }

    moment! { jiff::Timestamp }
}

#[cfg(feature = "time")]
#[allow(clippy::wildcard_imports, reason = "one type of the same family")]
mod of_time {
    use ::time::{OffsetDateTime, UtcOffset};

    use super::*;

    impl Moment for OffsetDateTime {
        fn to_date_time(&self) -> Option<DateTimeOffset> {
            from_unix(
                self.unix_timestamp(),
                i64::from(self.nanosecond()),
                self.offset().whole_seconds(),
            )
        }

        fn from_date_time(moment: DateTimeOffset) -> Option<Self> {
            let offset =
                UtcOffset::from_whole_seconds(i32::from(moment.offset_minutes()) * 60).ok()?;
            let utc = Self::from_unix_timestamp(moment.unix_seconds()).ok()?;
            utc.replace_nanosecond(moment.subsec_nanos()).ok()?.checked_to_offset(offset)
        }
    }

    moment! { OffsetDateTime }
}

#[cfg(feature = "chrono")]
#[allow(clippy::wildcard_imports, reason = "one type of the same family")]
mod of_chrono {
    use ::chrono::{DateTime, FixedOffset, Utc};

    use super::*;

    impl Moment for DateTime<Utc> {
        fn to_date_time(&self) -> Option<DateTimeOffset> {
            from_unix(self.timestamp(), i64::from(self.timestamp_subsec_nanos()), 0)
        }

        fn from_date_time(moment: DateTimeOffset) -> Option<Self> {
            Self::from_timestamp(moment.unix_seconds(), moment.subsec_nanos())
        }
    }

    impl Moment for DateTime<FixedOffset> {
        fn to_date_time(&self) -> Option<DateTimeOffset> {
            let nanos = i64::from(self.timestamp_subsec_nanos());
            from_unix(self.timestamp(), nanos, self.offset().local_minus_utc())
        }

        fn from_date_time(moment: DateTimeOffset) -> Option<Self> {
            let offset = FixedOffset::east_opt(i32::from(moment.offset_minutes()) * 60)?;
            DateTime::<Utc>::from_date_time(moment).map(|utc| utc.with_timezone(&offset))
        }
    }

    moment! { DateTime<Utc>, DateTime<FixedOffset> }
}
