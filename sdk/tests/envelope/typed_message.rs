//! A message as generated code has it: event and envelope in one, all fields ordinary members.

use plumberd::codec::proto;
use plumberd::envelope::{Dotted, Envelope, Header, Nested, Typed, TypedEnvelope};
use plumberd::metadata::Context;
use plumberd::{Event, PlumberdData, PlumberdEvent};

use super::model::*;

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Payload {
    #[event(tag = 10)]
    id: String,
    #[event(tag = 11)]
    email: String,
    #[event(tag = 12)]
    name: String,
    #[event(tag = 13)]
    created_at: i64,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct AdminAccountCreatedMessage {
    #[event(tag = 1)]
    event_name: String,
    #[event(tag = 2)]
    event_version: String,
    #[event(tag = 3)]
    aggregate_id: String,
    #[event(tag = 4)]
    timestamp: i64,
    #[event(tag = 5)]
    trace_id: String,
    #[event(tag = 9)]
    payload: Payload,
}

impl TypedEnvelope for AdminAccountCreatedMessage {
    type Payload = Payload;

    fn seal(payload: Payload, header: &Header) -> Self {
        Self {
            event_name: "admin.account.created".into(),
            event_version: "v1".into(),
            aggregate_id: header.aggregate_id().into(),
            timestamp: header.timestamp(),
            trace_id: header.trace_id().unwrap_or_default().into_owned(),
            payload,
        }
    }
}

/// The same event, code first: the fields of the payload.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Account", register = false)]
struct AdminAccountCreated {
    #[event(tag = 10, name = "Id")]
    account_id: String,
    #[event(tag = 11)]
    email: String,
    #[event(tag = 12)]
    name: String,
    #[event(tag = 13)]
    created_at: i64,
}

fn payload() -> Payload {
    Payload { id: "7".into(), email: "a@b.c".into(), name: "Ada".into(), created_at: 1 }
}

fn event() -> AdminAccountCreated {
    let Payload { id, email, name, created_at } = payload();
    AdminAccountCreated { account_id: id, email, name, created_at }
}

#[test]
fn both_directions_have_the_same_bytes() {
    for context in [Context::new(), Context::new().uncorrelated()] {
        let header = header_in(&context, &AdminAccountCreated::stream(7));
        let message = AdminAccountCreatedMessage::seal(payload(), &header);
        let bytes = proto::to_vec(&message).unwrap();
        assert!(bytes.starts_with(b"\x0a\x15admin.account.created\x12\x02v1\x1a\x017\x20"));
        assert!(bytes.ends_with(b"\x4a\x11\x52\x017\x5a\x05a@b.c\x62\x03Ada\x68\x01"));
        assert_eq!(Dotted::<Typed<'_, _>>::wrap(&event(), &header).unwrap(), bytes);

        // And each reads the other's.
        let read = Dotted::<Typed<'_, _>>::unwrap::<AdminAccountCreated>(&bytes).unwrap();
        assert_eq!(read.event.into_one(), Some(event()));
        assert_eq!(proto::from_slice::<AdminAccountCreatedMessage>(&bytes).unwrap(), message);
    }
}

#[test]
fn typed_is_such_a_message() {
    let message = Typed::seal(event(), &header());
    let bytes = Typed::wrap(&event(), &header()).unwrap();
    assert_eq!(proto::to_vec(&message).unwrap(), bytes);
    assert_eq!(
        proto::from_slice::<Typed<'_, Nested<AdminAccountCreated>>>(&bytes).unwrap(),
        message
    );
}
