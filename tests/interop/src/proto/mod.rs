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
    /// Whether encodings of the same length are the same.
    const ONE_ENCODING: bool = true;

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
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let run = |property: fn(&T) -> Outcome| {
        TestRunner::new(config.clone())
            .run(&strategy, |value| property(&value).map_err(TestCaseError::fail))
            .map_err(|error| error.to_string())
    };
    let properties: [(&str, fn(&T) -> Outcome); 3] = [
        ("ours encoded, theirs decoded", ours_to_theirs::<T, P>),
        ("theirs encoded, ours decoded", theirs_to_ours::<T, P>),
        ("encoded again", again::<T, P>),
    ];
    for (title, property) in properties {
        report.case(&format!("{name}: {title}"), || run(property));
    }
    // A message that stands twice is one message, merged: the last of a field, all of a list.
    report.case(&format!("{name}: two in a row"), || {
        TestRunner::new(config.clone())
            .run(&(&strategy, &strategy), |(first, second)| {
                let bytes = [P::of(&first).encode(), P::of(&second).encode()].concat();
                let ours: T = proto::from_slice(&bytes)
                    .map_err(|error| TestCaseError::fail(error.to_string()))?;
                let theirs = P::decode(&bytes).map_err(TestCaseError::fail)?;
                equal("value", &P::of(&ours), &theirs).map_err(TestCaseError::fail)
            })
            .map_err(|error| error.to_string())
    });
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

/// Both have ordered maps, so equal values have equal bytes, but for two freedoms: an entry of a map
/// may leave a zero out, and a list of numbers may be packed or not. Those change the length.
fn again<T, P: Peer<T>>(value: &T) -> Outcome
where
    T: Message + for<'de> MessageRead<'de>,
{
    let theirs = P::of(value).encode();
    let read: T = proto::from_slice(&theirs).map_err(|error| error.to_string())?;
    let ours = proto::to_vec(&read).map_err(|error| error.to_string())?;
    equal("their value", &P::decode(&ours)?, &P::decode(&theirs)?)?;
    if P::ONE_ENCODING && ours.len() == theirs.len() {
        return equal("bytes", &ours, &theirs);
    }
    Ok(())
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
