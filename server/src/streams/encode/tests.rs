//! Bytes against those of the messages of plumberd-wire.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};
use plumberd::StreamName;
use plumberd::clock::DateTimeOffset;
use plumberd::store::ContentType;
use plumberd_wire::v1::Empty;
use plumberd_wire::v1::streams::read_resp::read_event::{
    Position as At, RecordedEvent as EventMessage,
};
use plumberd_wire::v1::streams::read_resp::{Content, ReadEvent};

use super::*;
use crate::error::identifier;
use crate::id::write;

fn metadata(event_type: &str, content_type: &str, at: DateTimeOffset) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("content-type".to_owned(), content_type.to_owned()),
        ("created".to_owned(), ticks(at).to_string()),
        ("type".to_owned(), event_type.to_owned()),
    ])
}

fn message(event: &RecordedEvent, form: UuidForm) -> EventMessage {
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
fn link_message(link: &Link, target: &RecordedEvent, form: UuidForm) -> EventMessage {
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

/// An event as it was read.
fn expected(event: &RecordedEvent, form: UuidForm, resolve_links: bool) -> ReadResp {
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
    ReadResp { content: Some(Content::Event(ReadEvent { event: target, link, position })) }
}

fn event(event_type: &str, data: Bytes, position: Option<Position>) -> RecordedEvent {
    RecordedEvent {
        id: Uuid::from_u128(0xfedc_ba98_7654_4210_8123_4567_89ab_cdef),
        stream: StreamName::parse("Recording-ä").unwrap(),
        revision: position.map_or(0, |at| at.commit / 2),
        position,
        event_type: event_type.into(),
        content_type: ContentType::Json,
        data,
        metadata: Bytes::new(),
        recorded_at: DateTimeOffset::from_unix(1_795_282_333, 387_609_500).unwrap(),
        link: None,
    }
}

fn events() -> Vec<RecordedEvent> {
    let at = |commit, prepare| Some(Position { commit, prepare });
    let linked = |of: RecordedEvent| RecordedEvent {
        link: Some(Box::new(Link {
            id: Uuid::nil(),
            stream: StreamName::parse("$ce-Recording").unwrap(),
            revision: 7,
            position: at(300, 200),
            metadata: "{\"a\":1}".into(),
            recorded_at: DateTimeOffset::UNIX_EPOCH,
        })),
        ..of
    };
    let plain = event("Started", "{}".into(), at(1, 1));
    vec![
        plain.clone(),
        event("Started", Bytes::new(), None),
        event(&"x".repeat(200), vec![7; 70_000].into(), at(u64::MAX - 1, 0)),
        event("$>", "7@A-1".into(), at(128, 127)),
        RecordedEvent { content_type: ContentType::Binary, metadata: "{}".into(), ..plain.clone() },
        RecordedEvent { id: Uuid::nil(), ..plain.clone() },
        RecordedEvent {
            recorded_at: DateTimeOffset::from_unix(-12_345, 1_000).unwrap(),
            ..plain.clone()
        },
        linked(plain),
        linked(event("Started", Bytes::new(), None)),
    ]
}

#[test]
fn the_bytes_are_those_of_the_messages() {
    for event in events() {
        for form in [UuidForm::Structured, UuidForm::Text] {
            for resolve_links in [false, true] {
                let shown = Shown::of(&event, form, resolve_links);
                let mut written = BytesMut::new();
                shown.write(&mut written);
                assert_eq!(written.len(), shown.len());
                let expected = expected(&event, form, resolve_links);
                assert_eq!(ReadResp::decode(&written[..]).unwrap(), expected);
                assert_eq!(written, expected.encode_to_vec());
            }
        }
    }
}
