use std::sync::Arc;

use bytes::Bytes;
use plumberd::store::{ContentType, NewEvent};
use plumberd::stream::StreamName;
use uuid::Uuid;

use crate::permutation::Permutation;
use crate::random::mix;

pub const CATEGORIES: u64 = 10;
pub const TYPES: u64 = 20;
/// Half of the events are in streams of this length,
pub const LONG: u64 = 1000;
/// and half in streams of this one.
const SHORT: u64 = 10;
/// The number of events is a multiple of this.
pub const STEP: u64 = 2 * LONG;

const DATA: usize = 250;
const METADATA: usize = 120;
const STREAM_NAME: usize = 46;
const EVENT_TYPE: usize = 20;

/// The time of the first id: 2026-01-01.
const EPOCH_MILLIS: u64 = 1_767_225_600_000;
/// Ids of one millisecond.
const IDS_A_MILLI: u64 = 20;
/// Text to cut payloads from; long, so that a compressing store finds little to share.
const TEXT: usize = 1 << 20;

/// The events of all contenders: what an event is follows from its number, so that nothing has to be
/// kept to load, to read or to check them.
pub struct Workload {
    pub events: u64,
    order: Permutation,
    types: Vec<Arc<str>>,
    text: Vec<u8>,
    correlated: bool,
}

impl Workload {
    /// `correlated` puts a `$correlationId` into the metadata, which ours indexes and no peer does.
    pub fn new(events: u64, correlated: bool) -> Self {
        assert!(events > 0 && events.is_multiple_of(STEP), "{events} is no multiple of {STEP}");
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ.0123456789";
        let text = (0..TEXT as u64).map(|at| LETTERS[mix(at) as usize % LETTERS.len()]).collect();
        let types = (0..TYPES).map(|number| event_type(number).into()).collect();
        Self { events, order: Permutation::new(events), types, text, correlated }
    }

    pub fn long_streams(&self) -> u64 {
        self.events / STEP
    }

    pub fn streams(&self) -> u64 {
        self.long_streams() + self.events / (2 * SHORT)
    }

    /// How many events a stream has in the end. Streams of [`LONG`] come first.
    pub fn length(&self, stream: u64) -> u64 {
        if stream < self.long_streams() { LONG } else { SHORT }
    }

    /// The stream of an event; those behind the last event are nowhere.
    pub fn stream_of(&self, event: u64) -> u64 {
        let (slot, half) = (self.order.apply(event), self.events / 2);
        if slot < half { slot / LONG } else { self.long_streams() + (slot - half) / SHORT }
    }

    /// The events of a stream, in no order.
    pub fn events_of(&self, stream: u64) -> impl Iterator<Item = u64> {
        let long = self.long_streams();
        let first =
            if stream < long { stream * LONG } else { self.events / 2 + (stream - long) * SHORT };
        (first..first + self.length(stream)).map(|slot| self.order.invert(slot))
    }

    /// An event, whatever its stream is.
    pub fn event(&self, number: u64) -> NewEvent {
        let id = id(number);
        NewEvent {
            id,
            event_type: Arc::clone(&self.types[type_of(number) as usize]),
            content_type: ContentType::Json,
            data: self.data(number, id),
            metadata: self.metadata(number),
        }
    }

    fn data(&self, number: u64, id: Uuid) -> Bytes {
        let mut data = Vec::with_capacity(DATA);
        data.extend_from_slice(b"{\"Id\":\"");
        push_uuid(&mut data, id);
        data.extend_from_slice(b"\",\"Number\":");
        // Ten digits, the first of them no zero.
        let mut digits = [0; 10];
        let mut rest = 1_000_000_000 + number;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        data.extend_from_slice(&digits);
        data.extend_from_slice(b",\"Text\":\"");
        self.fill(&mut data, number, DATA - 2);
        data.extend_from_slice(b"\"}");
        data.into()
    }

    fn metadata(&self, number: u64) -> Bytes {
        let mut metadata = Vec::with_capacity(METADATA);
        metadata.extend_from_slice(b"{\"Created\":\"2026-01-01T00:00:00.0000000Z\"");
        if self.correlated {
            metadata.extend_from_slice(b",\"$correlationId\":\"");
            push_uuid(&mut metadata, id(number / 5));
            metadata.push(b'"');
        }
        metadata.extend_from_slice(b",\"ClientHostName\":\"");
        self.fill(&mut metadata, !number, METADATA - 2);
        metadata.extend_from_slice(b"\"}");
        metadata.into()
    }

    /// Text up to a length.
    fn fill(&self, bytes: &mut Vec<u8>, seed: u64, length: usize) {
        let missing = length - bytes.len();
        let from = mix(seed) as usize % (TEXT - missing);
        bytes.extend_from_slice(&self.text[from..from + missing]);
    }
}

/// A UUIDv7 that rises with the number.
pub fn id(number: u64) -> Uuid {
    let random = mix(number ^ 0xabcd);
    let millis = EPOCH_MILLIS + number / IDS_A_MILLI;
    let high = millis << 16 | 0x7000 | (number % IDS_A_MILLI) << 7 | (random & 0x7f);
    let low = 1 << 63 | random >> 2;
    Uuid::from_u64_pair(high, low)
}

/// The number of the event with an id.
pub fn number(id: u128) -> u64 {
    let high = (id >> 64) as u64;
    ((high >> 16) - EPOCH_MILLIS) * IDS_A_MILLI + (high >> 7 & 0x1f)
}

pub fn type_of(event: u64) -> u64 {
    mix(event ^ 0x7e) % TYPES
}

pub fn event_type(number: u64) -> String {
    let name = format!("RecordingFinished_{number:02}");
    debug_assert_eq!(name.len(), EVENT_TYPE);
    name
}

pub fn category_of(stream: u64) -> u64 {
    stream % CATEGORIES
}

pub fn category(number: u64) -> String {
    format!("Category{number}")
}

pub fn stream_name(stream: u64) -> String {
    let id = Uuid::from_u64_pair(mix(stream ^ 0x51), mix(stream ^ 0x57));
    let name = format!("Category{}-{}", category_of(stream), id.hyphenated());
    debug_assert_eq!(name.len(), STREAM_NAME);
    name
}

pub fn stream(number: u64) -> StreamName {
    StreamName::parse(stream_name(number)).expect("a stream name of letters, digits and dashes")
}

fn push_uuid(bytes: &mut Vec<u8>, id: Uuid) {
    bytes.extend_from_slice(id.hyphenated().encode_lower(&mut [0; 36]).as_bytes());
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn events_have_the_sizes_that_the_table_names() {
        for correlated in [false, true] {
            let workload = Workload::new(2000, correlated);
            for number in [0, 1, 1999, 9_999_999] {
                let event = workload.event(number);
                assert_eq!((event.data.len(), event.metadata.len()), (DATA, METADATA));
                assert_eq!(event.event_type.len(), EVENT_TYPE);
                serde_json::from_slice::<serde_json::Value>(&event.data).unwrap();
                serde_json::from_slice::<serde_json::Value>(&event.metadata).unwrap();
            }
        }
        assert_eq!(stream_name(50_499).len(), STREAM_NAME);
    }

    #[test]
    fn ids_rise_and_tell_their_number() {
        for event in 0..10_000 {
            assert!(id(event) < id(event + 1));
            assert_eq!(number(id(event).as_u128()), event);
            assert_eq!(id(event).get_version_num(), 7);
        }
    }

    #[test]
    fn streams_have_their_lengths() {
        let workload = Workload::new(20_000, false);
        assert_eq!((workload.long_streams(), workload.streams()), (10, 1010));
        let mut lengths = HashMap::<u64, u64>::new();
        for event in 0..workload.events {
            *lengths.entry(workload.stream_of(event)).or_default() += 1;
        }
        assert_eq!(lengths.len() as u64, workload.streams());
        for (stream, length) in lengths {
            assert_eq!(length, workload.length(stream));
            for event in workload.events_of(stream) {
                assert_eq!(workload.stream_of(event), stream);
            }
        }
    }
}
