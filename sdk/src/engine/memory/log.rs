use std::collections::HashMap;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use super::stream_index::StreamIndex;
use crate::clock::DateTimeOffset;
use crate::engine::append::{TOMBSTONE, Verdict, judge};
use crate::engine::correlation::correlation_id;
use crate::engine::deletion::{DeleteVerdict, judge_delete};
use crate::engine::plan::{Plan, Write, plan, writes};
use crate::engine::reserved::original_of;
use crate::engine::virtual_stream::{VirtualStream, category_of};
use crate::engine::visibility::Truncation;
use crate::store::{
    AppendError, Appended, Deleted, Deletion, Link, NewEvent, ReadError, RecordedEvent, Selection,
    StreamAppend,
};
use crate::stream::{ExpectedRevision, Position, Revision, StreamName};

/// All events in order, and where to find them. Places count from 0, positions from 1.
#[derive(Default)]
pub(super) struct Log {
    pub(super) events: Vec<RecordedEvent>,
    pub(super) streams: HashMap<StreamName, StreamIndex>,
    categories: HashMap<Box<str>, Vec<usize>>,
    types: HashMap<Arc<str>, Vec<usize>>,
    correlations: HashMap<Box<str>, Vec<usize>>,
    /// The first event of each stream.
    firsts: Vec<usize>,
}

/// The places of the events that a read selects, in order.
#[derive(Clone, Copy)]
pub(super) enum Places<'a> {
    /// Every place of the log.
    All(usize),
    /// These.
    Some(&'a [usize]),
}

impl Places<'_> {
    pub(super) fn len(self) -> usize {
        match self {
            Self::All(len) => len,
            Self::Some(places) => places.len(),
        }
    }

    /// The place of the nth selected event.
    pub(super) fn nth(self, n: usize) -> Option<usize> {
        match self {
            Self::All(len) => (n < len).then_some(n),
            Self::Some(places) => places.get(n).copied(),
        }
    }

    /// How many selected events come before this place.
    pub(super) fn before(self, place: usize) -> usize {
        match self {
            Self::All(len) => place.min(len),
            Self::Some(places) => places.partition_point(|selected| *selected < place),
        }
    }
}

impl Log {
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    pub(super) fn event(&self, place: usize) -> Option<&RecordedEvent> {
        self.events.get(place)
    }

    /// The events of a stream, and which of them are hidden.
    pub(super) fn stream(
        &self,
        stream: &StreamName,
    ) -> Result<(Places<'_>, Truncation), ReadError> {
        if self.has_ended(stream) {
            return Err(ReadError::StreamDeleted { stream: stream.clone() });
        }
        match self.streams.get(stream) {
            Some(index) if !index.places.is_empty() && !index.truncation.is_deleted() => {
                Ok((Places::Some(&index.places), index.truncation))
            }
            _ => Err(ReadError::StreamNotFound { stream: stream.clone() }),
        }
    }

    /// Whether a stream, or the one whose metadata it holds, is tombstoned.
    pub(super) fn has_ended(&self, stream: &StreamName) -> bool {
        let ended =
            |stream: &StreamName| self.streams.get(stream).is_some_and(|index| index.tombstoned);
        ended(stream) || original_of(stream).is_some_and(|original| ended(&original))
    }

    pub(super) fn select(&self, selection: &Selection) -> Places<'_> {
        match selection {
            Selection::All => Places::All(self.events.len()),
            Selection::Category(category) => some(self.categories.get(category.as_str())),
            Selection::EventType(name) => some(self.types.get(name)),
            Selection::Correlation(id) => some(self.correlations.get(&**id)),
            Selection::Streams => Places::Some(&self.firsts),
        }
    }

    pub(super) fn select_virtual(&self, stream: &VirtualStream) -> Places<'_> {
        match stream {
            VirtualStream::Category(name) => some(self.categories.get(&**name)),
            VirtualStream::EventType(name) => some(self.types.get(name)),
            VirtualStream::Correlation(id) => some(self.correlations.get(&**id)),
            VirtualStream::Streams => Places::Some(&self.firsts),
        }
    }

    /// Whether reads of its stream show an event.
    pub(super) fn shows(&self, event: &RecordedEvent, now: DateTimeOffset) -> bool {
        let Some(index) = self.streams.get(&event.stream) else { return false };
        let Some(last) = index.last() else { return false };
        !index.truncation.hides(event.revision, last, event.recorded_at, now)
            && !self.has_ended(&event.stream)
    }

    /// What a link points to, if it is shown.
    pub(super) fn target(&self, link: &[u8], now: DateTimeOffset) -> Option<&RecordedEvent> {
        let (revision, stream) = Link::target(link)?;
        self.at(&stream, revision).filter(|event| self.shows(event, now))
    }

    pub(super) fn at(&self, stream: &StreamName, revision: Revision) -> Option<&RecordedEvent> {
        let nth = usize::try_from(revision).ok()?;
        self.events.get(*self.streams.get(stream)?.places.get(nth)?)
    }

    pub(super) fn append(
        &mut self,
        stream: StreamName,
        expected: ExpectedRevision,
        events: Vec<NewEvent>,
        recorded_at: DateTimeOffset,
    ) -> Result<Appended, AppendError> {
        let Ok(verdict) = judge(&stream, expected, &events, self);
        match verdict {
            Verdict::Refused(error) => Err(error),
            Verdict::Done(done) => Ok(done),
            Verdict::Write { first, undelete } => {
                let append = Write { stream, first, events, append: Some(0) };
                let Ok(writes) = writes(append, undelete, self);
                let mut answer = [Appended { revision: None, position: None }];
                self.write_all(writes, &mut answer, recorded_at);
                Ok(answer[0])
            }
        }
    }

    pub(super) fn append_many(
        &mut self,
        appends: Vec<StreamAppend>,
        recorded_at: DateTimeOffset,
    ) -> Result<Vec<Appended>, AppendError> {
        let Ok(plan) = plan(appends, self);
        match plan {
            Plan::Refused(error) => Err(error),
            Plan::Done(answers) => Ok(answers),
            Plan::Write(writes, mut answers) => {
                self.write_all(writes, &mut answers, recorded_at);
                Ok(answers)
            }
        }
    }

    pub(super) fn delete(
        &mut self,
        stream: &StreamName,
        expected: ExpectedRevision,
        deletion: Deletion,
        recorded_at: DateTimeOffset,
    ) -> Result<Deleted, AppendError> {
        let Ok(verdict) = judge_delete(stream, expected, deletion, self);
        match verdict {
            DeleteVerdict::Refused(error) => Err(error),
            DeleteVerdict::Write(write) => {
                Ok(Deleted { position: self.write(write, recorded_at).position })
            }
        }
    }

    fn write_all(
        &mut self,
        writes: Vec<Write>,
        answers: &mut [Appended],
        recorded_at: DateTimeOffset,
    ) {
        for write in writes {
            let append = write.append;
            let done = self.write(write, recorded_at);
            if let Some(answer) = append.and_then(|append| answers.get_mut(append)) {
                *answer = done;
            }
        }
    }

    fn write(&mut self, write: Write, recorded_at: DateTimeOffset) -> Appended {
        let mut answer = Appended { revision: None, position: None };
        for (revision, event) in (write.first..).zip(write.events) {
            let position = Position::single(self.events.len() as u64 + 1);
            let (data, metadata) = owned(&event.data, &event.metadata);
            self.push(RecordedEvent {
                id: event.id,
                stream: write.stream.clone(),
                revision,
                position: Some(position),
                event_type: event.event_type,
                content_type: event.content_type,
                data,
                metadata,
                recorded_at,
                link: None,
            });
            answer = Appended { revision: Some(revision), position: Some(position) };
        }
        answer
    }

    fn push(&mut self, event: RecordedEvent) {
        let place = self.events.len();
        let index = StreamIndex::of(&mut self.streams, &event.stream);
        if event.revision == TOMBSTONE {
            index.tombstoned = true;
        } else {
            index.places.push(place);
            index.revisions.insert(event.id, event.revision);
        }
        if let Some(original) = original_of(&event.stream) {
            let index = StreamIndex::of(&mut self.streams, &original);
            index.metadata = Some(event.data.clone());
            index.truncation = Truncation::of_event(event.content_type, &event.data);
        }
        if event.revision == 0 {
            self.firsts.push(place);
        }
        if let Some(category) = category_of(&event.stream) {
            add(&mut self.categories, category, place);
        }
        if let Some(id) = correlation_id(&event.metadata) {
            add(&mut self.correlations, &id, place);
        }
        self.types.entry(Arc::clone(&event.event_type)).or_default().push(place);
        self.events.push(event);
    }
}

/// The same bytes in memory of their own. They may be slices of a larger buffer, a frame of a connection
/// say, and would keep all of it.
fn owned(data: &Bytes, metadata: &Bytes) -> (Bytes, Bytes) {
    let mut both = BytesMut::with_capacity(data.len() + metadata.len());
    both.extend_from_slice(data);
    both.extend_from_slice(metadata);
    let mut data = both.freeze();
    let metadata = data.split_off(data.len() - metadata.len());
    (data, metadata)
}

fn some(places: Option<&Vec<usize>>) -> Places<'_> {
    Places::Some(places.map_or(&[], Vec::as_slice))
}

fn add(map: &mut HashMap<Box<str>, Vec<usize>>, key: &str, place: usize) {
    match map.get_mut(key) {
        Some(places) => places.push(place),
        None => drop(map.insert(key.into(), vec![place])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_keeps_no_more_than_itself() {
        let frame = Bytes::from(vec![7; 10_000]);
        let (data, metadata) = owned(&frame.slice(1..4), &frame.slice(4..6));
        assert_eq!((&data[..], &metadata[..]), (&[7; 3][..], &[7; 2][..]));
        assert!(frame.is_unique());
        let (data, metadata) = owned(&Bytes::new(), &frame.slice(..1));
        assert_eq!((data.len(), &metadata[..]), (0, &[7][..]));
        assert!(frame.is_unique());
    }
}
