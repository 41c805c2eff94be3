//! The field types of other crates, each behind its feature.

#[cfg(feature = "chrono")]
mod of_chrono {
    use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
    use plumberd::PlumberdEvent;
    use proptest::option;
    use proptest::prelude::*;

    use crate::model::{arbitrary, moment, ticks};
    use crate::round_trip;

    fn utc() -> impl Strategy<Value = DateTime<Utc>> {
        moment().prop_map(|moment| {
            DateTime::from_timestamp(moment.unix_seconds(), moment.subsec_nanos()).unwrap()
        })
    }

    fn local() -> impl Strategy<Value = DateTime<FixedOffset>> {
        (utc(), -840i32..=840).prop_map(|(utc, minutes)| {
            utc.with_timezone(&FixedOffset::east_opt(minutes * 60).unwrap())
        })
    }

    fn delta() -> impl Strategy<Value = TimeDelta> {
        (ticks(), any::<bool>()).prop_map(|(ticks, negative)| {
            let seconds = i64::try_from(ticks / 10_000_000).unwrap();
            let nanos = u32::try_from(ticks % 10_000_000 * 100).unwrap();
            let delta = TimeDelta::new(seconds, nanos).unwrap();
            if negative { -delta } else { delta }
        })
    }

    arbitrary! {
        #[derive(PlumberdEvent)]
        #[event(category = "Everything")]
        Chrono {
            #[event(tag = 1)] utc: DateTime<Utc> = utc(),
            #[event(tag = 2)] local: DateTime<FixedOffset> = local(),
            #[event(tag = 3)] delta: TimeDelta = delta(),
            #[event(tag = 4)] maybe: Option<TimeDelta> = option::of(delta()),
            #[event(tag = 5)] list: Vec<DateTime<Utc>> = proptest::collection::vec(utc(), 0..3),
        }
    }

    proptest! {
        #[test]
        fn travels(event: Chrono) {
            round_trip::all(&event)?;
        }
    }
}

#[cfg(feature = "decimal")]
mod of_decimal {
    use plumberd::PlumberdEvent;
    use proptest::option;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use crate::model::arbitrary;
    use crate::round_trip;

    fn decimal() -> impl Strategy<Value = Decimal> {
        (any::<u128>(), any::<bool>(), 0u32..=28).prop_map(|(digits, negative, scale)| {
            // The upper bits say how many of the 96 are used, so that short numbers come too.
            let keep = u32::try_from(digits >> 120).unwrap() % 97;
            let mask = (1u128 << keep) - 1;
            let digits = digits & mask;
            Decimal::from_parts(
                u32::try_from(digits & 0xffff_ffff).unwrap(),
                u32::try_from(digits >> 32 & 0xffff_ffff).unwrap(),
                u32::try_from(digits >> 64).unwrap(),
                negative,
                scale,
            )
        })
    }

    arbitrary! {
        #[derive(PlumberdEvent)]
        #[event(category = "Everything")]
        Decimals {
            #[event(tag = 1)] price: Decimal = decimal(),
            #[event(tag = 2)] maybe: Option<Decimal> = option::of(decimal()),
            #[event(tag = 3)] list: Vec<Decimal> = proptest::collection::vec(decimal(), 0..3),
        }
    }

    proptest! {
        #[test]
        fn travels(event: Decimals) {
            round_trip::all(&event)?;
        }

        #[test]
        fn keeps_its_scale(price in decimal()) {
            let event = Decimals { price, maybe: None, list: vec![] };
            let json = plumberd::codec::json::to_vec(&event).unwrap();
            let read: Decimals = plumberd::codec::json::from_slice(&json).unwrap();
            prop_assert_eq!(read.price.scale(), price.scale());
            let bytes = plumberd::codec::proto::to_vec(&event).unwrap();
            let read: Decimals = plumberd::codec::proto::from_slice(&bytes).unwrap();
            prop_assert_eq!(read.price.scale(), price.scale());
        }
    }
}

#[cfg(feature = "jiff")]
mod of_jiff {
    use jiff::{SignedDuration, Timestamp};
    use plumberd::PlumberdEvent;
    use proptest::option;
    use proptest::prelude::*;

    use crate::model::{arbitrary, moment, ticks};
    use crate::round_trip;

    fn timestamp() -> impl Strategy<Value = Timestamp> {
        // jiff ends a day before us.
        moment().prop_filter_map("jiff's range", |moment| {
            Timestamp::new(moment.unix_seconds(), i32::try_from(moment.subsec_nanos()).unwrap())
                .ok()
        })
    }

    fn span() -> impl Strategy<Value = SignedDuration> {
        (ticks(), any::<bool>()).prop_map(|(ticks, negative)| {
            let seconds = i64::try_from(ticks / 10_000_000).unwrap();
            let nanos = i32::try_from(ticks % 10_000_000 * 100).unwrap();
            let span = SignedDuration::new(seconds, nanos);
            if negative { -span } else { span }
        })
    }

    arbitrary! {
        #[derive(PlumberdEvent)]
        #[event(category = "Everything")]
        Jiff {
            #[event(tag = 1)] moment: Timestamp = timestamp(),
            #[event(tag = 2)] maybe: Option<Timestamp> = option::of(timestamp()),
            #[event(tag = 3)] span: SignedDuration = span(),
            #[event(tag = 4)] spans: Vec<SignedDuration> = proptest::collection::vec(span(), 0..3),
        }
    }

    proptest! {
        #[test]
        fn travels(event: Jiff) {
            round_trip::all(&event)?;
        }
    }
}

#[cfg(feature = "time")]
mod of_time {
    use plumberd::PlumberdEvent;
    use proptest::option;
    use proptest::prelude::*;
    use time::{Duration, OffsetDateTime, UtcOffset};

    use crate::model::{arbitrary, moment, ticks};
    use crate::round_trip;

    fn offset_date_time() -> impl Strategy<Value = OffsetDateTime> {
        moment().prop_map(|moment| {
            let utc = OffsetDateTime::from_unix_timestamp(moment.unix_seconds()).unwrap();
            let offset =
                UtcOffset::from_whole_seconds(i32::from(moment.offset_minutes()) * 60).unwrap();
            utc.replace_nanosecond(moment.subsec_nanos()).unwrap().to_offset(offset)
        })
    }

    fn span() -> impl Strategy<Value = Duration> {
        (ticks(), any::<bool>()).prop_map(|(ticks, negative)| {
            let seconds = i64::try_from(ticks / 10_000_000).unwrap();
            let nanos = i32::try_from(ticks % 10_000_000 * 100).unwrap();
            let span = Duration::new(seconds, nanos);
            if negative { -span } else { span }
        })
    }

    arbitrary! {
        #[derive(PlumberdEvent)]
        #[event(category = "Everything")]
        Time {
            #[event(tag = 1)] moment: OffsetDateTime = offset_date_time(),
            #[event(tag = 2)] maybe: Option<OffsetDateTime> = option::of(offset_date_time()),
            #[event(tag = 3)] span: Duration = span(),
            #[event(tag = 4)] spans: Vec<Duration> = proptest::collection::vec(span(), 0..3),
        }
    }

    proptest! {
        #[test]
        fn travels(event: Time) {
            round_trip::all(&event)?;
        }
    }
}
