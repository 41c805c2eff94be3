//! The classes of `python/py_micro_plumberd_driver.py`, in Rust.
use std::collections::BTreeMap;

use plumberd::{PlumberdData, PlumberdEvent};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
pub enum Priority {
    Unspecified = 0,
    Low = 1,
    High = 2,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Quality {
    pub frame_rate: u32,
    pub codec_name: String,
}

/// Nested, it is a model with an id of its own.
#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct CameraAttached {
    pub id: Uuid,
    pub serial_no: String,
    pub is_3d: bool,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
pub struct RecordingFinished {
    pub id: Uuid,
    pub recording_id: String,
    pub duration: f64,
    pub file_path: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
pub struct RecordingStarted {
    pub id: Uuid,
    pub camera: CameraAttached,
    pub quality: Quality,
    pub started_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", version = "v1")]
pub struct TaskCreated {
    pub id: Uuid,
    pub title: String,
    pub description: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", version = "v1")]
pub struct TaskCompleted {
    pub id: Uuid,
    pub completed_by: String,
    pub completion_notes: Option<String>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Settings", version = "v1")]
pub struct FlagsChanged {
    pub id: Uuid,
    pub enabled: bool,
    pub hidden: bool,
    pub priority: Priority,
    pub previous: Option<Priority>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Counter", version = "v1")]
pub struct CountersReset {
    pub id: Uuid,
    pub smallest: i64,
    pub largest: i64,
    pub unsigned: u64,
    pub zero: i32,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Measurement", version = "v1")]
pub struct MeasurementTaken {
    pub id: Uuid,
    pub third: f64,
    pub tenth: f64,
    pub whole: f64,
    pub huge: f64,
    pub tiny: f64,
    pub negative_zero: f64,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Tag", version = "v1")]
pub struct TagsReplaced {
    pub id: Uuid,
    pub tags: Vec<String>,
    pub counts: Vec<i64>,
    pub scores: BTreeMap<String, f64>,
    pub limits: BTreeMap<String, i32>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Layout", version = "v1")]
pub struct LayoutChanged {
    pub id: Uuid,
    pub qualities: Vec<Quality>,
    pub by_name: BTreeMap<String, Quality>,
    pub matrix: Vec<Vec<i32>>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "System", version = "v1")]
pub struct SystemPinged {
    pub id: Uuid,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Name", version = "v1")]
pub struct NamesMapped {
    pub id: Uuid,
    pub url2_x: i32,
    pub is_3d: bool,
    pub x1_y: i32,
    pub v_1: i32,
    pub mp4file: String,
    pub sha256sum: String,
    pub crc32c: u32,
    pub h264_codec: String,
}

/// The keys of the README's style of events are in snake_case; they are read through aliases.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
pub struct ReadmeStyle {
    pub id: Uuid,
    #[event(aliases("recording_id"))]
    pub recording_id: String,
    #[event(aliases("duration"))]
    pub duration: f64,
}
