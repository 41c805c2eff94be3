use bytes::Bytes;

use super::Plumber;
use crate::error::Error;
use crate::store::{
    AppendError, Appended, ContentType, METADATA_TYPE, NewEvent, ReadError, ReadStream,
    StreamMetadata,
};
use crate::stream::{ExpectedRevision, Revision, StreamName};
use crate::testing::next;

/// The metadata of a stream as it is stored.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecordedMetadata {
    /// What it says; nothing when none was ever set.
    pub metadata: StreamMetadata,
    /// Its place in the stream of metadata; `None` when none was ever set.
    pub revision: Option<Revision>,
}

impl RecordedMetadata {
    /// What to expect when it is changed, so that nobody else's change is lost.
    #[must_use]
    pub fn expected(&self) -> ExpectedRevision {
        self.revision.map_or(ExpectedRevision::NoStream, ExpectedRevision::Exact)
    }
}

impl Plumber {
    /// The metadata of a stream.
    ///
    /// ```
    /// use plumberd::{ExpectedRevision, Plumber, StreamName};
    ///
    /// # plumberd::testing::block_on(async {
    /// let plumber = Plumber::connect("memory:").await?;
    /// let stream = StreamName::parse("Log-1").unwrap();
    ///
    /// let mut found = plumber.metadata(&stream).await?;
    /// found.metadata.max_count = Some(100);
    /// plumber.set_metadata(&stream, found.expected(), &found.metadata).await?;
    /// assert_eq!(plumber.metadata(&stream).await?.metadata.max_count, Some(100));
    /// # Ok::<(), plumberd::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    /// When the store cannot be read, the stream is tombstoned, or what is stored is not metadata.
    pub async fn metadata(&self, stream: &StreamName) -> Result<RecordedMetadata, Error> {
        // A name that is too long for a metadata stream has none.
        let Ok(metadata_stream) = StreamMetadata::stream_of(stream) else {
            return Ok(RecordedMetadata::default());
        };
        let mut last = self.store().read_stream(ReadStream::backwards(metadata_stream).limit(1));
        let event = match next(&mut last).await {
            None | Some(Err(ReadError::StreamNotFound { .. })) => {
                return Ok(RecordedMetadata::default());
            }
            Some(Err(error)) => return Err(error.into()),
            Some(Ok(event)) => event,
        };
        let metadata = StreamMetadata::parse(&event.data)
            .map_err(|source| Error::StreamMetadata { stream: stream.clone(), source })?;
        Ok(RecordedMetadata { metadata, revision: Some(event.revision) })
    }

    /// Sets the metadata of a stream, in place of what there was. `expected` is about the metadata, not
    /// about the stream; see [`RecordedMetadata::expected`].
    ///
    /// # Errors
    /// When the metadata says what cannot be, as an age below one second; when it is not as expected;
    /// when the store refuses it.
    pub async fn set_metadata(
        &self,
        stream: &StreamName,
        expected: ExpectedRevision,
        metadata: &StreamMetadata,
    ) -> Result<Appended, Error> {
        let json = metadata.to_json();
        StreamMetadata::parse(json.as_bytes())
            .map_err(|source| Error::StreamMetadata { stream: stream.clone(), source })?;
        let metadata_stream = StreamMetadata::stream_of(stream).map_err(|_| {
            let reason = "its name is too long for a metadata stream (`$$…`)".into();
            AppendError::Reserved { stream: stream.clone(), reason }
        })?;
        let event = NewEvent {
            id: self.next_id(),
            event_type: METADATA_TYPE.into(),
            content_type: ContentType::Json,
            data: json.into(),
            metadata: Bytes::new(),
        };
        Ok(self.store().append(metadata_stream, expected, vec![event]).await?)
    }
}
