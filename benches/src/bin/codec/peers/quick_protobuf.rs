//! pb-rs's code borrows strings and bytes, so quick-protobuf has no owned decoding. It knows no
//! presence either: an `optional string` is a string.
use std::borrow::Cow;
use std::hint::black_box;

use quick_protobuf::{BytesReader, MessageRead, MessageWrite, Writer};

use super::{Entry, Outcome, case};
use crate::model;

#[allow(clippy::all, dead_code, non_camel_case_types, non_snake_case, unused_imports)]
mod generated {
    pub mod bench {
        pub mod v1 {
            include!(concat!(env!("OUT_DIR"), "/quick/rs/bench/v1.rs"));
        }
    }
    pub mod google {
        pub mod protobuf {
            include!(concat!(env!("OUT_DIR"), "/quick/rs/google/protobuf.rs"));
        }
    }
}

use generated::bench::v1;
use generated::google::protobuf::Timestamp;

const NAME: &str = "quick-protobuf";

fn decode<'a, M: MessageRead<'a>>(bytes: &'a [u8]) -> M {
    M::from_reader(&mut BytesReader::from_bytes(bytes), bytes).expect("checked at the start")
}

fn enter<M: MessageWrite + Clone + 'static>(
    entry: &mut Entry<'_>,
    message: M,
    decode: fn(&[u8]),
) -> Outcome {
    let bytes = encode_new(&message);
    entry.reference.proto(NAME, &bytes)?;

    let (value, mut buffer) = (message.clone(), Vec::new());
    entry.enter(case::PROTO_ENCODE_REUSED, NAME, move || {
        buffer.clear();
        black_box(&value).write_message(&mut Writer::new(&mut buffer)).expect("a Vec grows");
        black_box(&buffer);
    });
    entry.enter(case::PROTO_ENCODE_NEW, NAME, move || {
        black_box(encode_new(black_box(&message)));
    });
    entry.enter(case::PROTO_DECODE_BORROWED, NAME, move || decode(black_box(&bytes)));
    Ok(())
}

fn encode_new<M: MessageWrite>(message: &M) -> Vec<u8> {
    let mut buffer = Vec::with_capacity(message.get_size());
    message.write_message(&mut Writer::new(&mut buffer)).expect("a Vec grows");
    buffer
}

pub fn small(entry: &mut Entry<'_>, event: &model::RecordingFinished) -> Outcome {
    let message = v1::RecordingFinished {
        recording_id: owned(&event.recording_id),
        duration: event.duration,
        file_path: owned(&event.file_path),
    };
    crate::sanity::equal(NAME, &decode(&encode_new(&message)), &message)?;
    enter(entry, message, |bytes| {
        black_box(decode::<v1::RecordingFinished<'_>>(bytes));
    })
}

pub fn middle(entry: &mut Entry<'_>, event: &model::RecordingStopped) -> Outcome {
    use v1::mod_RecordingStopped::OneOfsource as Source;
    let message = v1::RecordingStopped {
        recording_id: owned(&event.recording_id),
        frames: event.frames,
        duration: event.duration,
        partial: event.partial,
        checksum: Cow::Owned(event.checksum.clone()),
        quality: (event.quality as i32).into(),
        location: Some(location(&event.location)),
        tags: event.tags.iter().map(|tag| owned(tag)).collect(),
        counters: event.counters.iter().map(|(key, value)| (owned(key), *value)).collect(),
        note: owned(event.note.as_deref().unwrap_or_default()),
        stopped_at: Some(timestamp(event.stopped_at)),
        source: match &event.source {
            model::Source { camera: Some(camera), .. } => Source::camera(v1::Camera {
                serial_no: owned(&camera.serial_no),
                channel: camera.channel,
            }),
            model::Source { upload: Some(upload), .. } => Source::upload(owned(upload)),
            model::Source { .. } => Source::None,
        },
    };
    crate::sanity::equal(NAME, &decode(&encode_new(&message)), &message)?;
    enter(entry, message, |bytes| {
        black_box(decode::<v1::RecordingStopped<'_>>(bytes));
    })
}

pub fn large(entry: &mut Entry<'_>, event: &model::InventoryCounted) -> Outcome {
    let message = v1::InventoryCounted {
        warehouse: owned(&event.warehouse),
        sequence: event.sequence,
        counted_at: Some(timestamp(event.counted_at)),
        items: event.items.iter().map(item).collect(),
        totals: event.totals.iter().map(|(key, value)| (owned(key), *value)).collect(),
        weights: Cow::Owned(event.weights.clone()),
    };
    crate::sanity::equal(NAME, &decode(&encode_new(&message)), &message)?;
    enter(entry, message, |bytes| {
        black_box(decode::<v1::InventoryCounted<'_>>(bytes));
    })
}

fn item(item: &model::Item) -> v1::Item<'static> {
    v1::Item {
        sku: owned(&item.sku),
        description: owned(&item.description),
        quantity: item.quantity,
        price: item.price,
        active: item.active,
        quality: (item.quality as i32).into(),
        shelf: Some(location(&item.shelf)),
        labels: item.labels.iter().map(|label| owned(label)).collect(),
        stock: item.stock.iter().map(|(key, value)| (owned(key), *value)).collect(),
        remark: owned(item.remark.as_deref().unwrap_or_default()),
    }
}

fn location(location: &model::Location) -> v1::Location<'static> {
    v1::Location {
        site: owned(&location.site),
        latitude: location.latitude,
        longitude: location.longitude,
        floor: location.floor,
    }
}

fn timestamp(moment: jiff::Timestamp) -> Timestamp {
    Timestamp { seconds: moment.as_second(), nanos: moment.subsec_nanosecond() }
}

fn owned(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}
