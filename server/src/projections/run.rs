use std::sync::Arc;

use bytes::Bytes;
use plumberd::store::{
    ContentType, Delivery, EventStore, Filter, Link, NewEvent, ReadError, ReadStream,
    RecordedEvent, Selection, SubscribeAll, SubscribeFrom,
};
use plumberd::stream::{ExpectedRevision, Position, StreamName};
use ring::digest;
use uuid::{Builder, Uuid};

use super::join::Join;
use crate::streams::next;

/// Writes the links of a join, from the first event or behind the last link, until it fails. It does
/// not end otherwise.
///
/// A link has an id of its own that follows from what it leads to, so what was linked before is not
/// linked again.
pub(super) async fn run(
    store: Arc<dyn EventStore>,
    join: Join,
    anew: bool,
) -> Result<std::convert::Infallible, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let begin =
        if anew { None } else { last(&*store, &join.output).await.map_err(|e| text(&e))? };
    let mut subscribe = SubscribeAll::from_start(Selection::All)
        .filter(Filter::type_prefixes(join.types.iter().map(String::as_str)));
    subscribe.from = begin.map_or(SubscribeFrom::Start, SubscribeFrom::After);
    let mut deliveries = store.subscribe_all(subscribe);
    loop {
        let delivery = std::future::poll_fn(|context| deliveries.as_mut().poll_next(context)).await;
        match delivery {
            Some(Ok(Delivery::Event(event))) => {
                if !join.types.iter().any(|name| **name == *event.event_type) {
                    continue;
                }
                let link = vec![link(&join.output, &event)];
                let linked = store.append(join.output.clone(), ExpectedRevision::Any, link).await;
                linked.map_err(|error| text(&error))?;
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(text(&error)),
            None => return Err("the store was closed".to_owned()),
        }
    }
}

/// Where the last event stands that was linked.
async fn last(store: &dyn EventStore, output: &StreamName) -> Result<Option<Position>, ReadError> {
    let read = ReadStream::backwards(output.clone()).resolve_links();
    let mut events = store.read_stream(read);
    while let Some(event) = next(&mut events).await {
        match event {
            // Some lead nowhere any more.
            Ok(event) if event.link.is_some() => return Ok(event.position),
            Ok(_) => {}
            Err(ReadError::StreamNotFound { .. }) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn link(output: &StreamName, target: &RecordedEvent) -> NewEvent {
    let data = format!("{}@{}", target.revision, target.stream);
    NewEvent {
        id: id(output, &data),
        event_type: Link::EVENT_TYPE.into(),
        content_type: ContentType::Binary,
        data: data.into(),
        metadata: Bytes::new(),
    }
}

/// The id of a link: always the same for the same event.
fn id(output: &StreamName, target: &str) -> Uuid {
    let hash = digest::digest(&digest::SHA256, format!("{output}\n{target}").as_bytes());
    let mut bytes = [0; 16];
    for (byte, from) in bytes.iter_mut().zip(hash.as_ref()) {
        *byte = *from;
    }
    Builder::from_custom_bytes(bytes).into_uuid()
}
