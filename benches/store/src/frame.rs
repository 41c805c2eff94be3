use std::ops::Range;

use crate::contender::{Append, Outcome};
use crate::tally::Event;

/// Lengths and the numbers before them.
const HEAD: usize = 16 + 8 + 2 + 2 + 4 + 4;

/// Writes an event as the peers without columns keep it.
pub fn encode(bytes: &mut Vec<u8>, append: &Append) {
    let (event, stream) = (&append.event, append.stream.as_str());
    bytes.extend_from_slice(event.id.as_bytes());
    bytes.extend_from_slice(&append.revision().to_le_bytes());
    bytes.extend_from_slice(&(stream.len() as u16).to_le_bytes());
    bytes.extend_from_slice(&(event.event_type.len() as u16).to_le_bytes());
    bytes.extend_from_slice(&(event.data.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&(event.metadata.len() as u32).to_le_bytes());
    bytes.extend_from_slice(stream.as_bytes());
    bytes.extend_from_slice(event.event_type.as_bytes());
    bytes.extend_from_slice(&event.data);
    bytes.extend_from_slice(&event.metadata);
}

/// An encoded event, its parts still in place.
pub struct Frame<'a> {
    pub id: u128,
    pub revision: u64,
    pub stream: &'a str,
    pub event_type: &'a str,
    data: &'a [u8],
    metadata: &'a [u8],
}

impl<'a> Frame<'a> {
    pub fn decode(bytes: &'a [u8]) -> Outcome<Self> {
        let head = bytes.get(..HEAD).ok_or("an event is cut off")?;
        let number = |range: Range<usize>| {
            head[range].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
        };
        let mut at = HEAD;
        let mut part = |length: u64| {
            let part = bytes.get(at..at + length as usize).ok_or("an event is cut off");
            at += length as usize;
            part
        };
        Ok(Self {
            id: u128::from_be_bytes(head[..16].try_into()?),
            revision: number(16..24),
            stream: std::str::from_utf8(part(number(24..26))?)?,
            event_type: std::str::from_utf8(part(number(26..28))?)?,
            data: part(number(28..32))?,
            metadata: part(number(32..36))?,
        })
    }

    pub fn into_event(self, position: u64) -> Event {
        Event {
            id: self.id,
            stream: self.stream.to_owned(),
            event_type: self.event_type.to_owned(),
            data: self.data.to_vec(),
            metadata: self.metadata.to_vec(),
            revision: self.revision,
            position,
        }
    }
}

/// The part of a stream's name before the dash.
pub fn category(stream: &str) -> &str {
    stream.split_once('-').map_or(stream, |(category, _)| category)
}
