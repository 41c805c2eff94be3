//! Events and headers that do not change from run to run.

use plumberd::clock::{DateTimeOffset, ManualClock};
use plumberd::envelope::Header;
use plumberd::event::UnknownEvent;
use plumberd::metadata::Context;
use plumberd::stream::StreamName;
use plumberd::{Event, PlumberdEvent, PlumberdEvents, Upcast, UpcastError, Upcasted};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", register = false)]
pub(super) struct RecordingFinished {
    #[event(tag = 1)]
    pub(super) recording_id: String,
    #[event(tag = 2)]
    pub(super) duration: f64,
    #[event(tag = 3)]
    pub(super) file_path: String,
}

/// Without tags: it is JSON only.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", register = false)]
pub(super) struct TaskCreated {
    pub(super) title: String,
}

/// Nothing but its name.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", encoding = "protobuf", register = false)]
pub(super) struct TaskDone;

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "User", name = "UserCreated", register = false)]
pub(super) struct UserCreatedV1 {
    #[event(tag = 1)]
    pub(super) full_name: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(
    category = "User",
    version = "v2",
    supersedes = UserCreatedV1,
    encoding = "protobuf",
    aliases("PersonRegistered"),
    register = false
)]
pub(super) struct UserCreated {
    #[event(tag = 1)]
    pub(super) first_name: String,
    #[event(tag = 2)]
    pub(super) last_name: String,
}

impl Upcast<UserCreatedV1> for UserCreated {
    fn upcast(old: UserCreatedV1) -> Result<Upcasted<Self>, UpcastError> {
        let (first_name, last_name) = old
            .full_name
            .split_once(' ')
            .ok_or_else(|| UpcastError::new("`full_name` has no space"))?;
        Ok(Upcasted::One(Self { first_name: first_name.into(), last_name: last_name.into() }))
    }
}

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
pub(super) enum AnyEvent {
    Recording(RecordingFinished),
    Created(TaskCreated),
    Done(TaskDone),
    User(UserCreated),
}

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
pub(super) enum Keeping {
    Recording(RecordingFinished),
    #[event(unknown)]
    Other(UnknownEvent),
}

pub(super) fn finished() -> RecordingFinished {
    RecordingFinished { recording_id: "a".into(), duration: 1.5, file_path: "f".into() }
}

pub(super) fn ada() -> UserCreated {
    UserCreated { first_name: "Ada".into(), last_name: "Lovelace".into() }
}

pub(super) const ID: Uuid = Uuid::from_u128(1);

pub(super) fn clock() -> ManualClock {
    // 2025-07-13T16:22:19.219Z
    ManualClock::new(DateTimeOffset::from_unix(1_752_423_739, 219_000_000).unwrap())
}

/// Event 1 of `Recording-7`, at 1752423739219 ms, in a conversation of its own.
pub(super) fn header() -> Header {
    header_in(&Context::new(), &RecordingFinished::stream(7))
}

pub(super) fn header_in(context: &Context, stream: &StreamName) -> Header {
    Header::new(context, stream, &clock()).with_event_id(ID)
}

/// Bytes of hexadecimal text; what stands behind `//` is for people.
pub(super) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .lines()
        .filter_map(|line| line.split("//").next())
        .flat_map(str::bytes)
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
