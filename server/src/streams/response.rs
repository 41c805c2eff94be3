//! Stored events as messages.

use std::collections::BTreeMap;

use plumberd::clock::DateTimeOffset;
use plumberd::store::{Link, Progress, RecordedEvent};
use plumberd::stream::StreamName;
use plumberd_wire::types::Timestamp;
use plumberd_wire::v1::Empty;
use plumberd_wire::v1::streams::ReadResp;
use plumberd_wire::v1::streams::read_resp::read_event::{Position as At, RecordedEvent as Message};
use plumberd_wire::v1::streams::read_resp::{
    CaughtUp, Checkpoint, Content, Position, ReadEvent, StreamNotFound, SubscriptionConfirmation,
};
use uuid::Uuid;

use crate::error::identifier;
use crate::id::{UuidForm, write};

/// Ticks of 100 ns since 1970, as text: `created` of an event.
pub(crate) fn created(at: DateTimeOffset) -> String {
    let ticks = i128::from(at.unix_seconds()) * 10_000_000 + i128::from(at.subsec_nanos() / 100);
    ticks.to_string()
}

fn metadata(event_type: &str, content_type: &str, at: DateTimeOffset) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("content-type".to_owned(), content_type.to_owned()),
        ("created".to_owned(), created(at)),
        ("type".to_owned(), event_type.to_owned()),
    ])
}

fn message(event: &RecordedEvent, form: UuidForm) -> Message {
    let position = event.position.unwrap_or(plumberd::stream::Position::single(0));
    Message {
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
fn link_message(link: &Link, target: &RecordedEvent, form: UuidForm) -> Message {
    let position = link.position.unwrap_or(plumberd::stream::Position::single(0));
    Message {
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

/// An event as it was read.
pub(crate) fn event(event: &RecordedEvent, form: UuidForm, resolve_links: bool) -> ReadResp {
    let position = Some(match event.read_position() {
        Some(position) => At::CommitPosition(position.commit),
        None => At::NoPosition(Empty {}),
    });
    let (target, link) = match &event.link {
        Some(link) => (Some(message(event, form)), Some(link_message(link, event, form))),
        // It leads nowhere.
        None if resolve_links && &*event.event_type == Link::EVENT_TYPE => {
            (None, Some(message(event, form)))
        }
        None => (Some(message(event, form)), None),
    };
    of(Content::Event(ReadEvent { event: target, link, position }))
}

pub(crate) fn confirmation() -> ReadResp {
    let subscription_id = Uuid::new_v4().hyphenated().to_string();
    of(Content::Confirmation(SubscriptionConfirmation { subscription_id }))
}

pub(crate) fn not_found(stream: &StreamName) -> ReadResp {
    of(Content::StreamNotFound(StreamNotFound { stream_identifier: Some(identifier(stream)) }))
}

pub(crate) fn checkpoint(position: plumberd::stream::Position, at: DateTimeOffset) -> ReadResp {
    of(Content::Checkpoint(Checkpoint {
        commit_position: position.commit,
        prepare_position: position.prepare,
        timestamp: Some(timestamp(at)),
    }))
}

pub(crate) fn caught_up(progress: &Progress) -> ReadResp {
    of(Content::CaughtUp(CaughtUp {
        timestamp: Some(timestamp(progress.at)),
        stream_revision: progress.revision.map(u64::cast_signed),
        position: progress.position.map(|position| Position {
            commit_position: position.commit,
            prepare_position: position.prepare,
        }),
    }))
}

pub(crate) fn of(content: Content) -> ReadResp {
    ReadResp { content: Some(content) }
}

fn timestamp(at: DateTimeOffset) -> Timestamp {
    Timestamp { seconds: at.unix_seconds(), nanos: at.subsec_nanos().cast_signed() }
}
