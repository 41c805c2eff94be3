//! UmaDB's server, through its own client. Stream and category are tags; it knows no revisions, so an event
//! says its own.

use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::Arc;

use futures_util::StreamExt;
use umadb_client::AsyncUmaDbClient;
use umadb_dcb::{
    DcbAppendCondition, DcbEvent, DcbEventStoreAsync, DcbQuery, DcbQueryItem, DcbSequencedEvent,
};

use super::{Append, Contender, Event};
use crate::Outcome;
use crate::workload::Proposed;

const STREAM: &str = "stream:";

#[derive(Clone)]
pub struct Umadb(Arc<AsyncUmaDbClient>);

impl Umadb {
    pub async fn connect(address: SocketAddr) -> Outcome<Self> {
        let client = AsyncUmaDbClient::connect(format!("http://{address}"), None, None, None);
        Ok(Self(Arc::new(client.await?)))
    }

    /// Appends events with their revisions, together.
    pub async fn append_many(&self, events: Vec<(String, u64, Proposed)>) -> Outcome {
        let events =
            events.into_iter().map(|(stream, revision, event)| new_event(&stream, revision, event));
        self.0.append(events.collect(), None, None).await?;
        Ok(())
    }
}

fn tag(stream: &str) -> String {
    format!("{STREAM}{stream}")
}

fn tagged(stream: &str) -> DcbQuery {
    DcbQuery::new().item(DcbQueryItem::new().tags([tag(stream)]))
}

fn new_event(stream: &str, revision: u64, event: Proposed) -> DcbEvent {
    let category = stream.split_once('-').map_or(stream, |(category, _)| category);
    DcbEvent {
        event_type: event.event_type.to_owned(),
        tags: vec![tag(stream), format!("category:{category}")],
        uuid: Some(event.id),
        metadata: vec![("revision".to_owned(), revision.to_string())],
        data: event.data.into(),
    }
}

fn shown(read: &DcbSequencedEvent) -> Outcome<Event<'_>> {
    let event = &read.event;
    let stream = event.tags.iter().find_map(|tag| tag.strip_prefix(STREAM));
    let (_, revision) = event.metadata.first().ok_or("an event has no revision")?;
    Ok(Event {
        stream: stream.ok_or("an event has no stream")?,
        revision: revision.parse()?,
        position: read.position,
        data: &event.data,
    })
}

impl Contender for Umadb {
    async fn append(&self, append: Append<'_>) -> Outcome<u64> {
        let condition = DcbAppendCondition::new(tagged(append.stream))
            .after(append.last.map(|last| last.position));
        let event = new_event(append.stream, append.revision(), append.event);
        Ok(self.0.append(vec![event], Some(condition), None).await?)
    }

    async fn read_all(&self, mut each: impl FnMut(&Event<'_>) -> Outcome + Send) -> Outcome {
        let mut answers = self.0.read(None, None, false, None).await?;
        loop {
            let events = answers.next_batch().await?;
            if events.is_empty() {
                return Ok(());
            }
            events.iter().try_for_each(|event| each(&shown(event)?))?;
        }
    }

    async fn latest(
        &self,
        stream: &str,
        mut each: impl FnMut(&Event<'_>) -> Outcome + Send,
    ) -> Outcome {
        let mut answers = self.0.read(Some(tagged(stream)), None, true, Some(1)).await?;
        while let Some(event) = answers.next().await {
            each(&shown(&event?)?)?;
        }
        Ok(())
    }

    async fn follow(
        &self,
        mut each: impl FnMut(&Event<'_>) -> Outcome<ControlFlow<()>> + Send,
    ) -> Outcome {
        let head = self.0.head().await?;
        let mut events = self.0.subscribe(None, head).await?;
        while let Some(event) = events.next().await {
            if each(&shown(&event?)?)?.is_break() {
                return Ok(());
            }
        }
        Err("a subscription ended".into())
    }
}
