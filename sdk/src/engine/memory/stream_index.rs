use std::collections::HashMap;
use std::convert::Infallible;

use bytes::Bytes;
use uuid::Uuid;

use super::log::Log;
use crate::engine::append::{Head, StreamState, Streams};
use crate::engine::plan::MetadataStreams;
use crate::engine::reserved::is_metadata;
use crate::engine::visibility::Truncation;
use crate::stream::{Position, Revision, StreamName};

/// What the log knows of a stream: one that has events, or one that has metadata only.
#[derive(Default)]
pub(super) struct StreamIndex {
    /// The place of each revision.
    pub(super) places: Vec<usize>,
    /// Where each id stands last.
    pub(super) revisions: HashMap<Uuid, Revision>,
    pub(super) tombstoned: bool,
    /// The payload of the last event of its metadata stream.
    pub(super) metadata: Option<Bytes>,
    /// What that says.
    pub(super) truncation: Truncation,
}

impl StreamIndex {
    /// That of a stream, which is made when there is none.
    pub(super) fn of<'a>(
        streams: &'a mut HashMap<StreamName, Self>,
        stream: &StreamName,
    ) -> &'a mut Self {
        streams.entry(stream.clone()).or_insert_with(|| {
            let truncation =
                if is_metadata(stream) { Truncation::METADATA_STREAM } else { Truncation::NONE };
            Self { truncation, ..Self::default() }
        })
    }

    pub(super) fn last(&self) -> Option<Revision> {
        (self.places.len() as Revision).checked_sub(1)
    }
}

impl Streams for Log {
    type Error = Infallible;

    fn head(&mut self, stream: &StreamName) -> Result<Head, Infallible> {
        Ok(self.streams.get(stream).map_or_else(Head::default, |index| Head {
            last: index.last(),
            state: if index.tombstoned {
                StreamState::Tombstoned
            } else if index.truncation.is_deleted() {
                StreamState::Deleted
            } else {
                StreamState::Live
            },
            has_metadata: index.metadata.is_some(),
        }))
    }

    fn id_at(
        &mut self,
        stream: &StreamName,
        revision: Revision,
    ) -> Result<Option<(Uuid, Position)>, Infallible> {
        Ok(self.at(stream, revision).and_then(|event| Some((event.id, event.position?))))
    }

    fn find(
        &mut self,
        stream: &StreamName,
        id: Uuid,
    ) -> Result<Option<(Revision, Position)>, Infallible> {
        let revision = self.streams.get(stream).and_then(|index| index.revisions.get(&id)).copied();
        Ok(revision.and_then(|revision| Some((revision, self.at(stream, revision)?.position?))))
    }
}

impl MetadataStreams for Log {
    fn metadata(&mut self, stream: &StreamName) -> Result<Option<Bytes>, Infallible> {
        Ok(self.streams.get(stream).and_then(|index| index.metadata.clone()))
    }
}
