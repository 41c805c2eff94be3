use std::fmt::Write;

use sha2::{Digest as _, Sha256};

use crate::store::RecordedEvent;

/// What tells some events, in their order, from others: the SHA-256 of their streams, ids, types,
/// content types, metadata and payloads. Positions, revisions and times are not in it, for they are another
/// store's.
#[derive(Debug, Clone, Default)]
pub(super) struct Digest {
    hash: Sha256,
    events: u64,
}

impl Digest {
    pub(super) fn add(&mut self, event: &RecordedEvent) {
        let mut part = |bytes: &[u8]| {
            self.hash.update((bytes.len() as u64).to_be_bytes());
            self.hash.update(bytes);
        };
        part(event.stream.as_str().as_bytes());
        part(event.id.as_bytes());
        part(event.event_type.as_bytes());
        part(event.content_type.as_str().as_bytes());
        part(&event.metadata);
        part(&event.data);
        self.events += 1;
    }

    pub(super) fn events(&self) -> u64 {
        self.events
    }

    pub(super) fn to_hex(&self) -> String {
        self.hash.clone().finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}
