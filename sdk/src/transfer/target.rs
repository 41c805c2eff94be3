use std::collections::HashMap;
use std::future::poll_fn;
use std::hash::{BuildHasher, RandomState};

use super::TransferError;
use crate::store::{
    AppendError, Deletion, EventStore, NewEvent, ReadError, ReadStream, RecordedEvent, StreamAppend,
};
use crate::stream::{ExpectedRevision, Revision, StreamName};

/// An event of a line.
#[derive(Debug, Clone)]
pub(super) struct Arrival {
    pub(super) line: u64,
    pub(super) event: RecordedEvent,
}

/// The store that an import appends to.
pub(super) struct Target<'a> {
    store: &'a dyn EventStore,
    renumber: bool,
    hashers: (RandomState, RandomState),
    /// How many events of each stream came, by 128 bits of two keyed hashes of its name.
    counts: HashMap<u128, u64>,
    /// Streams that are tombstoned already, with the first line of theirs; their tombstone is to come.
    ended: HashMap<StreamName, u64>,
    pub(super) compared: u64,
    pub(super) renumbered: u64,
}

/// Events that follow each other, of one stream.
struct Part {
    stream: StreamName,
    /// The revision of the first; `None` in a metadata stream.
    first: Option<Revision>,
    arrivals: Vec<Arrival>,
}

impl Part {
    fn append(&self) -> StreamAppend {
        let expected = match self.first {
            None => ExpectedRevision::Any,
            Some(0) => ExpectedRevision::NoStream,
            Some(first) => ExpectedRevision::Exact(first - 1),
        };
        let events = self.arrivals.iter().map(|arrival| new_event(&arrival.event)).collect();
        StreamAppend::new(self.stream.clone(), expected, events)
    }

    fn line(&self) -> u64 {
        self.arrivals.first().map_or(0, |arrival| arrival.line)
    }
}

fn new_event(event: &RecordedEvent) -> NewEvent {
    NewEvent {
        id: event.id,
        event_type: event.event_type.clone(),
        content_type: event.content_type,
        data: event.data.clone(),
        metadata: event.metadata.clone(),
    }
}

impl<'a> Target<'a> {
    pub(super) fn new(store: &'a dyn EventStore, renumber: bool) -> Self {
        Self {
            store,
            renumber,
            hashers: (RandomState::new(), RandomState::new()),
            counts: HashMap::new(),
            ended: HashMap::new(),
            compared: 0,
            renumbered: 0,
        }
    }

    /// Appends events, or finds that they are there, and compares them.
    pub(super) async fn append(&mut self, arrivals: Vec<Arrival>) -> Result<(), TransferError> {
        let parts = self.parts(arrivals)?;
        if parts.is_empty() {
            return Ok(());
        }
        let many = parts.len() > 1 && self.store.capabilities().multi_stream_append;
        let appended = many
            && match self.store.append_many(parts.iter().map(Part::append).collect()).await {
                Ok(_) => true,
                // An earlier attempt may have appended a part of these.
                Err(AppendError::Storage { stream, source }) => {
                    let source = AppendError::Storage { stream, source };
                    return Err(TransferError::Append { line: parts[0].line(), source });
                }
                Err(_) => false,
            };
        if !appended {
            for part in &parts {
                self.append_part(part).await?;
            }
        }
        self.compare(parts).await
    }

    /// The events by streams, in their order.
    fn parts(&mut self, arrivals: Vec<Arrival>) -> Result<Vec<Part>, TransferError> {
        let mut parts: Vec<Part> = Vec::new();
        for arrival in arrivals {
            let stream = &arrival.event.stream;
            let name = stream.as_str();
            let (first, second) = &self.hashers;
            let key = u128::from(first.hash_one(name)) << 64 | u128::from(second.hash_one(name));
            let count = self.counts.entry(key).or_default();
            let revision = *count;
            *count += 1;
            let found = arrival.event.revision;
            let is_metadata = name.starts_with("$$");
            if found != revision && !is_metadata {
                if !self.renumber {
                    let (line, stream) = (arrival.line, stream.clone());
                    return Err(TransferError::Renumbered {
                        line,
                        stream,
                        expected: revision,
                        found,
                    });
                }
                self.renumbered += 1;
            }
            match parts.last_mut().filter(|part| part.stream == *stream) {
                Some(part) => part.arrivals.push(arrival),
                None => parts.push(Part {
                    stream: stream.clone(),
                    first: (!is_metadata).then_some(revision),
                    arrivals: vec![arrival],
                }),
            }
        }
        Ok(parts)
    }

    async fn append_part(&mut self, part: &Part) -> Result<(), TransferError> {
        let StreamAppend { stream, expected, events } = part.append();
        match self.store.append(stream, expected, events).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_conflict() && part.arrivals.len() > 1 => {
                // Some of them are there.
                for (index, arrival) in (0..).zip(&part.arrivals) {
                    let one = Part {
                        stream: part.stream.clone(),
                        first: part.first.map(|first| first + index),
                        arrivals: vec![arrival.clone()],
                    };
                    let StreamAppend { stream, expected, events } = one.append();
                    let done = self.store.append(stream, expected, events).await;
                    done.map_err(|error| refused(&one, error))?;
                }
                Ok(())
            }
            Err(AppendError::StreamDeleted { .. }) => {
                self.ended.entry(part.stream.clone()).or_insert_with(|| part.line());
                Ok(())
            }
            Err(error) => Err(refused(part, error)),
        }
    }

    /// Ends a stream for ever.
    pub(super) async fn tombstone(
        &mut self,
        line: u64,
        stream: StreamName,
    ) -> Result<(), TransferError> {
        self.ended.remove(&stream);
        let deletion = Deletion::Tombstone;
        match self.store.delete(stream, ExpectedRevision::Any, deletion).await {
            Ok(_) | Err(AppendError::StreamDeleted { .. }) => Ok(()),
            Err(source) => Err(TransferError::Append { line, source }),
        }
    }

    /// Whether all streams that did not take events are those that end in the lines too.
    pub(super) fn finish(&self) -> Result<(), TransferError> {
        match self.ended.iter().min_by_key(|(_, line)| **line) {
            None => Ok(()),
            Some((stream, line)) => {
                let source = AppendError::StreamDeleted { stream: stream.clone() };
                Err(TransferError::Append { line: *line, source })
            }
        }
    }

    /// Reads what was appended, and compares it. What the target hides is not seen.
    async fn compare(&mut self, parts: Vec<Part>) -> Result<(), TransferError> {
        let mut streams: HashMap<StreamName, (Revision, Vec<Arrival>)> = HashMap::new();
        for part in parts {
            let Some(first) = part.first else { continue };
            let stream = streams.entry(part.stream).or_insert_with(|| (first, Vec::new()));
            stream.1.extend(part.arrivals);
        }
        for (stream, (first, arrivals)) in streams {
            let read = ReadStream::forwards(stream.clone())
                .from_revision(first)
                .limit(arrivals.len() as u64);
            let mut events = self.store.read_stream(read);
            while let Some(found) = poll_fn(|context| events.as_mut().poll_next(context)).await {
                let found = match found {
                    Ok(found) => found,
                    Err(ReadError::StreamNotFound { .. } | ReadError::StreamDeleted { .. }) => {
                        break;
                    }
                    Err(error) => return Err(error.into()),
                };
                let index = usize::try_from(found.revision.wrapping_sub(first)).ok();
                let Some(sent) = index.and_then(|index| arrivals.get(index)) else { break };
                if new_event(&sent.event) != new_event(&found) {
                    let (line, revision) = (sent.line, found.revision);
                    return Err(TransferError::Differs { line, stream, revision });
                }
                self.compared += 1;
            }
        }
        Ok(())
    }
}

/// What the target says about a part.
fn refused(part: &Part, source: AppendError) -> TransferError {
    let line = part.line();
    match (&source, part.first) {
        (AppendError::WrongExpectedRevision { actual: Some(actual), .. }, Some(first))
            if *actual >= first =>
        {
            TransferError::Differs { line, stream: part.stream.clone(), revision: first }
        }
        _ => TransferError::Append { line, source },
    }
}
