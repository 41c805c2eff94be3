use std::cell::RefCell;

use jiff::Timestamp;
use plumberd::clock::DateTimeOffset;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::events::{self, Scalars, Values, Weekday};
use super::roundtrip;
use crate::driver::Driver;
use crate::report::Report;

/// A request costs half a millisecond.
const CASES: u32 = 500;

pub fn run(report: &mut Report, driver: &mut Driver) {
    let driver = RefCell::new(driver);
    report.case("random scalars", || {
        let class = events::scalars();
        runner()
            .run(&scalars(), |value| {
                roundtrip(&mut driver.borrow_mut(), &class, &value).map_err(TestCaseError::fail)
            })
            .map_err(|error| error.to_string())
    });
    report.case("random values", || {
        let class = events::values();
        runner()
            .run(&values(), |value| {
                roundtrip(&mut driver.borrow_mut(), &class, &value).map_err(TestCaseError::fail)
            })
            .map_err(|error| error.to_string())
    });
}

fn runner() -> TestRunner {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
}

fn uuid() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn scalars() -> impl Strategy<Value = Scalars> {
    let small = (any::<bool>(), any::<i8>(), any::<u8>(), any::<i16>(), any::<u16>());
    let large = (any::<i32>(), any::<u32>(), any::<i64>(), any::<u64>());
    // Any but NaN and the infinities.
    let floats = (
        proptest::num::f32::NORMAL | proptest::num::f32::SUBNORMAL | proptest::num::f32::ZERO,
        proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO,
    );
    (uuid(), small, large, floats, any::<String>()).prop_map(|(id, small, large, floats, text)| {
        let (flag, i8, u8, i16, u16) = small;
        let (i32, u32, i64, u64) = large;
        let (f32, f64) = floats;
        Scalars { id, flag, i8, u8, i16, u16, i32, u32, i64, u64, f32, f64, text }
    })
}

fn values() -> impl Strategy<Value = Values> {
    // .NET counts in 100 ns.
    let moment = || {
        (-62_135_500_000i64..253_402_200_000, 0i32..10_000_000)
            .prop_map(|(s, ticks)| (s, ticks * 100))
    };
    let timestamp = || moment().prop_map(|(s, nanos)| Timestamp::new(s, nanos).expect("in range"));
    let offset = (moment(), -14 * 60i16..=14 * 60).prop_map(|((s, nanos), offset)| {
        let moment = DateTimeOffset::from_unix(s, nanos.unsigned_abs()).expect("in range");
        moment.with_offset_minutes(offset).expect("in range")
    });
    let decimal = (any::<u32>(), any::<u32>(), any::<u32>(), any::<bool>(), 0u32..=28).prop_map(
        |(lo, mid, hi, negative, scale)| Decimal::from_parts(lo, mid, hi, negative, scale),
    );
    let day = prop_oneof![Just(Weekday::Sunday), Just(Weekday::Monday), Just(Weekday::Tuesday)];
    let bytes = (proptest::collection::vec(any::<u8>(), 0..40), any::<[u8; 4]>());
    (uuid(), bytes, uuid(), timestamp(), offset, timestamp(), decimal, day).prop_map(
        |(id, (bytes, digest), other, moment, offset_moment, date_time, price, day)| Values {
            id,
            bytes,
            digest,
            other,
            moment,
            offset_moment,
            date_time,
            price,
            day,
        },
    )
}
