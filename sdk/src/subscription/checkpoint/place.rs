use std::cmp::Ordering;
use std::fmt;

use crate::stream::{Position, Revision, StreamName};

/// Up to where a subscription has come: in one stream, or in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a stream.
    InStream {
        /// The stream.
        stream: StreamName,
        /// The last revision that is done; `None` before the first event.
        after: Option<Revision>,
    },
    /// In the log, or a selection of it.
    InLog {
        /// The last position that is done; `None` before the first event.
        after: Option<Position>,
    },
}

impl PartialOrd for Place {
    /// Places of different streams, and those of a stream and the log, cannot be compared.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (
                Self::InStream { stream: ours, after: left },
                Self::InStream { stream: theirs, after: right },
            ) if ours == theirs => Some(left.cmp(right)),
            (Self::InLog { after: left }, Self::InLog { after: right }) => Some(left.cmp(right)),
            _ => None,
        }
    }
}

impl Place {
    /// Whether the place lies before the other one, or is it.
    pub(crate) fn is_at_most(&self, other: &Self) -> bool {
        self.partial_cmp(other).is_some_and(Ordering::is_le)
    }

    /// How many revisions, or units of positions, the other place lies ahead of this one; 0 if it
    /// does not, or cannot be compared.
    pub(crate) fn distance_to(&self, head: &Self) -> u64 {
        match (self, head) {
            (Self::InStream { after, .. }, Self::InStream { after: Some(head), .. }) => {
                after.map_or(head.saturating_add(1), |after| head.saturating_sub(after))
            }
            (Self::InLog { after }, Self::InLog { after: Some(head) }) => {
                head.commit.saturating_sub(after.map_or(0, |after| after.commit))
            }
            _ => 0,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InStream { stream, after: Some(after) } => {
                write!(f, "revision {after} of stream `{stream}`")
            }
            Self::InStream { stream, after: None } => write!(f, "the start of stream `{stream}`"),
            Self::InLog { after: Some(after) } => write!(f, "position {after} of the log"),
            Self::InLog { after: None } => f.write_str("the start of the log"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn in_stream(stream: &str, after: Option<Revision>) -> Place {
        Place::InStream { stream: StreamName::parse(stream).unwrap(), after }
    }

    fn in_log(after: Option<u64>) -> Place {
        Place::InLog { after: after.map(Position::single) }
    }

    #[test]
    fn places_are_in_order() {
        assert!(in_stream("A", None) < in_stream("A", Some(0)));
        assert!(in_stream("A", Some(1)) > in_stream("A", Some(0)));
        assert!(in_log(None) < in_log(Some(0)));
        assert!(in_log(Some(4)) < in_log(Some(5)));
        assert_eq!(in_stream("A", None).partial_cmp(&in_stream("B", None)), None);
        assert_eq!(in_stream("A", None).partial_cmp(&in_log(None)), None);
    }

    #[test]
    fn distances() {
        for (from, to, distance) in [
            (in_stream("A", None), in_stream("A", Some(0)), 1),
            (in_stream("A", Some(3)), in_stream("A", Some(9)), 6),
            (in_stream("A", Some(9)), in_stream("A", Some(3)), 0),
            (in_stream("A", Some(9)), in_stream("A", None), 0),
            (in_stream("A", None), in_stream("A", Some(u64::MAX)), u64::MAX),
            (in_log(None), in_log(Some(7)), 7),
            (in_log(Some(2)), in_log(Some(7)), 5),
            (in_log(Some(2)), in_stream("A", Some(7)), 0),
        ] {
            assert_eq!(from.distance_to(&to), distance, "{from} to {to}");
        }
    }

    #[test]
    fn places_have_names() {
        assert_eq!(in_stream("A-1", Some(3)).to_string(), "revision 3 of stream `A-1`");
        assert_eq!(in_stream("A-1", None).to_string(), "the start of stream `A-1`");
        assert_eq!(in_log(Some(3)).to_string(), "position 3 of the log");
        assert_eq!(in_log(None).to_string(), "the start of the log");
    }
}
