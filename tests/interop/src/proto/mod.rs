//! The same messages by other Protobuf libraries, both directions.
//!
//! Each property holds for random values: ours encoded is theirs decoded, theirs encoded is ours
//! decoded, and what we encode again after that is what they encoded.
use std::fmt::Debug;

use plumberd::codec::{Message, MessageRead, proto};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::report::{Outcome, Report, equal};

pub mod buffa;
mod ours;
pub mod prost;
mod strategy;

const CASES: u32 = 1000;

/// Another library's type of a message of ours.
trait Peer<T>: Sized + PartialEq + Debug {
    fn of(ours: &T) -> Self;
    fn encode(&self) -> Vec<u8>;
    fn decode(bytes: &[u8]) -> Outcome<Self>;
}

/// Runs all properties of a message.
fn both_ways<T, P>(report: &mut Report, name: &str, strategy: impl Strategy<Value = T>)
where
    T: Message + Debug + PartialEq + for<'de> MessageRead<'de>,
    P: Peer<T>,
{
    let outcomes: Outcome<[Outcome; 3]> = (|| {
        let mut outcomes = [Ok(()), Ok(()), Ok(())];
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        let properties = [ours_to_theirs::<T, P>, theirs_to_ours::<T, P>, again::<T, P>];
        for (outcome, property) in outcomes.iter_mut().zip(properties) {
            *outcome = TestRunner::new(config.clone())
                .run(&strategy, |value| property(&value).map_err(TestCaseError::fail))
                .map_err(|error| error.to_string());
        }
        Ok(outcomes)
    })();
    let titles = ["ours encoded, theirs decoded", "theirs encoded, ours decoded", "encoded again"];
    match outcomes {
        Ok(outcomes) => {
            for (title, outcome) in titles.into_iter().zip(outcomes) {
                report.case(&format!("{name}: {title}"), || outcome);
            }
        }
        Err(message) => report.fail(name, &message),
    }
}

fn ours_to_theirs<T: Message, P: Peer<T>>(value: &T) -> Outcome {
    let bytes = proto::to_vec(value).map_err(|error| error.to_string())?;
    equal("their value", &P::decode(&bytes)?, &P::of(value))
}

fn theirs_to_ours<T, P: Peer<T>>(value: &T) -> Outcome
where
    T: PartialEq + Debug + for<'de> MessageRead<'de>,
{
    let bytes = P::of(value).encode();
    let read: T = proto::from_slice(&bytes).map_err(|error| error.to_string())?;
    equal("our value", &read, value)
}

/// Both have ordered maps, so there is one encoding; only entries of maps may differ in whether they
/// spell out a zero, which is why decoded values are compared when the bytes differ in length.
fn again<T, P: Peer<T>>(value: &T) -> Outcome
where
    T: Message + for<'de> MessageRead<'de>,
{
    let theirs = P::of(value).encode();
    let read: T = proto::from_slice(&theirs).map_err(|error| error.to_string())?;
    let ours = proto::to_vec(&read).map_err(|error| error.to_string())?;
    if ours.len() == theirs.len() {
        return equal("bytes", &ours, &theirs);
    }
    equal("their value", &P::decode(&ours)?, &P::decode(&theirs)?)
}

/// What a peer encoded, in types of ours that borrow from it.
fn borrowed<P: Peer<ours::RecordingStopped>>(report: &mut Report) {
    report.case("RecordingStopped: theirs encoded, ours decoded, borrowed", || {
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        TestRunner::new(config)
            .run(&strategy::recording_stopped(), |value| {
                let bytes = P::of(&value).encode();
                let read: ours::RecordingStoppedRef<'_> = proto::from_slice(&bytes)
                    .map_err(|error| TestCaseError::fail(error.to_string()))?;
                equal("our value", &read, &ours::RecordingStoppedRef::of(&value))
                    .map_err(TestCaseError::fail)
            })
            .map_err(|error| error.to_string())
    });
}

/// Fields that the reader does not know are skipped, whatever their wire type.
fn unknown_fields<P>(report: &mut Report)
where
    P: Peer<ours::Everything>,
{
    report.case("Everything, read by a program that knows four fields of it", || {
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        TestRunner::new(config)
            .run(&strategy::everything(), |value| {
                let bytes = P::of(&value).encode();
                let read: ours::Sparse = proto::from_slice(&bytes)
                    .map_err(|error| TestCaseError::fail(error.to_string()))?;
                let expected = ours::Sparse {
                    plain_i64: value.plain_i64,
                    text: value.text,
                    many_tree: value.many_tree,
                    late: value.late,
                };
                equal("our value", &read, &expected).map_err(TestCaseError::fail)
            })
            .map_err(|error| error.to_string())
    });
}
