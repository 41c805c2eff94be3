use std::collections::BTreeSet;

use plumberd_schema::compat;
use plumberd_schema::lock::{self, Lock, Mode};
use plumberd_schema::testing::{sample, schema};

use super::{Seeds, schema as rules};
use crate::signal::Signal;

/// One schema becomes another one. The first byte says how: an odd one replaces a byte of the choices,
/// an even one halves the input.
pub fn run(data: &[u8]) -> Signal {
    let (old, new) = match data {
        [how, at, value, choices @ ..] if how % 2 == 1 => {
            let mut changed = choices.to_vec();
            if let Some(choice) = changed.get_mut(usize::from(*at)) {
                *choice = *value;
            }
            (schema(choices), schema(&changed))
        }
        [_, choices @ ..] => {
            let (old, new) = choices.split_at(choices.len() / 2);
            (schema(old), schema(new))
        }
        [] => (sample(), schema(&[])),
    };
    let signal = rules::check(&old).and(rules::check(&new));

    let changes = compat::compare(&old, &new);
    assert_eq!(changes.is_empty(), compat::compare(&new, &old).is_empty(), "{changes:?}");
    for change in &changes {
        assert!(!change.message.is_empty() && !change.ty.is_empty(), "{change:?}");
        assert!(!change.to_diagnostic().to_string().is_empty());
    }
    assert_eq!(compat::to_table(&changes).lines().count(), lines(changes.len()));
    assert_eq!(compat::to_json(&changes).as_array().map(Vec::len), Some(changes.len()));

    let lock = Lock::of(&old);
    let report = lock::check(&new, Some(&lock.to_json())).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.changes.is_empty(), changes.is_empty(), "{:?}", report.changes);
    for mode in [Mode::Working, Mode::Locked] {
        let _ = report.diagnostics(mode);
    }
    assert_eq!(report.accepted, lock.accept(&new));
    let text = report.accepted.to_json();
    assert_eq!(Lock::parse(&text).as_ref(), Ok(&report.accepted), "{text}");
    // Back again: what was removed is compared with what it was.
    lock::check(&old, Some(&text)).unwrap_or_else(|error| panic!("{error}"));

    let rules: BTreeSet<&str> = changes.iter().map(|change| change.rule).collect();
    signal.and(Signal::of((rules, changes.len().checked_ilog2())))
}

/// The lines of a table: a head, the changes, and their count.
fn lines(changes: usize) -> usize {
    if changes == 0 { 1 } else { changes + 2 }
}

pub fn seeds() -> Seeds {
    (0..64).map(super::choices).collect()
}
