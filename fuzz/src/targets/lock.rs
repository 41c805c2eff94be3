use plumberd_schema::lock::{self, Lock, LockError};
use plumberd_schema::testing::{sample, schema};

use super::{Seeds, choices, schema as rules};
use crate::signal::Signal;

/// Reads a lock file. One whose digests are wrong is read again with right ones, or nearly no change
/// would reach what is behind them.
pub fn run(data: &[u8]) -> Signal {
    let Ok(text) = std::str::from_utf8(data) else { return Signal::of("not text") };
    let mut text = text.to_owned();
    let mut repaired = 0;
    loop {
        match Lock::parse(&text) {
            Ok(lock) => return read(&lock, &text).and(Signal::of(repaired.min(4))),
            Err(LockError::Edited { written, found, .. }) if repaired < 20 => {
                repaired += 1;
                text = text.replace(&written.to_string(), &found.to_string());
            }
            Err(error) => {
                assert_eq!(lock::check(&sample(), Some(&text)).err().as_ref(), Some(&error));
                let fault = match &error {
                    LockError::Syntax { fault, .. }
                    | LockError::Structure { fault, .. }
                    | LockError::Type { fault, .. } => fault,
                    _ => "",
                };
                return Signal::of_start(fault).and(Signal::of(std::mem::discriminant(&error)));
            }
        }
    }
}

/// What was read is written and read the same, and is a schema like others.
fn read(lock: &Lock, text: &str) -> Signal {
    let written = lock.to_json();
    let again = Lock::parse(&written).unwrap_or_else(|error| panic!("{error} in {written}"));
    assert_eq!(&again, lock, "{text}");
    assert_eq!(again.to_json(), written);
    let report = lock::check(&sample(), Some(text)).unwrap_or_else(|error| panic!("{error}"));
    rules::check(&lock.schema())
        .and(rules::check(&lock.removed()))
        .and(Signal::of(report.changes.len().checked_ilog2()))
}

pub fn seeds() -> Seeds {
    let locks = (0..12_u8).map(|seed| {
        let choices = choices(seed);
        Lock::of(&schema(&choices)).accept(&schema(&choices[choices.len() / 2..]))
    });
    locks.chain([Lock::of(&sample())]).map(|lock| lock.to_json().into_bytes()).collect()
}
