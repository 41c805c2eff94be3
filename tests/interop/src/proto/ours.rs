//! The messages of `proto/` as a Rust team writes them.
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use plumberd::{PlumberdData, PlumberdEvent};

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
pub struct RecordingFinished {
    #[event(tag = 1)]
    pub recording_id: String,
    #[event(tag = 2)]
    pub duration: f64,
    #[event(tag = 3)]
    pub file_path: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
pub struct RecordingStopped {
    #[event(tag = 1)]
    pub recording_id: String,
    #[event(tag = 2)]
    pub frames: i64,
    #[event(tag = 3)]
    pub duration: f64,
    #[event(tag = 4)]
    pub partial: bool,
    #[event(tag = 5)]
    pub checksum: Vec<u8>,
    #[event(tag = 6)]
    pub quality: Quality,
    #[event(tag = 7)]
    pub location: Location,
    #[event(tag = 8)]
    pub tags: Vec<String>,
    #[event(tag = 9)]
    pub counters: BTreeMap<String, i64>,
    #[event(tag = 10)]
    pub note: Option<String>,
    #[event(tag = 11)]
    pub stopped_at: Timestamp,
    #[event(oneof)]
    pub source: Option<Source>,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
pub enum Quality {
    Unspecified = 0,
    Low = 1,
    High = 2,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Location {
    #[event(tag = 1)]
    pub site: String,
    #[event(tag = 2)]
    pub latitude: f64,
    #[event(tag = 3)]
    pub longitude: f64,
    #[event(tag = 4)]
    pub floor: i32,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Camera {
    #[event(tag = 1)]
    pub serial_no: String,
    #[event(tag = 2)]
    pub channel: u32,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub enum Source {
    #[event(tag = 12)]
    Camera(Camera),
    #[event(tag = 13)]
    Upload(String),
}

/// The same event, borrowing from what it is read from.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(name = "RecordingStopped", category = "Recording", version = "v1")]
pub struct RecordingStoppedRef<'a> {
    #[event(tag = 1)]
    pub recording_id: &'a str,
    #[event(tag = 2)]
    pub frames: i64,
    #[event(tag = 3)]
    pub duration: f64,
    #[event(tag = 4)]
    pub partial: bool,
    #[event(tag = 5)]
    pub checksum: &'a [u8],
    #[event(tag = 6)]
    pub quality: Quality,
    #[event(tag = 7)]
    pub location: LocationRef<'a>,
    #[event(tag = 8)]
    pub tags: Vec<&'a str>,
    #[event(tag = 9)]
    pub counters: BTreeMap<&'a str, i64>,
    #[event(tag = 10)]
    pub note: Option<&'a str>,
    #[event(tag = 11)]
    pub stopped_at: Timestamp,
    #[event(oneof)]
    pub source: Option<SourceRef<'a>>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct LocationRef<'a> {
    #[event(tag = 1)]
    pub site: &'a str,
    #[event(tag = 2)]
    pub latitude: f64,
    #[event(tag = 3)]
    pub longitude: f64,
    #[event(tag = 4)]
    pub floor: i32,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct CameraRef<'a> {
    #[event(tag = 1)]
    pub serial_no: &'a str,
    #[event(tag = 2)]
    pub channel: u32,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub enum SourceRef<'a> {
    #[event(tag = 12)]
    Camera(CameraRef<'a>),
    #[event(tag = 13)]
    Upload(&'a str),
}

impl<'a> RecordingStoppedRef<'a> {
    pub fn of(event: &'a RecordingStopped) -> Self {
        let location = &event.location;
        Self {
            recording_id: &event.recording_id,
            frames: event.frames,
            duration: event.duration,
            partial: event.partial,
            checksum: &event.checksum,
            quality: event.quality,
            location: LocationRef {
                site: &location.site,
                latitude: location.latitude,
                longitude: location.longitude,
                floor: location.floor,
            },
            tags: event.tags.iter().map(String::as_str).collect(),
            counters: event.counters.iter().map(|(key, value)| (&**key, *value)).collect(),
            note: event.note.as_deref(),
            stopped_at: event.stopped_at,
            source: event.source.as_ref().map(|source| match source {
                Source::Camera(camera) => SourceRef::Camera(CameraRef {
                    serial_no: &camera.serial_no,
                    channel: camera.channel,
                }),
                Source::Upload(upload) => SourceRef::Upload(upload),
            }),
        }
    }
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Everything {
    #[event(tag = 1)]
    pub plain_i32: i32,
    #[event(tag = 2)]
    pub plain_i64: i64,
    #[event(tag = 3)]
    pub plain_u32: u32,
    #[event(tag = 4)]
    pub plain_u64: u64,
    #[event(tag = 5, wire = "zigzag")]
    pub zigzag_i32: i32,
    #[event(tag = 6, wire = "zigzag")]
    pub zigzag_i64: i64,
    #[event(tag = 7, wire = "fixed")]
    pub fixed_u32: u32,
    #[event(tag = 8, wire = "fixed")]
    pub fixed_u64: u64,
    #[event(tag = 9, wire = "fixed")]
    pub fixed_i32: i32,
    #[event(tag = 10, wire = "fixed")]
    pub fixed_i64: i64,
    #[event(tag = 11)]
    pub single: f32,
    #[event(tag = 12)]
    pub wide: f64,
    #[event(tag = 13)]
    pub flag: bool,
    #[event(tag = 14)]
    pub text: String,
    #[event(tag = 15)]
    pub raw: Vec<u8>,
    #[event(tag = 16)]
    pub mode: Mode,
    #[event(tag = 17)]
    pub maybe_i64: Option<i64>,
    #[event(tag = 18)]
    pub maybe_text: Option<String>,
    #[event(tag = 19)]
    pub maybe_flag: Option<bool>,
    #[event(tag = 20)]
    pub maybe_raw: Option<Vec<u8>>,
    #[event(tag = 21)]
    pub maybe_mode: Option<Mode>,
    #[event(tag = 22)]
    pub maybe_wide: Option<f64>,
    #[event(tag = 23)]
    pub maybe_tree: Option<Tree>,
    #[event(tag = 24)]
    pub many_i32: Vec<i32>,
    #[event(tag = 25)]
    pub many_text: Vec<String>,
    #[event(tag = 26)]
    pub many_wide: Vec<f64>,
    #[event(tag = 27)]
    pub many_flag: Vec<bool>,
    #[event(tag = 28)]
    pub many_raw: Vec<Vec<u8>>,
    #[event(tag = 29)]
    pub many_mode: Vec<Mode>,
    #[event(tag = 30)]
    pub many_tree: Vec<Tree>,
    #[event(tag = 31, wire = "zigzag")]
    pub many_zigzag: Vec<i64>,
    #[event(tag = 32, wire = "fixed")]
    pub many_fixed: Vec<u32>,
    #[event(tag = 33)]
    pub many_u64: Vec<u64>,
    #[event(tag = 34)]
    pub text_by_text: BTreeMap<String, String>,
    #[event(tag = 35)]
    pub i64_by_i32: BTreeMap<i32, i64>,
    #[event(tag = 36)]
    pub tree_by_text: BTreeMap<String, Tree>,
    #[event(tag = 37)]
    pub flag_by_u64: BTreeMap<u64, bool>,
    #[event(tag = 38)]
    pub wide_by_i64: BTreeMap<i64, f64>,
    #[event(tag = 39)]
    pub mode_by_text: BTreeMap<String, Mode>,
    #[event(tag = 40)]
    pub at: Timestamp,
    #[event(tag = 41)]
    pub maybe_at: Option<Timestamp>,
    #[event(tag = 42)]
    pub took: SignedDuration,
    #[event(oneof)]
    pub choice: Option<Choice>,
    #[event(tag = 2047)]
    pub late: String,
    #[event(tag = 536_870_911)]
    pub last: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
pub enum Mode {
    Unspecified = 0,
    Fast = 1,
    Slow = 5,
    Deep = 1_000_000,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Tree {
    #[event(tag = 1)]
    pub value: i64,
    #[event(tag = 2)]
    pub name: String,
    #[event(tag = 3)]
    pub children: Vec<Tree>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub enum Choice {
    #[event(tag = 50)]
    ByText(String),
    #[event(tag = 51)]
    ByNumber(i64),
    #[event(tag = 52)]
    ByTree(Tree),
    #[event(tag = 53)]
    ByRaw(Vec<u8>),
    #[event(tag = 54)]
    ByMode(Mode),
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Sparse {
    #[event(tag = 2)]
    pub plain_i64: i64,
    #[event(tag = 14)]
    pub text: String,
    #[event(tag = 30)]
    pub many_tree: Vec<Tree>,
    #[event(tag = 2047)]
    pub late: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Loose {
    #[event(tag = 1)]
    pub loose: Vec<i32>,
    #[event(tag = 2)]
    pub wide: Vec<f64>,
    #[event(tag = 3, wire = "zigzag")]
    pub tight: Vec<i64>,
}
