use std::fmt;

use crate::store::RecordedEvent;
use crate::stream::{Position, Revision};

use super::GroupSource;

/// A place in what a group reads: a revision of its stream, or a position in the log.
///
/// The text is `KurrentDB`'s: `7`, `C:70/P:70`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In a stream.
    Revision(Revision),
    /// In the log.
    Position(Position),
}

impl Place {
    /// Where an event stands in what a group reads; nothing when the engine does not tell its place
    /// in the log. A link's place counts, not that of the event behind it.
    pub(super) fn of(event: &RecordedEvent, source: &GroupSource) -> Option<Self> {
        match source {
            GroupSource::Stream(_) => Some(Self::Revision(event.read_revision())),
            GroupSource::All => event.read_position().map(Self::Position),
        }
    }

    /// Reads the text of a place.
    pub(super) fn parse(text: &str, source: &GroupSource) -> Option<Self> {
        match source {
            GroupSource::Stream(_) => text.parse().ok().map(Self::Revision),
            GroupSource::All => {
                let (commit, prepare) = text.strip_prefix("C:")?.split_once("/P:")?;
                let position =
                    Position { commit: commit.parse().ok()?, prepare: prepare.parse().ok()? };
                Some(Self::Position(position))
            }
        }
    }

    /// Whether groups of this kind have places of this kind.
    pub(super) fn is_in(self, source: &GroupSource) -> bool {
        matches!(
            (self, source),
            (Self::Revision(_), GroupSource::Stream(_)) | (Self::Position(_), GroupSource::All)
        )
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Revision(revision) => write!(f, "{revision}"),
            Self::Position(position) => write!(f, "C:{}/P:{}", position.commit, position.prepare),
        }
    }
}

impl From<Revision> for Place {
    fn from(revision: Revision) -> Self {
        Self::Revision(revision)
    }
}

impl From<Position> for Place {
    fn from(position: Position) -> Self {
        Self::Position(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::StreamName;

    #[test]
    fn texts_survive() {
        let stream = GroupSource::Stream(StreamName::parse("Order-1").unwrap());
        for (source, place, text) in [
            (&stream, Place::from(7), "7"),
            (&GroupSource::All, Place::from(Position { commit: 9, prepare: 8 }), "C:9/P:8"),
        ] {
            assert_eq!(place.to_string(), text);
            assert_eq!(Place::parse(text, source), Some(place));
            assert!(place.is_in(source));
        }
        for text in ["", "-1", "C:1", "C:1/P:", "C:x/P:1", "1/1"] {
            assert_eq!(Place::parse(text, &stream), None, "{text}");
            assert_eq!(Place::parse(text, &GroupSource::All), None, "{text}");
        }
        assert_eq!(Place::parse("7", &GroupSource::All), None);
        assert!(!Place::from(7).is_in(&GroupSource::All));
    }
}
