use std::fmt;
use std::sync::Arc;

use crate::stream::{StreamName, StreamNameError};

/// What a group reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GroupSource {
    /// The log.
    All,
    /// One stream: one of your own, or `$ce-…`, `$et-…`, `$bc-…`.
    Stream(StreamName),
}

impl fmt::Display for GroupSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl GroupSource {
    /// The name of the stream; `$all` for the log.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::All => "$all",
            Self::Stream(stream) => stream.as_str(),
        }
    }
}

impl From<StreamName> for GroupSource {
    fn from(stream: StreamName) -> Self {
        if stream.as_str() == "$all" { Self::All } else { Self::Stream(stream) }
    }
}

/// Which group: what it reads, and its name among the groups that read the same.
///
/// ```
/// use plumberd::StreamName;
/// use plumberd::group::GroupId;
///
/// let group = GroupId::new(StreamName::parse("$ce-Order")?, "billing").unwrap();
/// assert_eq!(group.to_string(), "$ce-Order::billing");
/// assert_eq!(GroupId::to_all("audit").unwrap().to_string(), "$all::audit");
/// assert!(GroupId::to_all("a::b").is_err());
/// # Ok::<(), plumberd::stream::StreamNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(Arc<Names>);

/// A group's names; those of the streams follow from the first two.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Names {
    source: GroupSource,
    name: Box<str>,
    checkpoint: StateStream,
    parked: StateStream,
}

/// A stream that keeps state of a group.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct StateStream {
    pub(super) stream: StreamName,
    /// Where its metadata is.
    pub(super) metadata: StreamName,
}

/// A text that cannot name a group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupIdError {
    /// Nothing was given.
    #[error("a group of `{source_name}` has an empty name; give it one")]
    Empty {
        /// What the group reads.
        source_name: GroupSource,
    },
    /// The name would run into that of the stream.
    #[error(
        "the group name `{name}` holds `::` or begins with `:`, which part the stream from the group; choose another"
    )]
    Separator {
        /// The refused name.
        name: String,
    },
    /// The streams that keep the state of the group cannot be named.
    #[error("the group {name:?} of `{source_name}` cannot keep its state: {source}")]
    State {
        /// What the group reads.
        source_name: GroupSource,
        /// The refused name.
        name: String,
        /// What is wrong with the name of its stream.
        source: StreamNameError,
    },
}

impl GroupId {
    /// A group that reads a stream.
    ///
    /// # Errors
    /// When the name is empty, holds `::` or control characters, or is too long together with the
    /// stream's.
    pub fn new(
        source: impl Into<GroupSource>,
        name: impl AsRef<str>,
    ) -> Result<Self, GroupIdError> {
        let (source, name) = (source.into(), name.as_ref());
        if name.is_empty() {
            return Err(GroupIdError::Empty { source_name: source });
        }
        if name.starts_with(':') || name.contains("::") {
            return Err(GroupIdError::Separator { name: name.into() });
        }
        let state = |what: &str| {
            let stream = format!("$persistentsubscription-{source}::{name}-{what}");
            let metadata = StreamName::parse(format!("$${stream}"));
            StreamName::parse(stream)
                .and_then(|stream| Ok(StateStream { stream, metadata: metadata? }))
                .map_err(|error| GroupIdError::State {
                    source_name: source.clone(),
                    name: name.into(),
                    source: error,
                })
        };
        let (checkpoint, parked) = (state("checkpoint")?, state("parked")?);
        Ok(Self(Arc::new(Names { source, name: name.into(), checkpoint, parked })))
    }

    /// A group that reads the log.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn to_all(name: impl AsRef<str>) -> Result<Self, GroupIdError> {
        Self::new(GroupSource::All, name)
    }

    /// What the group reads.
    #[must_use]
    pub fn source(&self) -> &GroupSource {
        &self.0.source
    }

    /// The name of the group.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Where the group keeps its checkpoints.
    pub(super) fn checkpoint(&self) -> &StateStream {
        &self.0.checkpoint
    }

    /// Where it keeps the events that were parked.
    pub(super) fn parked(&self) -> &StateStream {
        &self.0.parked
    }

    /// Whether a stream keeps the state of a group that reads the log. Such groups do not see it, for
    /// they would feed on themselves.
    pub(super) fn is_state_of_all(stream: &StreamName) -> bool {
        stream
            .as_str()
            .strip_prefix("$persistentsubscription-$all::")
            .is_some_and(|rest| rest.ends_with("-checkpoint") || rest.ends_with("-parked"))
    }
}

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.0.source, self.0.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(name: &str) -> StreamName {
        StreamName::parse(name).unwrap()
    }

    #[test]
    fn bad_names_are_refused() {
        let long = "g".repeat(1000);
        for (name, error) in [
            ("", "a group of `Order-1` has an empty name; give it one"),
            (
                "a::b",
                "the group name `a::b` holds `::` or begins with `:`, which part the stream from the group; choose another",
            ),
            (
                ":b",
                "the group name `:b` holds `::` or begins with `:`, which part the stream from the group; choose another",
            ),
            (
                "a\nb",
                "the group \"a\\nb\" of `Order-1` cannot keep its state: the stream name \"$persistentsubscription-Order-1::a\\nb-checkpoint\" holds a control character at byte 34",
            ),
            (
                &long,
                &format!(
                    "the group \"{long}\" of `Order-1` cannot keep its state: a stream name or id of 1044 bytes is too long; the limit is 1024"
                ),
            ),
        ] {
            let found = GroupId::new(stream("Order-1"), name).unwrap_err();
            assert_eq!(found.to_string(), error);
        }
    }

    #[test]
    fn the_log_has_one_name() {
        let group = GroupId::new(stream("$all"), "g").unwrap();
        assert_eq!(group, GroupId::to_all("g").unwrap());
        assert_eq!(group.parked().stream.as_str(), "$persistentsubscription-$all::g-parked");
        assert_eq!(group.parked().metadata.as_str(), "$$$persistentsubscription-$all::g-parked");
        assert_eq!((group.source().as_str(), group.name()), ("$all", "g"));
    }

    #[test]
    fn state_of_groups_of_the_log_is_known() {
        for (name, is) in [
            ("$persistentsubscription-$all::g-checkpoint", true),
            ("$persistentsubscription-$all::g-parked", true),
            ("$persistentsubscription-$all::g", false),
            ("$persistentsubscription-Order::g-parked", false),
            ("Order-1", false),
        ] {
            assert_eq!(GroupId::is_state_of_all(&stream(name)), is, "{name}");
        }
    }
}
