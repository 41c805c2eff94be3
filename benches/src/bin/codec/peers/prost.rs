use std::hint::black_box;

use prost::Message;

use super::{Entry, Outcome, case};
use crate::{model, sanity};

#[allow(clippy::all, unused_imports)]
pub mod v1 {
    include!(concat!(env!("OUT_DIR"), "/prost/bench.v1.rs"));
}

const NAME: &str = "prost";

pub fn enter<M>(entry: &mut Entry<'_>, message: M) -> Outcome
where
    M: Message + Clone + Default + PartialEq + 'static,
{
    let bytes = message.encode_to_vec();
    entry.reference.proto(NAME, &bytes)?;
    sanity::equal(NAME, &M::decode(&*bytes)?, &message)?;

    let (value, mut buffer) = (message.clone(), Vec::new());
    entry.enter(case::PROTO_ENCODE_REUSED, NAME, move || {
        buffer.clear();
        black_box(&value).encode(&mut buffer).expect("a Vec grows");
        black_box(&buffer);
    });
    entry.enter(case::PROTO_ENCODE_NEW, NAME, move || {
        black_box(black_box(&message).encode_to_vec());
    });
    entry.enter(case::PROTO_DECODE_OWNED, NAME, move || {
        black_box(M::decode(black_box(&*bytes)).expect("checked above"));
    });
    Ok(())
}

impl From<&model::RecordingFinished> for v1::RecordingFinished {
    fn from(event: &model::RecordingFinished) -> Self {
        Self {
            recording_id: event.recording_id.clone(),
            duration: event.duration,
            file_path: event.file_path.clone(),
        }
    }
}

impl From<&model::RecordingStopped> for v1::RecordingStopped {
    fn from(event: &model::RecordingStopped) -> Self {
        use v1::recording_stopped::Source;
        Self {
            recording_id: event.recording_id.clone(),
            frames: event.frames,
            duration: event.duration,
            partial: event.partial,
            checksum: event.checksum.clone(),
            quality: event.quality as i32,
            location: Some((&event.location).into()),
            tags: event.tags.clone(),
            counters: event.counters.clone(),
            note: event.note.clone(),
            stopped_at: Some(timestamp(event.stopped_at)),
            source: match &event.source {
                model::Source { camera: Some(camera), .. } => Some(Source::Camera(v1::Camera {
                    serial_no: camera.serial_no.clone(),
                    channel: camera.channel,
                })),
                model::Source { upload, .. } => upload.clone().map(Source::Upload),
            },
        }
    }
}

impl From<&model::Location> for v1::Location {
    fn from(location: &model::Location) -> Self {
        Self {
            site: location.site.clone(),
            latitude: location.latitude,
            longitude: location.longitude,
            floor: location.floor,
        }
    }
}

impl From<&model::InventoryCounted> for v1::InventoryCounted {
    fn from(event: &model::InventoryCounted) -> Self {
        Self {
            warehouse: event.warehouse.clone(),
            sequence: event.sequence,
            counted_at: Some(timestamp(event.counted_at)),
            items: event.items.iter().map(v1::Item::from).collect(),
            totals: event.totals.clone(),
            weights: event.weights.clone(),
        }
    }
}

impl From<&model::Item> for v1::Item {
    fn from(item: &model::Item) -> Self {
        Self {
            sku: item.sku.clone(),
            description: item.description.clone(),
            quantity: item.quantity,
            price: item.price,
            active: item.active,
            quality: item.quality as i32,
            shelf: Some((&item.shelf).into()),
            labels: item.labels.clone(),
            stock: item.stock.clone(),
            remark: item.remark.clone(),
        }
    }
}

fn timestamp(moment: jiff::Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: moment.as_second(), nanos: moment.subsec_nanosecond() }
}
