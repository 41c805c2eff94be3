use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use uuid::Uuid;

use crate::clock::DateTimeOffset;
use crate::engine::append::{Head, StreamState, Streams, Verdict, judge};
use crate::store::{AppendError, Appended, NewEvent, RecordedEvent, Selection};
use crate::stream::{ExpectedRevision, Position, Revision, StreamName};

/// All events in order, and where to find them. Places count from 0, positions from 1.
#[derive(Default)]
pub(super) struct Log {
    events: Vec<RecordedEvent>,
    streams: HashMap<StreamName, StreamIndex>,
    categories: HashMap<Box<str>, Vec<usize>>,
    types: HashMap<Arc<str>, Vec<usize>>,
}

#[derive(Default)]
struct StreamIndex {
    places: Vec<usize>,
    revisions: HashMap<Uuid, Revision>,
}

impl StreamIndex {
    fn last(&self) -> Option<Revision> {
        self.places.len().checked_sub(1).map(|last| last as Revision)
    }
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

    /// The events of a stream; `None` when there is no such stream.
    pub(super) fn stream(&self, stream: &StreamName) -> Option<Places<'_>> {
        self.streams.get(stream).map(|index| Places::Some(&index.places))
    }

    pub(super) fn select(&self, selection: &Selection) -> Places<'_> {
        match selection {
            Selection::All => Places::All(self.events.len()),
            Selection::Category(category) => Places::Some(
                self.categories.get(category.as_str()).map_or(&[], |places| places.as_slice()),
            ),
            // Until the engine indexes them.
            Selection::Correlation(_) | Selection::Streams => Places::Some(&[]),
            Selection::EventType(name) => {
                Places::Some(self.types.get(name).map_or(&[], |places| places.as_slice()))
            }
        }
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
            Verdict::Write { .. } => Ok(self.write(&stream, events, recorded_at)),
        }
    }

    fn at(&self, stream: &StreamName, revision: Revision) -> Option<&RecordedEvent> {
        let nth = usize::try_from(revision).ok()?;
        self.events.get(*self.streams.get(stream)?.places.get(nth)?)
    }

    fn write(
        &mut self,
        stream: &StreamName,
        events: Vec<NewEvent>,
        recorded_at: DateTimeOffset,
    ) -> Appended {
        let index = self.streams.entry(stream.clone()).or_default();
        let category = self.categories.entry(stream.category().into()).or_default();
        let mut answer = Appended { revision: None, position: None };
        for event in events {
            let place = self.events.len();
            let revision = index.places.len() as Revision;
            let position = Position::single(place as u64 + 1);
            index.places.push(place);
            index.revisions.insert(event.id, revision);
            category.push(place);
            self.types.entry(Arc::clone(&event.event_type)).or_default().push(place);
            self.events.push(RecordedEvent {
                id: event.id,
                stream: stream.clone(),
                revision,
                position: Some(position),
                event_type: event.event_type,
                content_type: event.content_type,
                data: event.data,
                metadata: event.metadata,
                recorded_at,
                link: None,
            });
            answer = Appended { revision: Some(revision), position: Some(position) };
        }
        answer
    }
}

impl Streams for Log {
    type Error = Infallible;

    fn head(&mut self, stream: &StreamName) -> Result<Head, Infallible> {
        let last = self.streams.get(stream).and_then(StreamIndex::last);
        Ok(Head { last, state: StreamState::Live, has_metadata: false })
    }

    fn id_at(
        &mut self,
        stream: &StreamName,
        revision: Revision,
    ) -> Result<Option<(Uuid, Position)>, Infallible> {
        Ok(self.at(stream, revision).and_then(|event| Some((event.id, event.position?))))
    }

    fn find(
        &mut self,
        stream: &StreamName,
        id: Uuid,
    ) -> Result<Option<(Revision, Position)>, Infallible> {
        let revision = self.streams.get(stream).and_then(|index| index.revisions.get(&id)).copied();
        Ok(revision.and_then(|revision| Some((revision, self.at(stream, revision)?.position?))))
    }
}
