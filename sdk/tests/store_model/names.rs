//! The few names that the operations choose from, so that they meet each other.

use plumberd::stream::StreamName;

use crate::common::random::Random;

pub(crate) const STREAMS: [&str; 6] = ["A-1", "A-2", "B-1", "B", "$A-1", "$$B-2"];
/// Those that metadata is set for, and that are deleted. Rarely the first, so that much stays.
pub(crate) const CHANGED: [&str; 6] = ["A-2", "B-1", "B", "$A-1", "B-2", "A-1"];
pub(crate) const TYPES: [&str; 3] = ["One", "Two", "Three"];
pub(crate) const CORRELATIONS: [&str; 2] = ["c", "d e"];
pub(crate) const VIRTUAL: [&str; 7] =
    ["$ce-A", "$ce-B", "$ce-C", "$et-One", "$et-$metadata", "$bc-c", "$streams"];

pub(crate) fn choose<T: Copy>(random: &mut Random, from: &[T]) -> T {
    from[random.index(from.len())]
}

pub(crate) fn name(name: &str) -> StreamName {
    StreamName::parse(name).unwrap()
}

pub(crate) fn stream(random: &mut Random) -> StreamName {
    name(choose(random, &STREAMS))
}

/// A name for a read: also a virtual stream, a metadata stream, and one that never is.
pub(crate) fn readable(random: &mut Random) -> StreamName {
    match random.below(8) {
        0..4 => stream(random),
        4..6 => name(choose(random, &VIRTUAL)),
        6 => name(&format!("$${}", choose(random, &CHANGED))),
        _ => name("Never-1"),
    }
}
