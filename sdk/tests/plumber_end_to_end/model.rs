//! The events that are stored.

use std::borrow::Cow;

use plumberd::{PlumberdEvent, PlumberdEvents, Upcast, UpcastError, Upcasted};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
pub(crate) struct Started {
    #[event(tag = 1)]
    pub(crate) camera: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
pub(crate) struct Finished {
    pub(crate) id: Uuid,
    pub(crate) recording_id: String,
    pub(crate) duration: f64,
}

pub(crate) fn finished(number: u64) -> Finished {
    Finished {
        id: Uuid::from_u64_pair(1, number),
        recording_id: format!("rec-{number}"),
        duration: 0.5,
    }
}

/// A borrowed event can be written, and read from a payload.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", name = "Noted")]
pub(crate) struct NotedView<'a> {
    pub(crate) text: Cow<'a, str>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1", encoding = "protobuf")]
pub(crate) struct Measured {
    #[event(tag = 1)]
    pub(crate) sensor: String,
    #[event(tag = 2)]
    pub(crate) values: Vec<f64>,
    #[event(tag = 3)]
    pub(crate) span: std::time::Duration,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", name = "Renamed", register = false)]
pub(crate) struct RenamedV1 {
    pub(crate) to: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v2", supersedes = RenamedV1)]
pub(crate) struct Renamed {
    pub(crate) from: Option<String>,
    pub(crate) to: String,
}

impl Upcast<RenamedV1> for Renamed {
    fn upcast(old: RenamedV1) -> Result<Upcasted<Self>, UpcastError> {
        Ok(Upcasted::One(Self { from: None, to: old.to }))
    }
}

/// What one reader understands: not everything.
#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
#[event(category = "Recording")]
pub(crate) enum RecordingEvent {
    Started(Started),
    Finished(Box<Finished>),
    Measured(Measured),
    Renamed(Renamed),
    Paused { at: u64 },
}
