use std::collections::BTreeMap;

use plumberd::clock::DateTimeOffset;
use plumberd::group::GroupDelivery;
use plumberd::store::{Link, RecordedEvent};
use plumberd::stream::Position;
use plumberd_wire::v1::Empty;
use plumberd_wire::v1::persistent_subscriptions::ReadResp;
use plumberd_wire::v1::persistent_subscriptions::read_resp::read_event::{
    self, Count, RecordedEvent as EventMessage,
};
use plumberd_wire::v1::persistent_subscriptions::read_resp::{Content, ReadEvent};

use crate::error::identifier;
use crate::id::{UuidForm, write};
use crate::streams::response::ticks;

/// What a subscriber is sent for an event.
pub(super) fn message(delivery: &GroupDelivery, form: UuidForm, resolve_links: bool) -> ReadResp {
    let found = &delivery.event;
    let own = recorded(found, form);
    let (event, link) = match &found.link {
        Some(link) => (Some(own), Some(linked(link, found, form))),
        // It leads nowhere.
        None if resolve_links && &*found.event_type == Link::EVENT_TYPE => (None, Some(own)),
        None => (Some(own), None),
    };
    let position = Some(match found.read_position() {
        Some(at) => read_event::Position::CommitPosition(at.commit),
        None => read_event::Position::NoPosition(Empty {}),
    });
    let count = Some(Count::RetryCount(i32::try_from(delivery.retry_count).unwrap_or(i32::MAX)));
    ReadResp { content: Some(Content::Event(ReadEvent { event, link, position, count })) }
}

fn recorded(event: &RecordedEvent, form: UuidForm) -> EventMessage {
    let position = event.position.unwrap_or(Position::single(0));
    EventMessage {
        id: Some(write(event.id, form)),
        stream_identifier: Some(identifier(&event.stream)),
        stream_revision: event.revision,
        prepare_position: position.prepare,
        commit_position: position.commit,
        metadata: metadata(&event.event_type, event.content_type.as_str(), event.recorded_at),
        custom_metadata: event.metadata.clone(),
        data: event.data.clone(),
    }
}

/// What a link holds besides what it leads to: `3@Recording-1`.
fn linked(link: &Link, target: &RecordedEvent, form: UuidForm) -> EventMessage {
    let position = link.position.unwrap_or(Position::single(0));
    EventMessage {
        id: Some(write(link.id, form)),
        stream_identifier: Some(identifier(&link.stream)),
        stream_revision: link.revision,
        prepare_position: position.prepare,
        commit_position: position.commit,
        metadata: metadata(Link::EVENT_TYPE, "application/octet-stream", link.recorded_at),
        custom_metadata: link.metadata.clone(),
        data: format!("{}@{}", target.revision, target.stream).into(),
    }
}

fn metadata(event_type: &str, content_type: &str, at: DateTimeOffset) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("content-type".to_owned(), content_type.to_owned()),
        ("created".to_owned(), ticks(at).to_string()),
        ("type".to_owned(), event_type.to_owned()),
    ])
}
