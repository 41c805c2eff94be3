use std::sync::Arc;

use uuid::Uuid;

use super::{Checkpoint, CheckpointError, Checkpoints, check_previous};
use crate::store::{
    AppendError, BoxFuture, ContentType, EventStore, METADATA_TYPE, NewEvent, ReadError,
    ReadStream, RecordedEvent, StreamMetadata,
};
use crate::stream::{ExpectedRevision, StreamName};
use crate::testing::next;

/// How often somebody else may be faster before that is an error.
const ATTEMPTS: usize = 5;
/// The type of the events that hold checkpoints.
const EVENT_TYPE: &str = "$plumberd-checkpoint";

/// Checkpoints in streams of a store, whatever its engine: `$plumberd-checkpoint-<subscription>`,
/// which shows its last event only.
///
/// On `KurrentDB`, only administrators may write to streams that begin with `$`, unless its settings
/// say otherwise; [`with_prefix`](Self::with_prefix) chooses other names.
///
/// ```
/// use plumberd::Plumber;
/// use plumberd::stream::Position;
/// use plumberd::subscription::{Checkpoint, Checkpoints, StreamCheckpoints};
///
/// # plumberd::testing::block_on(async {
/// let plumber = Plumber::connect("memory:").await?;
/// let checkpoints = StreamCheckpoints::new(plumber.store().clone());
/// let checkpoint = Checkpoint::after_position(Position::single(7));
/// checkpoints.store("mails", None, &checkpoint).await?;
/// assert_eq!(checkpoints.load("mails").await?, Some(checkpoint));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct StreamCheckpoints {
    store: Arc<dyn EventStore>,
    prefix: Arc<str>,
}

impl StreamCheckpoints {
    /// In this store.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>) -> Self {
        Self { store, prefix: "$plumberd-checkpoint-".into() }
    }

    /// In streams whose names begin with this.
    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<Arc<str>>) -> Self {
        self.prefix = prefix.into();
        self
    }

    fn stream(&self, subscription: &str) -> Result<StreamName, CheckpointError> {
        StreamName::parse(format!("{}{subscription}", self.prefix))
            .map_err(|source| CheckpointError::Name { subscription: subscription.into(), source })
    }

    async fn last(
        &self,
        subscription: &str,
        stream: &StreamName,
    ) -> Result<Option<RecordedEvent>, CheckpointError> {
        let mut events = self.store.read_stream(ReadStream::backwards(stream.clone()).limit(1));
        match next(&mut events).await {
            None | Some(Err(ReadError::StreamNotFound { .. })) => Ok(None),
            Some(Ok(event)) => Ok(Some(event)),
            Some(Err(source)) => Err(CheckpointError::Read {
                subscription: subscription.into(),
                source: source.into(),
            }),
        }
    }

    /// Has the stream show its last event only, if the engine can.
    async fn limit(&self, stream: &StreamName) -> Result<(), AppendError> {
        let Ok(metadata_stream) = StreamMetadata::stream_of(stream) else { return Ok(()) };
        let metadata = StreamMetadata { max_count: Some(1), ..StreamMetadata::default() };
        let event = json_event(METADATA_TYPE, metadata.to_json());
        match self.store.append(metadata_stream, ExpectedRevision::NoStream, vec![event]).await {
            Err(error) if !error.is_conflict() => Err(error),
            _ => Ok(()),
        }
    }

    /// Appends a text behind the event that was read last.
    async fn put(
        &self,
        subscription: &str,
        stream: StreamName,
        last: Option<&RecordedEvent>,
        json: String,
    ) -> Result<(), CheckpointError> {
        let failed = |source: AppendError| CheckpointError::Append {
            subscription: subscription.into(),
            source: source.into(),
        };
        if last.is_none() && self.store.capabilities().stream_metadata {
            self.limit(&stream).await.map_err(failed)?;
        }
        let expected =
            last.map_or(ExpectedRevision::NoStream, |last| ExpectedRevision::Exact(last.revision));
        let event = json_event(EVENT_TYPE, json);
        match self.store.append(stream, expected, vec![event]).await {
            Ok(_) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }
}

fn json_event(event_type: &str, json: String) -> NewEvent {
    NewEvent {
        id: Uuid::now_v7(),
        event_type: event_type.into(),
        content_type: ContentType::Json,
        data: json.into(),
        metadata: bytes::Bytes::new(),
    }
}

/// Whether the stream has grown meanwhile.
fn is_conflict(error: &CheckpointError) -> bool {
    matches!(error, CheckpointError::Append { source, .. } if source.is_conflict())
}

/// What an event says; a removed checkpoint is an empty object.
fn parse(subscription: &str, event: &RecordedEvent) -> Result<Option<Checkpoint>, CheckpointError> {
    let malformed = |reason: String| CheckpointError::Malformed {
        subscription: subscription.into(),
        place: format!("event {} of stream `{}`", event.revision, event.stream),
        reason,
    };
    if &*event.data == b"{}" {
        return Ok(None);
    }
    let json = std::str::from_utf8(&event.data).map_err(|error| malformed(error.to_string()))?;
    Checkpoint::parse(json).map(Some).map_err(|error| malformed(error.to_string()))
}

impl Checkpoints for StreamCheckpoints {
    fn load<'a>(
        &'a self,
        subscription: &'a str,
    ) -> BoxFuture<'a, Result<Option<Checkpoint>, CheckpointError>> {
        Box::pin(async move {
            let stream = self.stream(subscription)?;
            match self.last(subscription, &stream).await? {
                None => Ok(None),
                Some(event) => parse(subscription, &event),
            }
        })
    }

    fn store<'a>(
        &'a self,
        subscription: &'a str,
        previous: Option<&'a Checkpoint>,
        checkpoint: &'a Checkpoint,
    ) -> BoxFuture<'a, Result<(), CheckpointError>> {
        Box::pin(async move {
            let stream = self.stream(subscription)?;
            let mut attempts = 1..=ATTEMPTS;
            loop {
                let last = self.last(subscription, &stream).await?;
                let stored = match &last {
                    None => None,
                    Some(event) => parse(subscription, event)?,
                };
                if stored.as_ref() == Some(checkpoint) {
                    return Ok(());
                }
                check_previous(subscription, stored.as_ref(), previous)?;
                let json = checkpoint.to_json();
                match self.put(subscription, stream.clone(), last.as_ref(), json).await {
                    // Somebody was faster: look at what they stored.
                    Err(error) if is_conflict(&error) && attempts.next().is_some() => {}
                    done => return done,
                }
            }
        })
    }

    fn remove<'a>(&'a self, subscription: &'a str) -> BoxFuture<'a, Result<(), CheckpointError>> {
        Box::pin(async move {
            let stream = self.stream(subscription)?;
            let mut attempts = 1..=ATTEMPTS;
            loop {
                let Some(last) = self.last(subscription, &stream).await? else { return Ok(()) };
                match self.put(subscription, stream.clone(), Some(&last), "{}".into()).await {
                    Err(error) if is_conflict(&error) && attempts.next().is_some() => {}
                    done => return done,
                }
            }
        })
    }
}
