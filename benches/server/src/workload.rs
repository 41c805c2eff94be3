//! The events of all contenders: what an event is follows from its number.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use uuid::Uuid;

/// The length of a payload.
const DATA: usize = 256;
/// How many events each stream of a filled store has.
pub const LENGTH: u64 = 10;
const TEXT: &[u8; 64] = b"abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ.0123456789";

/// An event on its way into a store.
#[derive(Clone)]
pub struct Proposed {
    pub id: Uuid,
    pub event_type: &'static str,
    pub data: Bytes,
}

/// The name of a stream, with a category in front.
pub fn stream(number: u64) -> String {
    let id = Uuid::from_u64_pair(mix(number), number);
    format!("Category{}-{id}", number % 10)
}

/// The reverse.
pub fn stream_number(name: &str) -> Option<u64> {
    let (_, id) = name.split_once('-')?;
    let (mixed, number) = Uuid::parse_str(id).ok()?.as_u64_pair();
    (mixed == mix(number)).then_some(number)
}

/// An event that says which it is and when it was made.
pub fn event(number: u64) -> Proposed {
    const TYPES: [&str; 4] = [
        "RecordingWasStarted0",
        "RecordingWasPaused00",
        "RecordingWasResumed0",
        "RecordingWasStopped0",
    ];
    let mut data = format!("{{\"number\":\"{number:016x}\",\"at\":\"{:016x}\",\"text\":\"", now())
        .into_bytes();
    let mut seed = mix(number);
    while data.len() < DATA - 2 {
        data.push(TEXT[seed as usize % TEXT.len()]);
        seed = seed.rotate_right(6) ^ u64::from(data.len() as u32);
    }
    data.extend_from_slice(b"\"}");
    let event_type = TYPES[number as usize % TYPES.len()];
    Proposed { id: Uuid::now_v7(), event_type, data: data.into() }
}

/// The number of an event and when it was made, in microseconds.
pub fn marks(data: &[u8]) -> Option<(u64, u64)> {
    let hex = |at: usize| {
        let digits = std::str::from_utf8(data.get(at..at + 16)?).ok()?;
        u64::from_str_radix(digits, 16).ok()
    };
    (data.len() == DATA).then_some(())?;
    Some((hex(11)?, hex(35)?))
}

/// Microseconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros() as u64
}

/// Scatters a number over all bits.
pub fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_says_which_it_is() {
        for number in [0, 1, 299_999, u64::MAX] {
            let before = now();
            let event = event(number);
            let (marked, at) = marks(&event.data).unwrap();
            assert_eq!(marked, number);
            assert!((before..=now()).contains(&at));
            assert_eq!(event.data.len(), DATA);
            assert!(serde_json::from_slice::<serde_json::Value>(&event.data).is_ok());
            assert_eq!(stream_number(&stream(number)), Some(number));
            assert_eq!(stream(number).len(), 46);
        }
    }
}
