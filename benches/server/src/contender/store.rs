//! plumberd's embedded store, in the process of the client.

use std::future::poll_fn;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{
    ContentType, Delivery, EventStore, EventStream, NewEvent, ReadAll, ReadStream, RecordedEvent,
    Selection, StreamAppend, SubscribeAll, SubscribeFrom,
};
use plumberd::stream::{ExpectedRevision, StreamName};

use super::{Append, Contender, Event};
use crate::Outcome;
use crate::workload::Proposed;

#[derive(Clone)]
pub struct Store(Arc<SqliteStore>);

impl Store {
    pub fn open(file: &Path) -> Outcome<Self> {
        Ok(Self(Arc::new(SqliteStore::open(file)?)))
    }

    /// Appends events to streams that are not there yet or to be gone on with, together.
    pub async fn append_many(&self, appends: Vec<(String, Proposed)>) -> Outcome {
        let appends: Outcome<Vec<_>> = appends
            .into_iter()
            .map(|(stream, event)| {
                let stream = StreamName::parse(stream.as_str())?;
                Ok(StreamAppend::new(stream, ExpectedRevision::Any, vec![new_event(event)]))
            })
            .collect();
        self.0.append_many(appends?).await?;
        Ok(())
    }
}

fn new_event(proposed: Proposed) -> NewEvent {
    NewEvent {
        id: proposed.id,
        event_type: proposed.event_type.into(),
        content_type: ContentType::Json,
        data: proposed.data,
        metadata: Bytes::new(),
    }
}

fn shown(event: &RecordedEvent) -> Outcome<Event<'_>> {
    Ok(Event {
        stream: event.stream.as_str(),
        revision: event.revision,
        position: event.position.ok_or("an event has no position")?.commit,
        data: &event.data,
    })
}

async fn drain(
    mut events: EventStream,
    mut each: impl FnMut(&Event<'_>) -> Outcome + Send,
) -> Outcome {
    while let Some(event) = poll_fn(|context| events.as_mut().poll_next(context)).await {
        each(&shown(&event?)?)?;
    }
    Ok(())
}

impl Contender for Store {
    async fn append(&self, append: Append<'_>) -> Outcome<u64> {
        let stream = StreamName::parse(append.stream)?;
        let expected = append
            .last
            .map_or(ExpectedRevision::NoStream, |last| ExpectedRevision::Exact(last.revision));
        let appended = self.0.append(stream, expected, vec![new_event(append.event)]).await?;
        Ok(appended.position.ok_or("an append has no position")?.commit)
    }

    async fn read_all(&self, each: impl FnMut(&Event<'_>) -> Outcome + Send) -> Outcome {
        drain(self.0.read_all(ReadAll::forwards(Selection::All)), each).await
    }

    async fn latest(
        &self,
        stream: &str,
        each: impl FnMut(&Event<'_>) -> Outcome + Send,
    ) -> Outcome {
        let read = ReadStream::backwards(StreamName::parse(stream)?).limit(1);
        drain(self.0.read_stream(read), each).await
    }

    async fn follow(
        &self,
        mut each: impl FnMut(&Event<'_>) -> Outcome<ControlFlow<()>> + Send,
    ) -> Outcome {
        let subscribe = SubscribeAll::from_start(Selection::All).from(SubscribeFrom::End);
        let mut deliveries = self.0.subscribe_all(subscribe);
        while let Some(delivery) = poll_fn(|context| deliveries.as_mut().poll_next(context)).await {
            if let Delivery::Event(event) = delivery?
                && each(&shown(&event)?)?.is_break()
            {
                return Ok(());
            }
        }
        Err("a subscription ended".into())
    }
}
