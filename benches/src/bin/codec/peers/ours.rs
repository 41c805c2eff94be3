//! plumberd: the same events as a user derives them, owned and borrowing.
use std::collections::HashMap;
use std::fmt::Debug;
use std::hint::black_box;

use jiff::Timestamp;
use plumberd::codec::{Buffer, Data, FieldRead, Message, MessageRead, json, proto};
use plumberd::{Entries, PlumberdData, PlumberdEvent};
use smallvec::SmallVec;

use super::{Entry, Outcome, case};
use crate::{model, sanity};

const NAME: &str = "ours";
/// What they are called beside generated ones.
const DERIVE: &str = "derive";

fn enter_borrowing<T>(entry: &mut Entry<'_>, event: T, decode_borrowed: fn(&[u8])) -> Outcome
where
    T: Data + Message + Clone + Debug + PartialEq + 'static,
    T: for<'de> FieldRead<'de> + for<'de> MessageRead<'de>,
{
    let bytes = proto::to_vec(&event)?;
    entry.enter(case::PROTO_DECODE_BORROWED, NAME, move || decode_borrowed(black_box(&bytes)));
    enter(entry, NAME, event)
}

pub(super) fn enter<T>(entry: &mut Entry<'_>, name: &'static str, event: T) -> Outcome
where
    T: Data + Message + Clone + Debug + PartialEq + 'static,
    T: for<'de> FieldRead<'de> + for<'de> MessageRead<'de>,
{
    let (text, bytes) = (json::to_vec(&event)?, proto::to_vec(&event)?);
    entry.reference.json(name, &text)?;
    entry.reference.proto(name, &bytes)?;
    sanity::equal(name, &json::from_slice(&text)?, &event)?;
    sanity::equal(name, &proto::from_slice(&bytes)?, &event)?;

    let (value, mut buffer) = (event.clone(), Buffer::new());
    entry.enter(case::PROTO_ENCODE_REUSED, name, move || {
        black_box(proto::encode(black_box(&value), &mut buffer).expect("checked above"));
    });
    let value = event.clone();
    entry.enter(case::PROTO_ENCODE_NEW, name, move || {
        black_box(proto::to_vec(black_box(&value)).expect("checked above"));
    });
    entry.enter(case::PROTO_DECODE_OWNED, name, move || {
        black_box(proto::from_slice::<T>(black_box(&bytes)).expect("checked above"));
    });
    let (value, mut buffer) = (event, Buffer::new());
    entry.enter(case::JSON_ENCODE, name, move || {
        black_box(json::encode(black_box(&value), &mut buffer).expect("checked above"));
    });
    entry.enter(case::JSON_DECODE, name, move || {
        black_box(json::from_slice::<T>(black_box(&text)).expect("checked above"));
    });
    Ok(())
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
struct RecordingFinished {
    #[event(tag = 1)]
    recording_id: String,
    #[event(tag = 2)]
    duration: f64,
    #[event(tag = 3)]
    file_path: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(name = "RecordingFinished", category = "Recording", version = "v1")]
struct RecordingFinishedRef<'a> {
    #[event(tag = 1)]
    recording_id: &'a str,
    #[event(tag = 2)]
    duration: f64,
    #[event(tag = 3)]
    file_path: &'a str,
}

pub fn small(entry: &mut Entry<'_>, event: &model::RecordingFinished) -> Outcome {
    enter_borrowing(entry, RecordingFinished::from(event), |bytes| {
        black_box(proto::from_slice::<RecordingFinishedRef<'_>>(bytes).expect("checked above"));
    })
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", version = "v1")]
struct RecordingStopped {
    #[event(tag = 1)]
    recording_id: String,
    #[event(tag = 2)]
    frames: i64,
    #[event(tag = 3)]
    duration: f64,
    #[event(tag = 4)]
    partial: bool,
    #[event(tag = 5)]
    checksum: Vec<u8>,
    #[event(tag = 6)]
    quality: Quality,
    #[event(tag = 7)]
    location: Location,
    #[event(tag = 8)]
    tags: Vec<String>,
    #[event(tag = 9)]
    counters: HashMap<String, i64>,
    #[event(tag = 10)]
    note: Option<String>,
    #[event(tag = 11)]
    stopped_at: Timestamp,
    #[event(oneof)]
    source: Option<Source>,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
enum Quality {
    Unspecified = 0,
    Low = 1,
    High = 2,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Location {
    #[event(tag = 1)]
    site: String,
    #[event(tag = 2)]
    latitude: f64,
    #[event(tag = 3)]
    longitude: f64,
    #[event(tag = 4)]
    floor: i32,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Camera {
    #[event(tag = 1)]
    serial_no: String,
    #[event(tag = 2)]
    channel: u32,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum Source {
    #[event(tag = 12)]
    Camera(Camera),
    #[event(tag = 13)]
    Upload(String),
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(name = "RecordingStopped", category = "Recording", version = "v1")]
struct RecordingStoppedRef<'a> {
    #[event(tag = 1)]
    recording_id: &'a str,
    #[event(tag = 2)]
    frames: i64,
    #[event(tag = 3)]
    duration: f64,
    #[event(tag = 4)]
    partial: bool,
    #[event(tag = 5)]
    checksum: &'a [u8],
    #[event(tag = 6)]
    quality: Quality,
    #[event(tag = 7)]
    location: LocationRef<'a>,
    #[event(tag = 8)]
    tags: SmallVec<[&'a str; 4]>,
    #[event(tag = 9)]
    counters: Entries<&'a str, i64>,
    #[event(tag = 10)]
    note: Option<&'a str>,
    #[event(tag = 11)]
    stopped_at: Timestamp,
    #[event(oneof)]
    source: Option<SourceRef<'a>>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct LocationRef<'a> {
    #[event(tag = 1)]
    site: &'a str,
    #[event(tag = 2)]
    latitude: f64,
    #[event(tag = 3)]
    longitude: f64,
    #[event(tag = 4)]
    floor: i32,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct CameraRef<'a> {
    #[event(tag = 1)]
    serial_no: &'a str,
    #[event(tag = 2)]
    channel: u32,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum SourceRef<'a> {
    #[event(tag = 12)]
    Camera(CameraRef<'a>),
    #[event(tag = 13)]
    Upload(&'a str),
}

pub fn middle(entry: &mut Entry<'_>, event: &model::RecordingStopped) -> Outcome {
    enter_borrowing(entry, RecordingStopped::from(event), |bytes| {
        black_box(proto::from_slice::<RecordingStoppedRef<'_>>(bytes).expect("checked above"));
    })
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Inventory", version = "v1")]
struct InventoryCounted {
    #[event(tag = 1)]
    warehouse: String,
    #[event(tag = 2)]
    sequence: i64,
    #[event(tag = 3)]
    counted_at: Timestamp,
    #[event(tag = 4)]
    items: Vec<Item>,
    #[event(tag = 5)]
    totals: HashMap<String, i64>,
    #[event(tag = 6)]
    weights: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Item {
    #[event(tag = 1)]
    sku: String,
    #[event(tag = 2)]
    description: String,
    #[event(tag = 3)]
    quantity: i64,
    #[event(tag = 4)]
    price: f64,
    #[event(tag = 5)]
    active: bool,
    #[event(tag = 6)]
    quality: Quality,
    #[event(tag = 7)]
    shelf: Location,
    #[event(tag = 8)]
    labels: Vec<String>,
    #[event(tag = 9)]
    stock: HashMap<String, i64>,
    #[event(tag = 10)]
    remark: Option<String>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(name = "InventoryCounted", category = "Inventory", version = "v1")]
struct InventoryCountedRef<'a> {
    #[event(tag = 1)]
    warehouse: &'a str,
    #[event(tag = 2)]
    sequence: i64,
    #[event(tag = 3)]
    counted_at: Timestamp,
    #[event(tag = 4)]
    items: Vec<ItemRef<'a>>,
    #[event(tag = 5)]
    totals: Entries<&'a str, i64>,
    #[event(tag = 6)]
    weights: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct ItemRef<'a> {
    #[event(tag = 1)]
    sku: &'a str,
    #[event(tag = 2)]
    description: &'a str,
    #[event(tag = 3)]
    quantity: i64,
    #[event(tag = 4)]
    price: f64,
    #[event(tag = 5)]
    active: bool,
    #[event(tag = 6)]
    quality: Quality,
    #[event(tag = 7)]
    shelf: LocationRef<'a>,
    #[event(tag = 8)]
    labels: SmallVec<[&'a str; 4]>,
    #[event(tag = 9)]
    stock: Entries<&'a str, i64>,
    #[event(tag = 10)]
    remark: Option<&'a str>,
}

pub fn large(entry: &mut Entry<'_>, event: &model::InventoryCounted) -> Outcome {
    let event = InventoryCounted {
        warehouse: event.warehouse.clone(),
        sequence: event.sequence,
        counted_at: event.counted_at,
        items: event.items.iter().map(Item::from).collect(),
        totals: event.totals.clone(),
        weights: event.weights.clone(),
    };
    enter_borrowing(entry, event, |bytes| {
        black_box(proto::from_slice::<InventoryCountedRef<'_>>(bytes).expect("checked above"));
    })
}

pub fn small_derived(entry: &mut Entry<'_>, event: &model::RecordingFinished) -> Outcome {
    enter(entry, DERIVE, RecordingFinished::from(event))
}

pub fn middle_derived(entry: &mut Entry<'_>, event: &model::RecordingStopped) -> Outcome {
    enter(entry, DERIVE, RecordingStopped::from(event))
}

impl From<&model::RecordingFinished> for RecordingFinished {
    fn from(event: &model::RecordingFinished) -> Self {
        Self {
            recording_id: event.recording_id.clone(),
            duration: event.duration,
            file_path: event.file_path.clone(),
        }
    }
}

impl From<&model::RecordingStopped> for RecordingStopped {
    fn from(event: &model::RecordingStopped) -> Self {
        Self {
            recording_id: event.recording_id.clone(),
            frames: event.frames,
            duration: event.duration,
            partial: event.partial,
            checksum: event.checksum.clone(),
            quality: event.quality.into(),
            location: (&event.location).into(),
            tags: event.tags.clone(),
            counters: event.counters.clone(),
            note: event.note.clone(),
            stopped_at: event.stopped_at,
            source: match &event.source {
                model::Source { camera: Some(camera), .. } => Some(Source::Camera(Camera {
                    serial_no: camera.serial_no.clone(),
                    channel: camera.channel,
                })),
                model::Source { upload, .. } => upload.clone().map(Source::Upload),
            },
        }
    }
}

impl From<model::Quality> for Quality {
    fn from(quality: model::Quality) -> Self {
        match quality {
            model::Quality::Unspecified => Self::Unspecified,
            model::Quality::Low => Self::Low,
            model::Quality::High => Self::High,
        }
    }
}

impl From<&model::Location> for Location {
    fn from(location: &model::Location) -> Self {
        Self {
            site: location.site.clone(),
            latitude: location.latitude,
            longitude: location.longitude,
            floor: location.floor,
        }
    }
}

impl From<&model::Item> for Item {
    fn from(item: &model::Item) -> Self {
        Self {
            sku: item.sku.clone(),
            description: item.description.clone(),
            quantity: item.quantity,
            price: item.price,
            active: item.active,
            quality: item.quality.into(),
            shelf: (&item.shelf).into(),
            labels: item.labels.clone(),
            stock: item.stock.clone(),
            remark: item.remark.clone(),
        }
    }
}
