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

fn enter<T>(entry: &mut Entry<'_>, event: T, decode_borrowed: fn(&[u8])) -> Outcome
where
    T: Data + Message + Clone + Debug + PartialEq + 'static,
    T: for<'de> FieldRead<'de> + for<'de> MessageRead<'de>,
{
    let (text, bytes) = (json::to_vec(&event)?, proto::to_vec(&event)?);
    entry.reference.json(NAME, &text)?;
    entry.reference.proto(NAME, &bytes)?;
    sanity::equal(NAME, &json::from_slice(&text)?, &event)?;
    sanity::equal(NAME, &proto::from_slice(&bytes)?, &event)?;

    let (value, mut buffer) = (event.clone(), Buffer::new());
    entry.enter(case::PROTO_ENCODE_REUSED, NAME, move || {
        black_box(proto::encode(black_box(&value), &mut buffer).expect("checked above"));
    });
    let value = event.clone();
    entry.enter(case::PROTO_ENCODE_NEW, NAME, move || {
        black_box(proto::to_vec(black_box(&value)).expect("checked above"));
    });
    let input = bytes.clone();
    entry.enter(case::PROTO_DECODE_OWNED, NAME, move || {
        black_box(proto::from_slice::<T>(black_box(&input)).expect("checked above"));
    });
    entry.enter(case::PROTO_DECODE_BORROWED, NAME, move || decode_borrowed(black_box(&bytes)));
    let (value, mut buffer) = (event, Buffer::new());
    entry.enter(case::JSON_ENCODE, NAME, move || {
        black_box(json::encode(black_box(&value), &mut buffer).expect("checked above"));
    });
    entry.enter(case::JSON_DECODE, NAME, move || {
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
    let event = RecordingFinished {
        recording_id: event.recording_id.clone(),
        duration: event.duration,
        file_path: event.file_path.clone(),
    };
    enter(entry, event, |bytes| {
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
    let event = RecordingStopped {
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
    };
    enter(entry, event, |bytes| {
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
    enter(entry, event, |bytes| {
        black_box(proto::from_slice::<InventoryCountedRef<'_>>(bytes).expect("checked above"));
    })
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
