use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::store::{ContentType, Link, RecordedEvent};
use crate::stream::{Revision, StreamName};

/// A stream that is not stored: its events are links to those of other streams, in the order of the
/// log, and its revisions count them from 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum VirtualStream {
    /// `$ce-<category>`.
    Category(Arc<str>),
    /// `$et-<type>`.
    EventType(Arc<str>),
    /// `$bc-<correlation id>`.
    Correlation(Arc<str>),
    /// `$streams`: the first event of each stream.
    Streams,
}

impl VirtualStream {
    /// The virtual stream of this name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        // Most names end here.
        let name = name.strip_prefix('$')?;
        if name == "streams" {
            return Some(Self::Streams);
        }
        let (kind, rest) = name.split_once('-')?;
        match kind {
            "ce" => Some(Self::Category(rest.into())),
            "et" => Some(Self::EventType(rest.into())),
            "bc" => Some(Self::Correlation(rest.into())),
            _ => None,
        }
    }

    pub(crate) fn parse(stream: &StreamName) -> Option<Self> {
        Self::of(stream.as_str())
    }
}

/// The category that a stream is in: the text before the first `-`. Streams without a `-` are in none,
/// and neither are those of the server (`$…`).
pub(crate) fn category_of(stream: &StreamName) -> Option<&str> {
    let name = stream.as_str();
    if name.starts_with('$') {
        return None;
    }
    name.split_once('-').map(|(category, _)| category).filter(|category| !category.is_empty())
}

/// The event of a virtual stream that stands for this one. A link is not linked to: what it points to
/// is.
pub(crate) fn link_to(
    virtual_stream: &StreamName,
    revision: Revision,
    target: &RecordedEvent,
) -> RecordedEvent {
    let data = if &*target.event_type == Link::EVENT_TYPE {
        target.data.clone()
    } else {
        Bytes::from(format!("{}@{}", target.revision, target.stream))
    };
    RecordedEvent {
        id: link_id(virtual_stream, revision),
        stream: virtual_stream.clone(),
        revision,
        position: target.position,
        event_type: Link::EVENT_TYPE.into(),
        content_type: ContentType::Binary,
        data,
        metadata: Bytes::new(),
        recorded_at: target.recorded_at,
        link: None,
    }
}

/// An event as the link to it is resolved.
pub(crate) fn resolved(link: RecordedEvent, target: RecordedEvent) -> RecordedEvent {
    let link = Link {
        id: link.id,
        stream: link.stream,
        revision: link.revision,
        position: link.position,
        metadata: link.metadata,
        recorded_at: link.recorded_at,
    };
    RecordedEvent { link: Some(Box::new(link)), ..target }
}

/// Links of virtual streams are not stored, but a subscriber that looks at ids sees the same at every
/// read.
fn link_id(virtual_stream: &StreamName, revision: Revision) -> Uuid {
    let digest = Sha256::new()
        .chain_update(virtual_stream.as_str())
        .chain_update([0])
        .chain_update(revision.to_be_bytes())
        .finalize();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(id).into_uuid()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::clock::DateTimeOffset;
    use crate::stream::Position;

    fn name(name: &str) -> StreamName {
        StreamName::parse(name).unwrap()
    }

    #[test]
    fn names() {
        use VirtualStream::{Category, Correlation, EventType, Streams};
        for (name, expected) in [
            ("$ce-A", Some(Category("A".into()))),
            ("$ce-A-1", Some(Category("A-1".into()))),
            ("$ce-", Some(Category("".into()))),
            ("$et-$metadata", Some(EventType("$metadata".into()))),
            ("$bc-0195f3a0-7b1c", Some(Correlation("0195f3a0-7b1c".into()))),
            ("$streams", Some(Streams)),
            ("$streams-1", None),
            ("$ce", None),
            ("$CE-A", None),
            ("$$ce-A", None),
            ("ce-A", None),
            ("A-1", None),
        ] {
            assert_eq!(VirtualStream::of(name), expected, "{name}");
        }
    }

    #[test]
    fn categories() {
        for (stream, expected) in [
            ("A-1", Some("A")),
            ("A-b-c", Some("A")),
            ("A-", Some("A")),
            ("a:b-1", Some("a:b")),
            ("A", None),
            ("-1", None),
            ("$A-1", None),
            ("$$A-1", None),
        ] {
            assert_eq!(category_of(&name(stream)), expected, "{stream}");
        }
    }

    #[test]
    fn links_are_the_same_each_time_and_differ_from_each_other() {
        let target = RecordedEvent {
            id: Uuid::now_v7(),
            stream: name("A-1"),
            revision: 7,
            position: Some(Position::single(40)),
            event_type: "Happened".into(),
            content_type: ContentType::Json,
            data: "{}".into(),
            metadata: Bytes::new(),
            recorded_at: DateTimeOffset::UNIX_EPOCH,
            link: None,
        };
        let link = link_to(&name("$ce-A"), 3, &target);
        assert_eq!(&link.data[..], b"7@A-1");
        assert_eq!(Link::target(&link.data), Some((7, name("A-1"))));
        assert_eq!((link.revision, link.position), (3, Some(Position::single(40))));
        assert_eq!(link_to(&name("$ce-A"), 3, &target), link);
        assert_ne!(link_to(&name("$ce-A"), 4, &target).id, link.id);
        assert_ne!(link_to(&name("$et-A"), 3, &target).id, link.id);
        assert_eq!(link.id.get_version_num(), 8);

        let found = resolved(link.clone(), target.clone());
        assert_eq!((found.id, found.revision), (target.id, 7));
        assert_eq!((found.read_revision(), found.read_position()), (3, Some(Position::single(40))));

        // A link to a link is a link to what that one points to.
        assert_eq!(link_to(&name("$bc-1"), 0, &link).data, link.data);
    }
}
