//! Random reads, and what the model says of them.

use plumberd::store::{
    Direction, EventStore, Filter, Link, ReadAll, ReadError, ReadFrom, ReadStream, RecordedEvent,
    Selection,
};
use plumberd::stream::{Category, Position, StreamName};
use plumberd::testing::{block_on, collect};
use uuid::Uuid;

use super::World;
use super::model::{Model, Row};
use super::names::{CORRELATIONS, choose, readable};
use crate::common::random::Random;

/// An event as a read gives it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) stream: StreamName,
    pub(crate) revision: u64,
    pub(crate) position: u64,
    /// `None` when the store chose it.
    pub(crate) id: Option<Uuid>,
    pub(crate) event_type: String,
    pub(crate) data: String,
    /// Of the link that led here.
    pub(crate) link: Option<(StreamName, u64, u64)>,
}

impl Item {
    pub(crate) fn found(event: RecordedEvent) -> Self {
        let link =
            event.link.map(|link| (link.stream, link.revision, link.position.unwrap().commit));
        Self {
            stream: event.stream,
            revision: event.revision,
            position: event.position.unwrap().commit,
            id: Some(event.id),
            event_type: event.event_type.to_string(),
            data: String::from_utf8(event.data.to_vec()).unwrap(),
            link,
        }
    }

    fn of(row: &Row) -> Self {
        Self {
            stream: row.stream.clone(),
            revision: row.revision,
            position: row.position,
            id: row.id,
            event_type: row.event_type.clone(),
            data: row.data.clone(),
            link: None,
        }
    }

    /// As the link to it is resolved.
    fn led_to_by(self, link: &Self) -> Self {
        Self { link: Some((link.stream.clone(), link.revision, link.position)), ..self }
    }

    /// The place in what was read: in a stream, and in the log.
    pub(crate) fn place(&self) -> (u64, u64) {
        let own = (self.revision, self.position);
        self.link.as_ref().map_or(own, |(_, revision, position)| (*revision, *position))
    }
}

/// Compares, but for ids that the model cannot know.
pub(crate) fn same(found: &Item, said: &Item) -> bool {
    let id = if said.id.is_some() { found.id } else { None };
    Item { id, ..found.clone() } == *said
}

impl Model {
    fn target(&self, data: &str) -> Option<&Row> {
        let (revision, stream) = Link::target(data.as_bytes())?;
        self.of(&stream).find(|row| row.revision == revision).filter(|row| self.shows(row))
    }

    fn resolve(&self, item: Item) -> Item {
        match (&*item.event_type, self.target(&item.data)) {
            (Link::EVENT_TYPE, Some(target)) => Item::of(target).led_to_by(&item),
            _ => item,
        }
    }

    /// All that a read of a stream can give, oldest first.
    pub(crate) fn stream(
        &self,
        stream: &StreamName,
        resolve: bool,
    ) -> Result<Vec<Item>, ReadError> {
        let not_found = Err(ReadError::StreamNotFound { stream: stream.clone() });
        if let Some(selection) = virtual_stream(stream) {
            let rows = self.select(&selection);
            if rows.is_empty() {
                return not_found;
            }
            let links = (0..).zip(rows).filter_map(|(revision, row)| {
                let data = if row.event_type == Link::EVENT_TYPE {
                    row.data.clone()
                } else {
                    format!("{}@{}", row.revision, row.stream)
                };
                let link = Item {
                    stream: stream.clone(),
                    revision,
                    position: row.position,
                    id: None,
                    event_type: Link::EVENT_TYPE.into(),
                    data,
                    link: None,
                };
                if !resolve {
                    return Some(link);
                }
                let target = self.target(&link.data).filter(|_| self.shows(row))?;
                Some(Item::of(target).led_to_by(&link))
            });
            return Ok(links.collect());
        }
        if self.has_ended(stream) {
            return Err(ReadError::StreamDeleted { stream: stream.clone() });
        }
        if self.last(stream).is_none() || self.is_softly_deleted(stream) {
            return not_found;
        }
        let shown = self.of(stream).filter(|row| self.shows(row)).map(Item::of);
        Ok(shown.map(|item| if resolve { self.resolve(item) } else { item }).collect())
    }

    /// All that a read of the log can give, oldest first.
    pub(crate) fn all(
        &self,
        selection: &Selection,
        filter: Option<&Filter>,
        resolve: bool,
    ) -> Vec<Item> {
        let rows = self.select(selection).into_iter();
        let shown = rows.filter(|row| *selection == Selection::All || self.shows(row));
        let taken = shown.filter(|row| {
            filter
                .is_none_or(|filter| filter.matches(row.stream.as_str(), &row.event_type).unwrap())
        });
        taken.map(Item::of).map(|item| if resolve { self.resolve(item) } else { item }).collect()
    }
}

fn virtual_stream(stream: &StreamName) -> Option<Selection> {
    Some(match stream.as_str().split_at_checked(4)? {
        ("$ce-", name) => Selection::Category(Category::parse(name).unwrap()),
        ("$et-", name) => Selection::EventType(name.into()),
        ("$bc-", id) => Selection::Correlation(id.into()),
        ("$str", "eams") => Selection::Streams,
        _ => return None,
    })
}

/// Cuts what a read wants out of items in order; `key` is what it begins at.
fn cut(
    mut items: Vec<Item>,
    direction: Direction,
    from: ReadFrom<u64>,
    limit: Option<u64>,
    key: impl Fn(&Item) -> u64,
) -> Vec<Item> {
    match (direction, from) {
        (Direction::Forwards, ReadFrom::Start) => {}
        (Direction::Forwards, ReadFrom::End) => items.clear(),
        (Direction::Forwards, ReadFrom::At(at)) => items.retain(|item| key(item) >= at),
        (Direction::Backwards, ReadFrom::Start) => items.truncate(1),
        (Direction::Backwards, ReadFrom::End) => items.reverse(),
        (Direction::Backwards, ReadFrom::At(at)) => {
            items.retain(|item| key(item) <= at);
            items.reverse();
        }
    }
    items.truncate(usize::try_from(limit.unwrap_or(u64::MAX)).unwrap_or(usize::MAX));
    items
}

pub(crate) fn selection(random: &mut Random) -> Selection {
    match random.below(6) {
        0 => {
            Selection::EventType(choose(random, &["One", "Two", "$>", "$metadata", "Never"]).into())
        }
        1 => {
            Selection::Correlation(choose(random, &[CORRELATIONS[0], CORRELATIONS[1], "x"]).into())
        }
        2 => Selection::Streams,
        3 | 4 => Selection::Category(Category::parse(choose(random, &["A", "B", "C"])).unwrap()),
        _ => Selection::All,
    }
}

pub(crate) fn filter(random: &mut Random) -> Option<Filter> {
    match random.below(5) {
        0 => Some(Filter::stream_prefixes(["A", "$"])),
        1 => Some(Filter::type_prefixes(["T"])),
        2 => Some(Filter::stream_prefixes(["B-1"])),
        _ => None,
    }
}

fn from(random: &mut Random, below: u64) -> ReadFrom<u64> {
    match random.below(4) {
        0 => ReadFrom::Start,
        1 => ReadFrom::End,
        _ => ReadFrom::At(random.below(below)),
    }
}

fn assert_same(found: &[Item], said: &[Item], read: &dyn std::fmt::Debug) {
    let pairs = || {
        found
            .iter()
            .map(Some)
            .chain(std::iter::repeat(None))
            .zip(said.iter().map(Some).chain(std::iter::repeat(None)))
    };
    let differs = pairs()
        .take(found.len().max(said.len()))
        .find(|pair| !matches!(pair, (Some(a), Some(b)) if same(a, b)));
    assert!(differs.is_none(), "{read:?}\nfound and said: {differs:#?}");
}

impl<S: EventStore> World<S> {
    pub(crate) fn read(&mut self) {
        let random = &mut self.random;
        let direction = if random.one_in(2) { Direction::Forwards } else { Direction::Backwards };
        let limit = random.one_in(2).then(|| random.below(6));
        let resolve_links = random.one_in(2);
        if random.one_in(2) {
            let (stream, from) = (readable(random), from(random, 14));
            self.read_stream(&ReadStream { stream, direction, from, limit, resolve_links });
        } else {
            let from = from(random, self.model.log.len() as u64 + 3);
            let position = match from {
                ReadFrom::Start => ReadFrom::Start,
                ReadFrom::End => ReadFrom::End,
                ReadFrom::At(at) => ReadFrom::At(Position::single(at)),
            };
            let mut read = ReadAll::forwards(selection(random));
            (read.filter, read.resolve_links) = (filter(random), resolve_links);
            (read.direction, read.from, read.limit) = (direction, position, limit);
            let items = self.model.all(&read.selection, read.filter.as_ref(), resolve_links);
            let said = cut(items, direction, from, limit, |item| item.place().1);
            let found = block_on(collect(self.store.read_all(read.clone()))).unwrap();
            let found: Vec<_> = found.into_iter().map(Item::found).collect();
            assert_same(&found, &said, &read);
        }
    }

    fn read_stream(&self, read: &ReadStream) {
        let found = block_on(collect(self.store.read_stream(read.clone())));
        match (found, self.model.stream(&read.stream, read.resolve_links)) {
            (Ok(found), Ok(items)) => {
                let key = |item: &Item| item.place().0;
                let said = cut(items, read.direction, read.from, read.limit, key);
                let found: Vec<_> = found.into_iter().map(Item::found).collect();
                assert_same(&found, &said, read);
            }
            (Err(found), Err(said)) => assert_eq!(found.to_string(), said.to_string(), "{read:?}"),
            (found, said) => panic!("{read:?}\nfound: {found:#?}\nsaid: {said:#?}"),
        }
    }
}
