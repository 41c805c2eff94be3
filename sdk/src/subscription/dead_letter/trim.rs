use std::sync::Arc;

use uuid::Uuid;

use super::{DeadLetterError, Waiting};
use crate::store::{
    ContentType, EventStore, METADATA_TYPE, NewEvent, ReadError, ReadStream, StreamMetadata,
};
use crate::stream::ExpectedRevision;
use crate::testing::next;

impl Waiting {
    /// Has the stream hide what waits no more, if the engine can. Its last event is always shown, so
    /// that a reader learns the revision.
    pub(in crate::subscription) async fn trim(
        &self,
        store: &dyn EventStore,
    ) -> Result<(), DeadLetterError> {
        let Some(last) = self.last.filter(|_| store.capabilities().stream_metadata) else {
            return Ok(());
        };
        let before = self.letters.keys().next().copied().unwrap_or(last);
        let Ok(metadata_stream) = StreamMetadata::stream_of(&self.stream) else { return Ok(()) };
        let read = ReadStream::backwards(metadata_stream.clone()).limit(1);
        let (mut metadata, expected) = match next(&mut store.read_stream(read)).await {
            None | Some(Err(ReadError::StreamNotFound { .. })) => {
                (StreamMetadata::default(), ExpectedRevision::NoStream)
            }
            Some(Ok(event)) => match StreamMetadata::parse(&event.data) {
                Ok(metadata) => (metadata, ExpectedRevision::Exact(event.revision)),
                // Not ours to mend.
                Err(_) => return Ok(()),
            },
            Some(Err(source)) => {
                return Err(DeadLetterError::Read {
                    subscription: Arc::clone(&self.subscription),
                    source: source.into(),
                });
            }
        };
        if metadata.truncate_before.unwrap_or(0) >= before {
            return Ok(());
        }
        metadata.truncate_before = Some(before);
        let event = NewEvent {
            id: Uuid::now_v7(),
            event_type: METADATA_TYPE.into(),
            content_type: ContentType::Json,
            data: metadata.to_json().into(),
            metadata: bytes::Bytes::new(),
        };
        match store.append(metadata_stream, expected, vec![event]).await {
            // Somebody else is at it; the next time will do.
            Err(error) if !error.is_conflict() => Err(self.append_error(error)),
            _ => Ok(()),
        }
    }
}
