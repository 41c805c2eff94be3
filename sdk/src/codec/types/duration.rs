use std::time::Duration;

use plumberd_schema::Kind;

use super::timestamp::{read_seconds_nanos, write_seconds_nanos};
use super::{implicit_presence, last_one_wins};
use crate::clock::{parse_time_span, write_time_span};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    EncodeFault, Failed, Field, FieldRead, Plain, ProtoValue, ProtoValueRead, json, proto,
};

/// Nanoseconds in one tick of a .NET `TimeSpan`.
const NANOS_PER_TICK: i128 = 100;
const NANOS_PER_SECOND: i128 = 1_000_000_000;
/// The limit of a Protobuf `Duration`: about 10 000 years.
const MAX_SECONDS: i128 = 315_576_000_000;

/// A length of time of any crate, in nanoseconds.
trait Span: Sized {
    fn to_signed_nanos(&self) -> i128;
    /// Nothing when the type cannot hold it.
    fn from_signed_nanos(nanos: i128) -> Option<Self>;
}

/// Writes a .NET `TimeSpan`. What is finer than 100 ns is cut, for .NET cannot read it.
fn write_json_span<P: Profile>(nanos: i128, w: json::Writer<'_, P>) -> json::Writer<'_, P> {
    if P::ID == ProfileId::Proto3 {
        if nanos.abs() > MAX_SECONDS * NANOS_PER_SECOND {
            return w.fail(out_of_range(nanos, "a Protobuf duration"));
        }
        return w.ascii(&proto3_text(nanos));
    }
    match i64::try_from(nanos / NANOS_PER_TICK) {
        Ok(ticks) => w.quoted(|room| write_time_span(ticks, room)),
        Err(_) => w.fail(out_of_range(nanos, "a .NET TimeSpan")),
    }
}

fn out_of_range(nanos: i128, target: &'static str) -> EncodeFault {
    EncodeFault::OutOfRange { value: format!("{nanos} ns"), target }
}

/// `1.5s`, with no, three, six or nine fraction digits.
fn proto3_text(nanos: i128) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let (seconds, fraction) = (nanos.abs() / NANOS_PER_SECOND, nanos.abs() % NANOS_PER_SECOND);
    match fraction {
        0 => format!("{sign}{seconds}s"),
        _ if fraction % 1_000_000 == 0 => format!("{sign}{seconds}.{:03}s", fraction / 1_000_000),
        _ if fraction % 1000 == 0 => format!("{sign}{seconds}.{:06}s", fraction / 1000),
        _ => format!("{sign}{seconds}.{fraction:09}s"),
    }
}

fn parse_proto3(text: &str) -> Option<i128> {
    let text = text.strip_suffix('s')?;
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str, max: usize| {
        (!text.is_empty() && text.len() <= max && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<i128>().ok())
            .flatten()
    };
    let scale = 10i128.pow(9u32.checked_sub(u32::try_from(fraction.len()).ok()?)?);
    let nanos = digits(seconds, 12)? * NANOS_PER_SECOND + digits(fraction, 9)? * scale;
    (nanos <= MAX_SECONDS * NANOS_PER_SECOND).then_some(if negative { -nanos } else { nanos })
}

macro_rules! span {
    ($($type:ty),* $(,)?) => { $(
        impl Field for $type {
            const KIND: Kind = Kind::Duration;

            fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
                write_json_span(self.to_signed_nanos(), w)
            }

            fn is_default(&self) -> bool {
                self.to_signed_nanos() == 0
            }
        }

        impl<'de> FieldRead<'de> for $type {
            fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
                let text = r.text()?;
                let nanos = parse_time_span(&text)
                    .map(|ticks| i128::from(ticks) * NANOS_PER_TICK)
                    .or_else(|| parse_proto3(&text));
                match nanos {
                    Some(nanos) => match Self::from_signed_nanos(nanos) {
                        Some(span) => Ok(span),
                        None => Err(r.fail_range(&text, "the duration type of this field")),
                    },
                    None => Err(r.fail_invalid(&text, "a time span like 1.02:03:04.5000000")),
                }
            }

            fn absent(profile: ProfileId) -> Option<Self> {
                if profile == ProfileId::Proto3 { Self::from_signed_nanos(0) } else { None }
            }
        }

        impl ProtoValue for $type {
            const WIRE: WireType = WireType::Len;

            #[allow(clippy::cast_possible_truncation, reason = "checked against the limit before")]
            fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                let nanos = self.to_signed_nanos();
                if nanos.abs() > MAX_SECONDS * NANOS_PER_SECOND {
                    return w.fail(number, out_of_range(nanos, "a Protobuf duration"));
                }
                let (seconds, nanos) = (nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND);
                write_seconds_nanos(seconds as i64, nanos as i32, number, w)
            }
        }

        impl<'de> ProtoValueRead<'de> for $type {
            fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
                let (seconds, nanos) = read_seconds_nanos(wire, r)?;
                let total = i128::from(seconds) * NANOS_PER_SECOND + i128::from(nanos);
                let regular = nanos.abs() < 1_000_000_000
                    && i64::from(nanos.signum()) * seconds.signum() >= 0
                    && total.abs() <= MAX_SECONDS * NANOS_PER_SECOND;
                match regular.then(|| Self::from_signed_nanos(total)).flatten() {
                    Some(span) => Ok(span),
                    None => Err(r.fail_range(
                        &format_args!("{seconds} s {nanos} ns"),
                        "the duration type of this field",
                    )),
                }
            }
        }

        implicit_presence! { [] $type, Plain; }
        last_one_wins! { [] $type, Plain; }
    )* };
}

impl Span for Duration {
    #[allow(clippy::cast_possible_wrap, reason = "2^64 seconds are below 2^127 ns")]
    fn to_signed_nanos(&self) -> i128 {
        self.as_nanos() as i128
    }

    fn from_signed_nanos(nanos: i128) -> Option<Self> {
        let nanos = u128::try_from(nanos).ok()?;
        let seconds = u64::try_from(nanos / 1_000_000_000).ok()?;
        Some(Self::new(seconds, u32::try_from(nanos % 1_000_000_000).ok()?))
    }
}

span! { Duration }

#[cfg(feature = "jiff")]
#[allow(clippy::wildcard_imports, reason = "one type of the same family")]
mod of_jiff {
    use super::*;

    impl Span for jiff::SignedDuration {
        fn to_signed_nanos(&self) -> i128 {
            self.as_nanos()
        }

        fn from_signed_nanos(nanos: i128) -> Option<Self> {
            let seconds = i64::try_from(nanos / NANOS_PER_SECOND).ok()?;
            Some(Self::new(seconds, i32::try_from(nanos % NANOS_PER_SECOND).ok()?))
        }
    }

    span! { jiff::SignedDuration }
}

#[cfg(feature = "time")]
#[allow(clippy::wildcard_imports, reason = "one type of the same family")]
mod of_time {
    use super::*;

    impl Span for ::time::Duration {
        fn to_signed_nanos(&self) -> i128 {
            self.whole_nanoseconds()
        }

        fn from_signed_nanos(nanos: i128) -> Option<Self> {
            let seconds = i64::try_from(nanos / NANOS_PER_SECOND).ok()?;
            Some(Self::new(seconds, i32::try_from(nanos % NANOS_PER_SECOND).ok()?))
        }
    }

    span! { ::time::Duration }
}

#[cfg(feature = "chrono")]
#[allow(clippy::wildcard_imports, reason = "one type of the same family")]
mod of_chrono {
    use super::*;

    impl Span for ::chrono::TimeDelta {
        fn to_signed_nanos(&self) -> i128 {
            i128::from(self.num_seconds()) * NANOS_PER_SECOND + i128::from(self.subsec_nanos())
        }

        fn from_signed_nanos(nanos: i128) -> Option<Self> {
            let seconds = i64::try_from(nanos.div_euclid(NANOS_PER_SECOND)).ok()?;
            Self::new(seconds, u32::try_from(nanos.rem_euclid(NANOS_PER_SECOND)).ok()?)
        }
    }

    span! { ::chrono::TimeDelta }
}
