use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::DateTimeOffset;
use crate::store::{
    AppendError, Appended, ContentType, Deletion, EventStore, Link, METADATA_TYPE, NewEvent,
    ReadError, ReadStream, RecordedEvent, StreamMetadata,
};
use crate::stream::{ExpectedRevision, Revision, StreamName};
use crate::testing::collect;

use super::config::{self, CONFIG_STREAM, CONFIG_TYPE, Entry};
use super::id::StateStream;
use super::{GroupError, GroupId, Place};

const CHECKPOINT_TYPE: &str = "$SubscriptionCheckpoint";
/// How many checkpoints and how many files of groups are kept.
const CHECKPOINTS: u64 = 2;
const CONFIGS: u64 = 10;

/// What the store keeps of groups.
#[derive(Debug, Clone)]
pub(super) struct Storage(pub(super) Arc<dyn EventStore>);

/// What is known of the events that a group has parked.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ParkedRange {
    /// The first.
    pub(super) first: Revision,
    /// One behind the last; 0 while nothing is parked.
    pub(super) end: Revision,
}

impl Storage {
    async fn append(
        &self,
        stream: &StreamName,
        expected: ExpectedRevision,
        event: NewEvent,
    ) -> Result<Appended, AppendError> {
        self.0.append(stream.clone(), expected, vec![event]).await
    }

    /// The events of a read; none of a stream that is not there.
    async fn read(&self, read: ReadStream) -> Result<Vec<RecordedEvent>, GroupError> {
        let doing = format!("cannot read stream `{}`", read.stream);
        match collect(self.0.read_stream(read)).await {
            Err(ReadError::StreamNotFound { .. }) => Ok(Vec::new()),
            read => read.map_err(|error| GroupError::read(doing, error)),
        }
    }

    async fn last(&self, stream: &StreamName) -> Result<Option<RecordedEvent>, GroupError> {
        Ok(self.read(ReadStream::backwards(stream.clone()).limit(1)).await?.pop())
    }

    /// The file of groups, and its revision.
    pub(super) async fn load(
        &self,
        stream: &StreamName,
    ) -> Result<(Option<Revision>, Vec<Entry>), GroupError> {
        match self.last(stream).await? {
            Some(event) => Ok((Some(event.revision), config::parse(&event.data)?)),
            None => Ok((None, Vec::new())),
        }
    }

    /// Writes the file of groups, if nobody else has since it was read.
    pub(super) async fn save<'a>(
        &self,
        stream: &StreamName,
        revision: Option<Revision>,
        entries: impl Iterator<Item = &'a Entry>,
        now: DateTimeOffset,
    ) -> Result<Appended, GroupError> {
        let json = config::to_json(entries, now);
        let expected = revision.map_or(ExpectedRevision::NoStream, ExpectedRevision::Exact);
        let saved = self.append(stream, expected, json_event(CONFIG_TYPE, json)).await;
        let saved = saved.map_err(|error| match error {
            AppendError::WrongExpectedRevision { .. } => GroupError::HostedElsewhere {
                reason: format!("another host wrote to `{CONFIG_STREAM}`"),
            },
            error => GroupError::append("the groups cannot be saved", error),
        })?;
        if revision.is_none()
            && let Ok(metadata) = StreamMetadata::stream_of(stream)
        {
            self.amend(&metadata, |metadata| limit(metadata, CONFIGS)).await?;
        }
        Ok(saved)
    }

    /// The last checkpoint of a group.
    pub(super) async fn checkpoint(&self, group: &GroupId) -> Result<Option<Place>, GroupError> {
        let stream = &group.checkpoint().stream;
        let Some(event) = self.last(stream).await? else { return Ok(None) };
        // `KurrentDB` wrote a number once, and writes a text now.
        let text = match serde_json::from_slice(&event.data) {
            Ok(Value::String(text)) => Some(text),
            Ok(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let place = text.and_then(|text| Place::parse(&text, group.source()));
        place.map(Some).ok_or_else(|| GroupError::State {
            stream: stream.to_string(),
            place: format!("event {}", event.revision),
            reason: format!(
                "it is no checkpoint in `{}`; append a sound one, or delete the group",
                group.source()
            ),
        })
    }

    /// Writes a checkpoint; the first one with the metadata of the stream.
    pub(super) async fn write_checkpoint(
        &self,
        group: &GroupId,
        place: Place,
        first: bool,
    ) -> Result<(), GroupError> {
        let failed = |error| {
            GroupError::append(format!("the checkpoint of `{group}` cannot be written"), error)
        };
        let StateStream { stream, metadata } = group.checkpoint();
        let event = json_event(CHECKPOINT_TYPE, json!(place.to_string()).to_string());
        self.append(stream, ExpectedRevision::Any, event).await.map_err(failed)?;
        if first {
            self.amend(metadata, |metadata| limit(metadata, CHECKPOINTS)).await?;
        }
        Ok(())
    }

    /// What is parked.
    pub(super) async fn parked(&self, group: &GroupId) -> Result<ParkedRange, GroupError> {
        let stream = &group.parked().stream;
        let first = self.read(ReadStream::forwards(stream.clone()).limit(1)).await?.pop();
        let last = self.last(stream).await?;
        Ok(first.zip(last).map_or_else(ParkedRange::default, |(first, last)| ParkedRange {
            first: first.revision,
            end: last.revision + 1,
        }))
    }

    /// Puts events aside. The answer is one behind the revision of the last.
    pub(super) async fn park(
        &self,
        group: &GroupId,
        links: Vec<NewEvent>,
    ) -> Result<Revision, GroupError> {
        let stream = group.parked().stream.clone();
        let appended = self.0.append(stream, ExpectedRevision::Any, links).await;
        let appended = appended.map_err(|error| {
            GroupError::append(format!("events of `{group}` cannot be parked"), error)
        })?;
        Ok(appended.revision.map_or(0, |revision| revision + 1))
    }

    /// When the event at a revision, or the next one, was parked.
    pub(super) async fn parked_at(
        &self,
        group: &GroupId,
        from: Revision,
    ) -> Result<Option<DateTimeOffset>, GroupError> {
        let stream = group.parked().stream.clone();
        let read = ReadStream::forwards(stream).from_revision(from).limit(1);
        Ok(self.read(read).await?.pop().map(|link| link.recorded_at))
    }

    /// Parked events from a revision on, each with what it links to, if that is still there.
    pub(super) async fn unpark(
        &self,
        group: &GroupId,
        from: Revision,
        limit: u64,
    ) -> Result<Vec<(Revision, Option<RecordedEvent>)>, GroupError> {
        let stream = group.parked().stream.clone();
        let read = ReadStream::forwards(stream).from_revision(from).limit(limit);
        let mut events = Vec::new();
        for link in self.read(read).await? {
            events.push((link.revision, self.follow(link).await?));
        }
        Ok(events)
    }

    /// What a link leads to. The engine's own resolution may not lead into `$ce-…` and the like.
    async fn follow(&self, link: RecordedEvent) -> Result<Option<RecordedEvent>, GroupError> {
        let Some((revision, stream)) = Link::target(&link.data) else { return Ok(None) };
        let read = ReadStream::forwards(stream).from_revision(revision).limit(1);
        let found = match self.read(read).await {
            Err(GroupError::Read { source: ReadError::StreamDeleted { .. }, .. }) => None,
            found => found?.pop().filter(|event| event.revision == revision),
        };
        Ok(found.map(|event| RecordedEvent {
            link: Some(Box::new(Link {
                id: link.id,
                stream: link.stream,
                revision: link.revision,
                position: link.position,
                metadata: link.metadata,
                recorded_at: link.recorded_at,
            })),
            ..event
        }))
    }

    /// Forgets the parked events below a revision.
    pub(super) async fn truncate(
        &self,
        group: &GroupId,
        before: Revision,
    ) -> Result<(), GroupError> {
        let truncate = |metadata: &mut StreamMetadata| {
            metadata.truncate_before = metadata.truncate_before.max(Some(before));
            protect(metadata);
        };
        self.amend(&group.parked().metadata, truncate).await
    }

    /// Deletes the checkpoints and the parked events of a group.
    pub(super) async fn purge(&self, group: &GroupId) -> Result<(), GroupError> {
        for StateStream { stream, .. } in [group.checkpoint(), group.parked()] {
            let deleted =
                self.0.delete(stream.clone(), ExpectedRevision::Any, Deletion::Soft).await;
            match deleted {
                // It never was.
                Ok(_) | Err(AppendError::WrongExpectedRevision { .. }) => {}
                Err(error) => {
                    let doing = format!("stream `{stream}` cannot be deleted");
                    return Err(GroupError::append(doing, error));
                }
            }
        }
        Ok(())
    }

    /// Changes the metadata of a stream, and leaves what it does not know.
    async fn amend(
        &self,
        stream: &StreamName,
        change: impl FnOnce(&mut StreamMetadata),
    ) -> Result<(), GroupError> {
        let last = self.last(stream).await?;
        let old = last.and_then(|event| StreamMetadata::parse(&event.data).ok());
        let mut new = old.clone().unwrap_or_default();
        change(&mut new);
        if old.as_ref() == Some(&new) {
            return Ok(());
        }
        let event = json_event(METADATA_TYPE, new.to_json());
        match self.append(stream, ExpectedRevision::Any, event).await {
            Ok(_) => Ok(()),
            Err(error) => {
                Err(GroupError::append(format!("stream `{stream}` cannot be written"), error))
            }
        }
    }
}

fn limit(metadata: &mut StreamMetadata, max_count: u64) {
    metadata.max_count = Some(max_count);
    protect(metadata);
}

/// State of groups is for administrators.
fn protect(metadata: &mut StreamMetadata) {
    let admins = "$admins";
    metadata.acl.get_or_insert_with(
        || json!({ "$r": admins, "$w": admins, "$d": admins, "$mr": admins, "$mw": admins }),
    );
}

fn json_event(event_type: &str, json: String) -> NewEvent {
    NewEvent {
        id: Uuid::now_v7(),
        event_type: event_type.into(),
        content_type: ContentType::Json,
        data: json.into(),
        metadata: Bytes::new(),
    }
}

/// The link to an event that is parked.
pub(super) fn parked_link(event: &RecordedEvent, reason: &str, now: DateTimeOffset) -> NewEvent {
    let metadata = json!({
        "added": now.to_string(),
        "reason": reason,
        "subscriptionEventNumber": event.read_revision(),
    });
    NewEvent {
        id: Uuid::now_v7(),
        event_type: Link::EVENT_TYPE.into(),
        content_type: ContentType::Binary,
        data: format!("{}@{}", event.revision, event.stream).into(),
        metadata: metadata.to_string().into(),
    }
}
