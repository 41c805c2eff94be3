//! The rules of an append to many streams, and of what it writes besides the events.

use std::collections::HashMap;

use bytes::Bytes;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::append::{Head, StreamState, Streams, Undelete, Verdict, conflict, judge};
use super::reserved::original_of;
use super::visibility::Truncation;
use crate::store::{
    AppendError, Appended, ContentType, METADATA_TYPE, NewEvent, StreamAppend, StreamMetadata,
};
use crate::stream::{Position, Revision, StreamName};

/// Events that have to be written to one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Write {
    pub(crate) stream: StreamName,
    /// The revision of the first.
    pub(crate) first: Revision,
    pub(crate) events: Vec<NewEvent>,
    /// The append that asked for it, if one did.
    pub(crate) append: Option<usize>,
}

/// What an append to many streams comes to.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    /// All of this has to be written, in this order. The answers for those appends that write nothing
    /// are here already.
    Write(Vec<Write>, Vec<Appended>),
    /// Nothing has to be written.
    Done(Vec<Appended>),
    /// It cannot be.
    Refused(AppendError),
}

/// What an engine tells of metadata, beside of its [`Streams`].
pub(crate) trait MetadataStreams: Streams {
    /// The payload of the last event of the metadata stream of a stream.
    fn metadata(&mut self, stream: &StreamName) -> Result<Option<Bytes>, Self::Error>;
}

/// Judges an append to many streams, as a whole: it is a retry when each of its parts is one. A part
/// without events only checks, and a retry does not check again.
pub(crate) fn plan<S: MetadataStreams>(
    appends: Vec<StreamAppend>,
    streams: &mut S,
) -> Result<Plan, S::Error> {
    let mut after = After { before: streams, heads: HashMap::new(), metadata: HashMap::new() };
    let mut writes = Vec::with_capacity(appends.len());
    let mut answers = Vec::with_capacity(appends.len());
    let mut refused = None;
    let mut retried = None;
    for (index, append) in appends.into_iter().enumerate() {
        let StreamAppend { stream, expected, events } = append;
        let verdict = judge(&stream, expected, &events, &mut after)?;
        answers.push(Appended { revision: None, position: None });
        match verdict {
            Verdict::Write { first, undelete } => {
                let append = Write { stream, first, events, append: Some(index) };
                after.write(append, undelete, &mut writes)?;
            }
            Verdict::Done(done) => {
                answers[index] = done;
                if !events.is_empty() && retried.is_none() {
                    let head = after.head(&stream)?;
                    retried = Some(conflict(&stream, expected, &head));
                }
            }
            Verdict::Refused(error) => {
                // A check that fails says nothing against a retry.
                let counts = !events.is_empty();
                match &refused {
                    None => refused = Some((error, counts)),
                    Some((_, false)) if counts => refused = Some((error, true)),
                    Some(_) => {}
                }
            }
        }
    }
    Ok(match (refused, retried) {
        (None | Some((_, false)), Some(_)) | (None, None) if writes.is_empty() => {
            Plan::Done(answers)
        }
        // Or a part of it was written before, and a part was not.
        (Some((error, _)), _) | (None, Some(error)) => Plan::Refused(error),
        (None, None) => Plan::Write(writes, answers),
    })
}

/// The writes of an append that was judged alone.
pub(crate) fn writes<S: MetadataStreams>(
    append: Write,
    undelete: Undelete,
    streams: &mut S,
) -> Result<Vec<Write>, S::Error> {
    let mut after = After { before: streams, heads: HashMap::new(), metadata: HashMap::new() };
    let mut writes = Vec::with_capacity(2);
    after.write(append, undelete, &mut writes)?;
    Ok(writes)
}

/// The streams as they are after the writes that are planned. Ids are compared with those that were
/// there before only: an id that comes twice in one append is written twice.
struct After<'a, S> {
    before: &'a mut S,
    heads: HashMap<StreamName, Head>,
    metadata: HashMap<StreamName, Bytes>,
}

impl<S: MetadataStreams> After<'_, S> {
    fn write(
        &mut self,
        append: Write,
        undelete: Undelete,
        writes: &mut Vec<Write>,
    ) -> Result<(), S::Error> {
        let undelete = match undelete {
            Undelete::No => None,
            Undelete::This => {
                let write = self.undeletion(&append.stream, append.first)?;
                if let Some(write) = write {
                    self.push(write, writes)?;
                }
                None
            }
            Undelete::Original(original, before) => Some((original, before)),
        };
        self.push(append, writes)?;
        if let Some((original, before)) = undelete
            && let Some(write) = self.undeletion(&original, before)?
        {
            self.push(write, writes)?;
        }
        Ok(())
    }

    /// The `$metadata` event that shows a stream again from a revision on; `None` when its metadata
    /// is none by now.
    fn undeletion(
        &mut self,
        stream: &StreamName,
        before: Revision,
    ) -> Result<Option<Write>, S::Error> {
        let Ok(metadata_stream) = StreamMetadata::stream_of(stream) else { return Ok(None) };
        let Some(raw) = self.metadata(stream)? else { return Ok(None) };
        let Ok(mut keys) = serde_json::from_slice::<Map<String, Value>>(&raw) else {
            return Ok(None);
        };
        keys.insert("$tb".into(), before.into());
        let event = metadata_event(Value::Object(keys).to_string());
        let first = self.head(&metadata_stream)?.next();
        Ok(Some(Write { stream: metadata_stream, first, events: vec![event], append: None }))
    }

    fn push(&mut self, write: Write, writes: &mut Vec<Write>) -> Result<(), S::Error> {
        let mut head = self.head(&write.stream)?;
        head.last = (write.first + write.events.len() as u64).checked_sub(1);
        self.heads.insert(write.stream.clone(), head);
        if let (Some(original), Some(last)) = (original_of(&write.stream), write.events.last()) {
            let truncation = Truncation::of_event(last.content_type, &last.data);
            let mut head = self.head(&original)?;
            head.has_metadata = true;
            head.state = match (head.state, truncation.is_deleted()) {
                (StreamState::Tombstoned, _) => StreamState::Tombstoned,
                (_, true) => StreamState::Deleted,
                (_, false) => StreamState::Live,
            };
            self.heads.insert(original.clone(), head);
            self.metadata.insert(original, last.data.clone());
        }
        writes.push(write);
        Ok(())
    }
}

impl<S: MetadataStreams> Streams for After<'_, S> {
    type Error = S::Error;

    fn head(&mut self, stream: &StreamName) -> Result<Head, S::Error> {
        match self.heads.get(stream) {
            Some(head) => Ok(*head),
            None => self.before.head(stream),
        }
    }

    fn id_at(
        &mut self,
        stream: &StreamName,
        revision: Revision,
    ) -> Result<Option<(Uuid, Position)>, S::Error> {
        self.before.id_at(stream, revision)
    }

    fn find(
        &mut self,
        stream: &StreamName,
        id: Uuid,
    ) -> Result<Option<(Revision, Position)>, S::Error> {
        self.before.find(stream, id)
    }
}

impl<S: MetadataStreams> MetadataStreams for After<'_, S> {
    fn metadata(&mut self, stream: &StreamName) -> Result<Option<Bytes>, S::Error> {
        match self.metadata.get(stream) {
            Some(metadata) => Ok(Some(metadata.clone())),
            None => self.before.metadata(stream),
        }
    }
}

/// A `$metadata` event of the store's own.
pub(super) fn metadata_event(json: String) -> NewEvent {
    NewEvent {
        id: Uuid::now_v7(),
        event_type: METADATA_TYPE.into(),
        content_type: ContentType::Json,
        data: json.into(),
        metadata: Bytes::new(),
    }
}

#[cfg(test)]
mod tests;
