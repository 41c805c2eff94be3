//! What a change of a schema means for those who read and write its events.
//!
//! [`compare`] looks at each type, field, oneof and value and gives a [`Change`] for what differs, with a
//! [`Verdict`] for each [`Direction`] on each [`Wire`].
//!
//! # What is refused
//! An accepted version of an event is a promise: programs have it, and events of it are stored. A change to
//! it that is not safe in both directions is an error, and the remedy is a new version with an upcaster.
//! What is merely new is fine.
//!
//! Only the wires on which a type travels count. An event that is stored as JSON counts in JSON of its
//! profile, one with field numbers in Protobuf too, since other programs may send it so; an event that is
//! stored as Protobuf does not count in JSON. A nested type counts where the events that hold it do.
//!
//! Some changes are refused although every wire is safe, because generated code of others breaks: other
//! names of fields, values, oneofs and types, and reserved entries that are gone. This is what
//! `buf breaking` calls FILE, without what only its languages know (file options, names of files).
//! [`RULES`] has the details.

mod change;
mod comparison;
mod enums;
mod events;
mod field;
mod fields;
mod kinds;
mod matching;
mod oneofs;
mod remedy;
mod report;
mod reserved;
mod rules;
mod verdict;

use std::collections::BTreeSet;

pub use change::Change;
pub use report::{to_json, to_table};
pub use rules::RULES;
pub use verdict::{Direction, Verdict, Verdicts, Wire};

use crate::model::Schema;
use comparison::Comparison;

/// The changes from one schema to another, by type; none between two that differ in comments, places or
/// order only.
///
/// ```
/// use plumberd_schema::compat::{self, Direction, Verdict};
/// use plumberd_schema::model::{Field, Kind, Message, Schema, Shape, Type};
///
/// let schema = |kind| {
///     let fields = vec![Field::new("width", Some(1), kind)];
///     let shape = Shape::Message(Message { fields, ..Message::default() });
///     let mut schema = Schema::default();
///     schema.insert(Type { shape, ..Type::message("video.v1", "Size") });
///     schema
/// };
/// let changes = compat::compare(&schema(Kind::INT32), &schema(Kind::INT64));
/// assert_eq!(changes[0].message, "`width` of `video.v1.Size` was int32, is int64");
/// assert_eq!(changes[0].verdict(Direction::NewReader), Verdict::Safe);
/// assert_eq!(changes[0].verdict(Direction::OldReader), Verdict::Breaking);
/// ```
#[must_use]
pub fn compare(old: &Schema, new: &Schema) -> Vec<Change> {
    compare_with_history(old, new, BTreeSet::new())
}

/// The same, with the event types and versions that the lock file remembers.
pub(crate) fn compare_with_history(
    old: &Schema,
    new: &Schema,
    known: BTreeSet<(String, u32)>,
) -> Vec<Change> {
    Comparison::new(old, new, known).run()
}
