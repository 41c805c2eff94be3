use std::hint::black_box;

use plumberd::store::RecordedEvent;

/// An event that a peer has read, in parts of its own.
#[derive(Debug)]
pub struct Event {
    pub id: u128,
    pub stream: String,
    pub event_type: String,
    pub data: Vec<u8>,
    pub metadata: Vec<u8>,
    pub revision: u64,
    pub position: u64,
}

/// What a read gave, in sums that show whether it gave the right events.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    pub events: u64,
    pub ids: u128,
    pub revisions: u64,
    /// The last event's.
    pub revision: u64,
    pub position: u64,
    /// The sum of the checksums of all parts, when they are wanted.
    pub content: Option<u64>,
    /// The numbers of all events, when they are wanted.
    pub seen: Option<Vec<u64>>,
}

impl Tally {
    /// With what takes time.
    pub fn thorough() -> Self {
        Self { content: Some(0), ..Self::default() }
    }

    /// Takes an event from a peer, and drops it.
    pub fn take(&mut self, event: Event) {
        let event = black_box(event);
        let parts = [event.stream.as_bytes(), event.event_type.as_bytes()];
        self.count(event.id, event.revision, event.position);
        self.sum([parts[0], parts[1], &event.data, &event.metadata]);
    }

    /// Takes an event from ours, and drops it.
    pub fn take_recorded(&mut self, event: RecordedEvent) {
        let event = black_box(event);
        let position = event.position.map_or(0, |position| position.prepare);
        self.count(event.id.as_u128(), event.revision, position);
        let stream = event.stream.as_str().as_bytes();
        self.sum([stream, event.event_type.as_bytes(), &event.data, &event.metadata]);
    }

    fn count(&mut self, id: u128, revision: u64, position: u64) {
        self.events += 1;
        self.ids = self.ids.wrapping_add(id);
        self.revisions += revision;
        self.revision = revision;
        self.position = position;
        if let Some(seen) = &mut self.seen {
            seen.push(crate::workload::number(id));
        }
    }

    fn sum(&mut self, parts: [&[u8]; 4]) {
        if let Some(content) = &mut self.content {
            *content = content.wrapping_add(checksum(parts));
        }
    }
}

/// Of the name of the stream, the type, the payload and the metadata.
pub fn checksum(parts: [&[u8]; 4]) -> u64 {
    parts.iter().fold(0, |sum, part| sum << 8 ^ u64::from(crc32fast::hash(part)))
}
