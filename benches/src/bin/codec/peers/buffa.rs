use std::hint::black_box;

use buffa::{EnumValue, HasMessageView, MessageField, SizeCache, ViewEncode};

use super::{Entry, Outcome, case};
use crate::{model, sanity};

#[allow(clippy::all, unused_imports)]
pub mod v1 {
    include!(concat!(env!("OUT_DIR"), "/buffa/bench.v1.mod.rs"));
}

const NAME: &str = "buffa";
const VIEW: &str = "buffa-view";

pub fn enter<M>(entry: &mut Entry<'_>, message: M) -> Outcome
where
    M: HasMessageView + Clone + PartialEq + 'static,
    for<'a> M::View<'a>: ViewEncode<'a>,
{
    let bytes = message.encode_to_vec();
    entry.reference.proto(NAME, &bytes)?;
    sanity::equal(NAME, &M::decode_from_slice(&bytes)?, &message)?;
    entry.reference.proto(VIEW, &M::decode_view(&bytes)?.encode_to_vec())?;

    let (value, mut buffer, mut sizes) = (message.clone(), Vec::new(), SizeCache::default());
    entry.enter(case::PROTO_ENCODE_REUSED, NAME, move || {
        buffer.clear();
        sizes.clear();
        black_box(&value).encode_with_cache(&mut sizes, &mut buffer);
        black_box(&buffer);
    });
    entry.enter(case::PROTO_ENCODE_NEW, NAME, move || {
        black_box(black_box(&message).encode_to_vec());
    });
    let input = bytes.clone();
    entry.enter(case::PROTO_DECODE_OWNED, NAME, move || {
        black_box(M::decode_from_slice(black_box(&input)).expect("checked above"));
    });
    entry.enter(case::PROTO_DECODE_BORROWED, VIEW, move || {
        black_box(M::decode_view(black_box(&bytes)).expect("checked above"));
    });
    Ok(())
}

impl From<&model::RecordingFinished> for v1::RecordingFinished {
    fn from(event: &model::RecordingFinished) -> Self {
        Self {
            recording_id: event.recording_id.clone(),
            duration: event.duration,
            file_path: event.file_path.clone(),
            ..Default::default()
        }
    }
}

impl From<&model::RecordingStopped> for v1::RecordingStopped {
    fn from(event: &model::RecordingStopped) -> Self {
        use v1::__buffa::oneof::recording_stopped::Source;
        Self {
            recording_id: event.recording_id.clone(),
            frames: event.frames,
            duration: event.duration,
            partial: event.partial,
            checksum: event.checksum.clone(),
            quality: quality(event.quality),
            location: MessageField::some((&event.location).into()),
            tags: event.tags.clone(),
            counters: event.counters.clone().into_iter().collect(),
            note: event.note.clone(),
            stopped_at: MessageField::some(timestamp(event.stopped_at)),
            source: match &event.source {
                model::Source { camera: Some(camera), .. } => Some(Source::from(v1::Camera {
                    serial_no: camera.serial_no.clone(),
                    channel: camera.channel,
                    ..Default::default()
                })),
                model::Source { upload, .. } => upload.clone().map(Source::Upload),
            },
            ..Default::default()
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
            ..Default::default()
        }
    }
}

impl From<&model::InventoryCounted> for v1::InventoryCounted {
    fn from(event: &model::InventoryCounted) -> Self {
        Self {
            warehouse: event.warehouse.clone(),
            sequence: event.sequence,
            counted_at: MessageField::some(timestamp(event.counted_at)),
            items: event.items.iter().map(v1::Item::from).collect(),
            totals: event.totals.clone().into_iter().collect(),
            weights: event.weights.clone(),
            ..Default::default()
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
            quality: quality(item.quality),
            shelf: MessageField::some((&item.shelf).into()),
            labels: item.labels.clone(),
            stock: item.stock.clone().into_iter().collect(),
            remark: item.remark.clone(),
            ..Default::default()
        }
    }
}

fn timestamp(moment: jiff::Timestamp) -> buffa_types::google::protobuf::Timestamp {
    buffa_types::google::protobuf::Timestamp {
        seconds: moment.as_second(),
        nanos: moment.subsec_nanosecond(),
        ..Default::default()
    }
}

fn quality(quality: model::Quality) -> EnumValue<v1::Quality> {
    EnumValue::from(quality as i32)
}
