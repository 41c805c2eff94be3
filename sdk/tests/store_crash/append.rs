//! An append that both processes know by one line of text: its events follow from its id.

use std::fmt::{self, Display, Write};

use plumberd::store::{
    AppendError, Appended, ContentType, EventStore, METADATA_TYPE, NewEvent, StreamAppend,
};
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd::testing::block_on;
use uuid::Uuid;

use super::random::Random;

pub(crate) const TYPES: [&str; 5] = ["Opened", "Changed", "Noted", "Moved", "Closed"];
pub(crate) const CATEGORIES: [&str; 6] = ["Hot", "Cold", "New", "Bulk", "Capped", "Gone"];
pub(crate) const CORRELATIONS: u64 = 16;

/// The end of an event's id is its place in the append.
const INDEX_BITS: u32 = 16;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Append {
    pub(crate) id: Uuid,
    pub(crate) parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) stream: StreamName,
    pub(crate) expected: ExpectedRevision,
    pub(crate) count: usize,
}

impl Part {
    pub(crate) fn new(stream: &str, expected: ExpectedRevision, count: usize) -> Self {
        Self { stream: StreamName::parse(stream).unwrap(), expected, count }
    }
}

impl Append {
    pub(crate) fn new(parts: Vec<Part>) -> Self {
        let id = Uuid::now_v7().as_u128() >> INDEX_BITS << INDEX_BITS;
        Self { id: Uuid::from_u128(id), parts }
    }

    pub(crate) fn to_one(stream: &str, expected: ExpectedRevision, count: usize) -> Self {
        Self::new(vec![Part::new(stream, expected, count)])
    }

    /// The append that an event is of, and its place in it.
    pub(crate) fn of(event: Uuid) -> (Uuid, usize) {
        let append = event.as_u128() >> INDEX_BITS << INDEX_BITS;
        (Uuid::from_u128(append), usize::try_from(event.as_u128() ^ append).unwrap())
    }

    pub(crate) fn event_id(&self, index: usize) -> Uuid {
        Uuid::from_u128(self.id.as_u128() | index as u128)
    }

    pub(crate) fn len(&self) -> usize {
        self.parts.iter().map(|part| part.count).sum()
    }

    /// The stream of an event, and the event.
    pub(crate) fn event(&self, index: usize) -> Option<(&StreamName, NewEvent)> {
        let mut left = index;
        let part = self.parts.iter().find(|part| match left.checked_sub(part.count) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        })?;
        let of_stream = part.stream.as_str().starts_with("$$");
        let mut random = numbers(self.event_id(index));
        let event_type =
            if of_stream { METADATA_TYPE } else { TYPES[random.index(TYPES.len())] }.into();
        let fill = match random.below(200) {
            // Longer than a page of the file, but not in a batch of hundreds.
            0 if self.len() < 10 => 20_000,
            0..60 => 300,
            _ => 60,
        };
        let mut data = String::with_capacity(fill + 100);
        data.push('{');
        if of_stream {
            write!(data, "\"$maxCount\":{},", max_count(self.id)).unwrap();
        }
        let (id, of) = (self.id, self.len());
        write!(data, "\"append\":\"{id}\",\"index\":{index},\"of\":{of},\"fill\":\"").unwrap();
        data.extend(std::iter::repeat_n('x', fill));
        data.push_str("\"}");
        let metadata = format!("{{\"$correlationId\":\"{}\"}}", correlation(self.id));
        let event = NewEvent {
            id: self.event_id(index),
            event_type,
            content_type: if of_stream || random.one_in(2) {
                ContentType::Json
            } else {
                ContentType::Binary
            },
            data: data.into_bytes().into(),
            metadata: metadata.into_bytes().into(),
        };
        Some((&part.stream, event))
    }

    fn appends(&self) -> Vec<StreamAppend> {
        let mut first = 0;
        let of_part = |part: &Part| {
            let events = (first..first + part.count)
                .filter_map(|index| self.event(index))
                .map(|(_, event)| event)
                .collect();
            first += part.count;
            StreamAppend::new(part.stream.clone(), part.expected, events)
        };
        self.parts.iter().map(of_part).collect()
    }

    /// Appends it.
    pub(crate) fn send(&self, store: &dyn EventStore) -> Result<Vec<Appended>, AppendError> {
        let mut appends = self.appends();
        if appends.len() == 1 {
            let one = appends.remove(0);
            block_on(store.append(one.stream, one.expected, one.events)).map(|done| vec![done])
        } else {
            block_on(store.append_many(appends))
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (id, parts) = text.split_once(' ')?;
        let part = |text: &str| {
            let mut words = text.split('*');
            let stream = StreamName::parse(words.next()?).ok()?;
            let expected = match words.next()? {
                "any" => ExpectedRevision::Any,
                "none" => ExpectedRevision::NoStream,
                "some" => ExpectedRevision::Exists,
                revision => ExpectedRevision::Exact(revision.parse().ok()?),
            };
            Some(Part { stream, expected, count: words.next()?.parse().ok()? })
        };
        let parts = parts.split(',').map(part).collect::<Option<_>>()?;
        Some(Self { id: id.parse().ok()?, parts })
    }
}

impl Display for Append {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.id)?;
        for (separator, part) in std::iter::once(' ').chain(std::iter::repeat(',')).zip(&self.parts)
        {
            write!(f, "{separator}{}*", part.stream)?;
            match part.expected {
                ExpectedRevision::Any => f.write_str("any")?,
                ExpectedRevision::NoStream => f.write_str("none")?,
                ExpectedRevision::Exists => f.write_str("some")?,
                ExpectedRevision::Exact(revision) => write!(f, "{revision}")?,
            }
            write!(f, "*{}", part.count)?;
        }
        Ok(())
    }
}

/// Everything that is chosen for an append or an event is chosen by its id.
fn numbers(id: Uuid) -> Random {
    let (high, low) = id.as_u64_pair();
    Random::new(high.rotate_left(32) ^ low)
}

pub(crate) fn correlation(append: Uuid) -> String {
    format!("flow-{}", numbers(append).below(CORRELATIONS))
}

fn max_count(append: Uuid) -> u64 {
    1 + numbers(append).below(20)
}

#[test]
fn an_append_is_its_text() {
    let append = Append::new(vec![
        Part::new("Hot-1", ExpectedRevision::Any, 2),
        Part::new("New-1", ExpectedRevision::NoStream, 1),
        Part::new("Cold-1", ExpectedRevision::Exact(7), 500),
        Part::new("Hot-2", ExpectedRevision::Exists, 1),
    ]);
    assert_eq!(Append::parse(&append.to_string()).as_ref(), Some(&append));
    assert_eq!(Append::of(append.event_id(503)), (append.id, 503));
    assert_eq!(append.event(2).unwrap().0.as_str(), "New-1");
    assert_eq!(append.event(504), None);
    assert_eq!(append.appends()[2].events.len(), 500);
}
