use std::cell::Cell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use rusqlite::types::Value;
use rusqlite::vtab::array::Array;
use rusqlite::{Connection, OptionalExtension};

use super::cursor::{At, Cursor, What};
use super::decode::{Decoder, columns};
use super::follow::follow;
use super::hidden::Hidden;
use super::index::{Filters, IndexError, Key, Kind, Place, Runs, Seek, Tail};
use super::log::{last_position, lock};
use super::names::stream_id;
use super::row::{from_column, to_column};
use crate::clock::Clock;
use crate::engine::correlation::correlation_id;
use crate::engine::reserved::{is_metadata, original_of};
use crate::engine::virtual_stream::{VirtualStream, link_to, resolved};
use crate::engine::visibility::Truncation;
use crate::store::{Direction, FilterError, Link, ReadError, RecordedEvent, Selection};
use crate::stream::StreamName;

/// Events in a page: enough to make the way to a thread and back cheap.
const PAGE_EVENTS: usize = 256;
/// Bytes of payload and metadata after which a page ends early. A reader holds two pages.
const PAGE_BYTES: usize = 1024 * 1024;
/// Events that a page looks at when a filter drops most of them.
const PAGE_LOOKS: usize = 4096;

/// Some events, and where to go on.
pub(super) struct Page {
    pub(super) events: Vec<RecordedEvent>,
    pub(super) next: Option<Cursor>,
}

/// Why there is no page.
pub(super) enum PageError {
    Read(ReadError),
    Sqlite(rusqlite::Error),
    /// The file holds what this program would not write.
    Damaged(&'static str),
}

impl From<rusqlite::Error> for PageError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<IndexError> for PageError {
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::Sqlite(error) => Self::Sqlite(error),
            IndexError::Damaged => Self::Damaged("its index cannot be read"),
            IndexError::Event(_) => Self::Damaged("an event cannot be read"),
        }
    }
}

/// A connection that reads pages.
pub(super) struct PageReader {
    connection: Connection,
    tail: Arc<Mutex<Tail>>,
    clock: Arc<dyn Clock>,
    runs: Runs,
    decoder: Decoder,
}

/// What a stream shows of its events.
#[derive(Clone, Copy)]
struct Shown {
    /// The first revision.
    first: u64,
    truncation: Truncation,
}

/// What one transaction sees.
struct View<'r> {
    connection: &'r Connection,
    runs: &'r Runs,
    decoder: &'r mut Decoder,
    tail: &'r Mutex<Tail>,
    /// The last position that is committed.
    last: i64,
    hidden: Hidden,
    /// Whether the tail is younger than the transaction, so that what it sees is not whole.
    stale: Cell<bool>,
    foresee: &'r mut dyn FnMut(Cursor),
}

impl PageReader {
    pub(super) fn new(
        connection: Connection,
        tail: Arc<Mutex<Tail>>,
        clock: Arc<dyn Clock>,
        filters: Arc<Filters>,
    ) -> Self {
        connection.set_prepared_statement_cache_capacity(64);
        let (runs, decoder) = (Runs::new(filters), Decoder::new());
        Self { connection, tail, clock, runs, decoder }
    }

    /// Reads a page, and tells early where the next one will probably begin: what comes of it is
    /// only true if it is [`Page::next`].
    pub(super) fn read(
        &mut self,
        cursor: &Cursor,
        foresee: &mut dyn FnMut(Cursor),
    ) -> Result<Page, PageError> {
        loop {
            self.connection.prepare_cached("BEGIN")?.execute([])?;
            let page = self.read_in_transaction(cursor.clone(), foresee);
            // A read that cannot end its transaction would keep the log from being shortened; the
            // caller drops the connection on an error.
            self.connection.prepare_cached("COMMIT")?.execute([])?;
            if let Some(page) = page.transpose() {
                return page;
            }
        }
    }

    /// `None` when the tail has become a run since the transaction began: it does not see that run.
    fn read_in_transaction(
        &mut self,
        cursor: Cursor,
        foresee: &mut dyn FnMut(Cursor),
    ) -> Result<Option<Page>, PageError> {
        let Self { connection, tail, clock, runs, decoder } = self;
        runs.refresh(connection)?;
        let last = last_position(connection)?;
        follow(connection, runs, last, &mut lock(tail))?;
        let hidden = Hidden::new(connection, clock.now())?;
        let stale = Cell::new(false);
        let mut view = View { connection, runs, decoder, tail, last, hidden, stale, foresee };
        let page = view.page(cursor);
        if view.stale.get() { Ok(None) } else { page.map(Some) }
    }
}

impl View<'_> {
    fn page(&mut self, cursor: Cursor) -> Result<Page, PageError> {
        let nothing = Page { events: Vec::new(), next: None };
        match &cursor.what {
            What::Log(Selection::All) => self.log_page(cursor),
            What::Log(selection) => match self.key(selection)? {
                Some(key) => self.list_page(cursor, key, None),
                None => Ok(nothing),
            },
            What::Virtual(stream, of) => {
                let key = self.key_of(of)?.ok_or_else(|| not_found(stream))?;
                // A category can have a name before it has events.
                if key.kind.is_counted() && self.last_ordinal(key)?.is_none() {
                    return Err(not_found(stream));
                }
                self.list_page(cursor, key, None)
            }
            What::Stream(stream) => {
                let id = self.stream_id(stream)?;
                let state = match id {
                    Some(id) => self.hidden.of(self.connection, id)?,
                    None => None,
                };
                if state.is_some_and(|state| state.tombstoned) || self.original_has_ended(stream)? {
                    let stream = stream.clone();
                    return Err(PageError::Read(ReadError::StreamDeleted { stream }));
                }
                let id = id.ok_or_else(|| not_found(stream))?;
                let key = Key::new(Kind::Stream, id);
                let last = self.last_ordinal(key)?;
                let truncation = match state {
                    Some(state) => state.truncation,
                    None if is_metadata(stream) => Truncation::METADATA_STREAM,
                    None => Truncation::NONE,
                };
                let Some(last) = last.filter(|_| !truncation.is_deleted()) else {
                    return Err(not_found(stream));
                };
                let shown =
                    Shown { first: truncation.first_visible(from_column(last)), truncation };
                self.list_page(cursor, key, Some(shown))
            }
        }
    }

    /// Whether a stream holds the metadata of one that is tombstoned.
    fn original_has_ended(&mut self, stream: &StreamName) -> Result<bool, PageError> {
        let Some(original) = original_of(stream).filter(|_| self.hidden.any) else {
            return Ok(false);
        };
        let Some(id) = self.stream_id(&original)? else { return Ok(false) };
        Ok(self.hidden.of(self.connection, id)?.is_some_and(|state| state.tombstoned))
    }

    fn key(&self, selection: &Selection) -> rusqlite::Result<Option<Key>> {
        match selection {
            Selection::Category(category) => self.category(category.as_str()),
            Selection::EventType(name) => self.event_type(name),
            Selection::Correlation(id) => Ok(Some(Key::of_correlation(id))),
            Selection::Streams | Selection::All => Ok(Some(Key::new(Kind::Streams, 0))),
        }
    }

    fn key_of(&self, stream: &VirtualStream) -> rusqlite::Result<Option<Key>> {
        match stream {
            VirtualStream::Category(name) => self.category(name),
            VirtualStream::EventType(name) => self.event_type(name),
            VirtualStream::Correlation(id) => Ok(Some(Key::of_correlation(id))),
            VirtualStream::Streams => Ok(Some(Key::new(Kind::Streams, 0))),
        }
    }

    fn category(&self, name: &str) -> rusqlite::Result<Option<Key>> {
        let id = self.id("SELECT id FROM categories WHERE name = ?1", name)?;
        Ok(id.map(|id| Key::new(Kind::Category, id)))
    }

    fn event_type(&self, name: &str) -> rusqlite::Result<Option<Key>> {
        let id = self.id("SELECT id FROM types WHERE name = ?1", name)?;
        Ok(id.map(|id| Key::new(Kind::EventType, id)))
    }

    fn id(&self, sql: &str, name: &str) -> rusqlite::Result<Option<i64>> {
        self.connection.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()
    }

    fn stream_id(&self, stream: &StreamName) -> Result<Option<i64>, PageError> {
        let key = Key::of_name(stream.as_str().as_bytes());
        let mut places = Vec::new();
        self.collect(key, Seek::Up(0), usize::MAX, &mut places)?;
        let positions = places.iter().map(|place| place.position);
        Ok(stream_id(self.connection, stream, positions)?)
    }

    /// A page of the whole log.
    fn log_page(&mut self, mut cursor: Cursor) -> Result<Page, PageError> {
        let at = match cursor.at {
            At::Position(at) | At::Revision(at) => at,
        };
        let sql = match cursor.direction {
            Direction::Forwards => {
                concat!(
                    "SELECT ",
                    columns!(),
                    " FROM events WHERE position >= ?1 ORDER BY position LIMIT ?2"
                )
            }
            Direction::Backwards => {
                concat!(
                    "SELECT ",
                    columns!(),
                    " FROM events WHERE position <= ?1 ORDER BY position DESC LIMIT ?2"
                )
            }
        };
        let wanted = usize::try_from(cursor.left).unwrap_or(usize::MAX).min(PAGE_EVENTS);
        let looks = if cursor.filter.is_some() { PAGE_LOOKS } else { wanted };
        let last = match cursor.direction {
            Direction::Forwards => at.saturating_add(to_column(wanted as u64) - 1),
            Direction::Backwards => at.min(self.last) - to_column(wanted as u64) + 1,
        };
        if cursor.filter.is_none() && (1..self.last).contains(&last) {
            self.foresee(&cursor, wanted, last);
        }
        let mut events = Vec::with_capacity(wanted);
        let (mut bytes, mut looked, mut passed) = (0, 0, None);
        let connection = self.connection;
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([at, to_column(looks as u64)])?;
        while events.len() < wanted
            && bytes < PAGE_BYTES
            && let Some(row) = rows.next()?
        {
            looked += 1;
            passed = Some(row.get(5)?);
            let (_, event) = self.decoder.event(connection, row)?;
            if !takes(&cursor, &event)? {
                continue;
            }
            let event = self.resolved(event, cursor.resolve_links)?;
            bytes += event.data.len() + event.metadata.len();
            events.push(event);
        }
        cursor.left -= events.len() as u64;
        let more = looked == looks || events.len() == wanted || bytes >= PAGE_BYTES;
        let next =
            passed.filter(|passed| more && cursor.left > 0 && cursor.pass(*passed)).map(|_| cursor);
        Ok(Page { events, next })
    }

    /// Says where the next page begins if this one takes so many events and ends at a position.
    fn foresee(&mut self, cursor: &Cursor, events: usize, last: i64) {
        let mut next = cursor.clone();
        next.left = next.left.saturating_sub(events as u64);
        if next.left > 0 && next.pass(last) {
            (self.foresee)(next);
        }
    }

    /// A page of a list of the index. `shown` is what a stream shows.
    fn list_page(
        &mut self,
        mut cursor: Cursor,
        key: Key,
        shown: Option<Shown>,
    ) -> Result<Page, PageError> {
        let wanted = usize::try_from(cursor.left).unwrap_or(usize::MAX).min(PAGE_EVENTS);
        let counted = matches!(cursor.what, What::Virtual(..)) && !key.kind.is_counted();
        let mut places = Vec::new();
        if counted {
            // The index does not count these: they are counted from the first.
            self.collect(key, Seek::Up(0), usize::MAX, &mut places)?;
            self.only_those_of(&cursor.what, &mut places)?;
            if places.is_empty()
                && let What::Virtual(stream, _) = &cursor.what
            {
                return Err(not_found(stream));
            }
            for (ordinal, place) in (0..).zip(&mut places) {
                place.ordinal = ordinal;
            }
            places = from(places, cursor.at, cursor.direction);
        } else {
            let visible = shown.map_or(0, |shown| to_column(shown.first));
            let Some(seek) = self.seek(&cursor, key, visible)? else {
                return Ok(Page { events: Vec::new(), next: None });
            };
            self.collect(key, seek, wanted, &mut places)?;
        }
        let shows_hidden = matches!(cursor.what, What::Virtual(..)) && !cursor.resolve_links;
        let ended = places.len() < wanted;
        places.truncate(wanted);
        if let Some(last) = places.last().filter(|_| !ended) {
            self.foresee(&cursor, places.len(), last.position);
        }
        let mut events = Vec::with_capacity(places.len());
        let (mut bytes, mut below) = (0, false);
        let connection = self.connection;
        let mut statement = connection.prepare_cached(concat!(
            "SELECT ",
            columns!(),
            " FROM rarray(?1) AS place CROSS JOIN events ON position = place.value"
        ))?;
        let positions = places.iter().map(|place| Value::Integer(place.position)).collect();
        let positions: Array = Rc::new(positions);
        let mut rows = statement.query([positions])?;
        let mut left = places.iter();
        let mut passed = None;
        while bytes < PAGE_BYTES && !below {
            let Some(row) = rows.next()? else {
                // Those that are left were scavenged.
                passed = left.next_back().or(passed);
                left = [].iter();
                break;
            };
            let (stream_id, event) = self.decoder.event(connection, row)?;
            let position: i64 = row.get(5)?;
            passed = left.find(|place| place.position == position);
            let Some(place) = passed else {
                return Err(PageError::Damaged("an event stands at a place of another"));
            };
            if let Some(shown) = shown {
                if event.revision < shown.first {
                    below |= cursor.direction == Direction::Backwards;
                    continue;
                }
                if shown.truncation.is_expired(event.recorded_at, self.hidden.now) {
                    continue;
                }
            } else if shows_hidden {
                // A link is there, wherever it leads.
            } else if self.is_hidden(stream_id, &event)? {
                continue;
            }
            if !Self::belongs(&cursor.what, &event) || !takes(&cursor, &event)? {
                continue;
            }
            let event = match &cursor.what {
                What::Virtual(name, _) => {
                    let link = link_to(name, from_column(place.ordinal), &event);
                    if !cursor.resolve_links {
                        link
                    } else if &*event.event_type != Link::EVENT_TYPE {
                        resolved(link, event)
                    } else if let Some(target) = self.target(&link)? {
                        // It leads where the link leads that it stands for.
                        resolved(link, target)
                    } else {
                        continue;
                    }
                }
                _ => self.resolved(event, cursor.resolve_links)?,
            };
            bytes += event.data.len() + event.metadata.len();
            events.push(event);
        }
        cursor.left -= events.len() as u64;
        let more = !below && (!ended || left.len() > 0);
        let next = passed
            .filter(|passed| more && cursor.left > 0 && cursor.pass(passed.position))
            .map(|_| cursor);
        Ok(Page { events, next })
    }

    /// Where in a list a page begins; `None` when it begins behind the end.
    fn seek(&self, cursor: &Cursor, key: Key, visible: i64) -> Result<Option<Seek>, PageError> {
        Ok(match (cursor.at, cursor.direction) {
            (At::Position(at), Direction::Forwards) => Some(Seek::Up(at)),
            (At::Position(at), Direction::Backwards) => Some(Seek::Down(at)),
            (At::Revision(at), Direction::Forwards) if at.max(visible) == 0 => Some(Seek::Up(0)),
            (At::Revision(at), Direction::Forwards) => {
                self.place_of(key, at.max(visible))?.map(|place| Seek::Up(place.position))
            }
            (At::Revision(at), Direction::Backwards) => Some(match self.place_of(key, at)? {
                Some(place) if place.ordinal > at => Seek::Down(place.position - 1),
                Some(place) => Seek::Down(place.position),
                None => Seek::Down(i64::MAX),
            }),
        })
    }

    /// The event with an ordinal, or the next one.
    fn place_of(&self, key: Key, ordinal: i64) -> Result<Option<Place>, PageError> {
        if ordinal == i64::MAX {
            return Ok(None);
        }
        let places = self.tail_places(key)?;
        match places.first() {
            Some(first) if first.ordinal <= ordinal => {
                Ok(places.iter().find(|place| place.ordinal >= ordinal).copied())
            }
            first => Ok(self.runs.at(self.connection, key, ordinal)?.or(first.copied())),
        }
    }

    fn last_ordinal(&self, key: Key) -> Result<Option<i64>, PageError> {
        if let Some(last) = self.tail_places(key)?.last() {
            return Ok(Some(last.ordinal));
        }
        Ok(self.runs.last(self.connection, key)?.map(|place| place.ordinal))
    }

    /// What the tail holds of a list, as far as it is committed and in no run.
    fn tail_places(&self, key: Key) -> Result<Vec<Place>, PageError> {
        let (first, positions) = {
            let tail = lock(self.tail);
            let mark = self.runs.mark();
            if tail.mark() > mark {
                self.stale.set(true);
                return Ok(Vec::new());
            }
            let (first, positions) = tail.list(key);
            let start = positions.partition_point(|position| *position <= mark);
            let end = positions.partition_point(|position| *position <= self.last);
            let first = first + i64::try_from(start).unwrap_or(0);
            (first, positions.get(start..end).unwrap_or_default().to_vec())
        };
        let first = match key.kind {
            Kind::Stream => first,
            kind if kind.is_counted() && !positions.is_empty() => {
                self.runs.last(self.connection, key)?.map_or(0, |place| place.ordinal + 1)
            }
            _ => 0,
        };
        let counted = key.kind.is_counted();
        Ok((first..)
            .zip(positions)
            .map(|(ordinal, position)| Place {
                ordinal: if counted { ordinal } else { 0 },
                position,
            })
            .collect())
    }

    /// The places of a list, at least `limit` of them if there are as many.
    fn collect(
        &self,
        key: Key,
        seek: Seek,
        limit: usize,
        into: &mut Vec<Place>,
    ) -> Result<(), PageError> {
        match seek {
            Seek::Up(from) => {
                if from <= self.runs.mark() {
                    self.runs.collect(self.connection, key, seek, limit, into)?;
                }
                if into.len() < limit {
                    let tail = self.tail_places(key)?;
                    into.extend(tail.into_iter().filter(|place| place.position >= from));
                }
            }
            Seek::Down(from) => {
                let tail = self.tail_places(key)?;
                into.extend(tail.into_iter().rev().filter(|place| place.position <= from));
                if into.len() < limit {
                    self.runs.collect(self.connection, key, seek, limit, into)?;
                }
            }
        }
        Ok(())
    }

    fn event_at(&mut self, place: Place) -> Result<Option<(i64, RecordedEvent)>, PageError> {
        let connection = self.connection;
        let mut statement = connection.prepare_cached(concat!(
            "SELECT ",
            columns!(),
            " FROM events WHERE position = ?1"
        ))?;
        let mut rows = statement.query([place.position])?;
        rows.next()?.map(|row| self.decoder.event(connection, row)).transpose()
    }

    /// The event that a link leads to, if it is one and links are wanted.
    fn resolved(
        &mut self,
        event: RecordedEvent,
        resolve_links: bool,
    ) -> Result<RecordedEvent, PageError> {
        if !resolve_links || &*event.event_type != Link::EVENT_TYPE {
            return Ok(event);
        }
        Ok(match self.target(&event)? {
            Some(target) => resolved(event, target),
            None => event,
        })
    }

    /// What a link leads to, if it is there and shown.
    fn target(&mut self, link: &RecordedEvent) -> Result<Option<RecordedEvent>, PageError> {
        let Some((revision, stream)) = Link::target(&link.data) else { return Ok(None) };
        let Some(id) = self.stream_id(&stream)? else { return Ok(None) };
        let revision = to_column(revision);
        let place = self.place_of(Key::new(Kind::Stream, id), revision)?;
        let Some(place) = place.filter(|place| place.ordinal == revision) else {
            return Ok(None);
        };
        let Some((stream_id, target)) = self.event_at(place)? else { return Ok(None) };
        Ok(if self.is_hidden(stream_id, &target)? { None } else { Some(target) })
    }

    /// Whether the metadata of its stream hides an event.
    fn is_hidden(&mut self, stream_id: i64, event: &RecordedEvent) -> Result<bool, PageError> {
        let state = self.hidden.of(self.connection, stream_id)?;
        let truncation = match state {
            Some(state) if state.tombstoned => return Ok(true),
            Some(state) => state.truncation,
            None if self.original_has_ended(&event.stream)? => return Ok(true),
            None if is_metadata(&event.stream) => Truncation::METADATA_STREAM,
            None => return Ok(false),
        };
        let last = match truncation.max_count {
            Some(_) => self.last_ordinal(Key::new(Kind::Stream, stream_id))?.unwrap_or(0),
            None => 0,
        };
        let (last, now) = (from_column(last), self.hidden.now);
        Ok(truncation.hides(event.revision, last, event.recorded_at, now))
    }

    /// Whether an event really is of a selection: different correlations may share a key.
    fn belongs(what: &What, event: &RecordedEvent) -> bool {
        match what {
            What::Log(Selection::Correlation(id))
            | What::Virtual(_, VirtualStream::Correlation(id)) => {
                correlation_id(&event.metadata).is_some_and(|found| *found == **id)
            }
            _ => true,
        }
    }

    fn only_those_of(&mut self, what: &What, places: &mut Vec<Place>) -> Result<(), PageError> {
        let mut kept = Vec::with_capacity(places.len());
        for place in places.drain(..) {
            // One that was scavenged counts still.
            let event = self.event_at(place)?;
            if event.is_none_or(|(_, event)| Self::belongs(what, &event)) {
                kept.push(place);
            }
        }
        *places = kept;
        Ok(())
    }
}

/// The places from a begin on, in the direction of a read.
fn from(places: Vec<Place>, at: At, direction: Direction) -> Vec<Place> {
    let reached = |place: &Place| match (at, direction) {
        (At::Revision(at), Direction::Forwards) => place.ordinal >= at,
        (At::Revision(at), Direction::Backwards) => place.ordinal <= at,
        (At::Position(at), Direction::Forwards) => place.position >= at,
        (At::Position(at), Direction::Backwards) => place.position <= at,
    };
    let mut places: Vec<Place> = places.into_iter().filter(reached).collect();
    if direction == Direction::Backwards {
        places.reverse();
    }
    places
}

fn takes(cursor: &Cursor, event: &RecordedEvent) -> Result<bool, PageError> {
    let Some(filter) = &cursor.filter else { return Ok(true) };
    filter.takes(event).map_err(|source: FilterError| {
        PageError::Read(ReadError::Filter { what: cursor.describe(), source })
    })
}

fn not_found(stream: &StreamName) -> PageError {
    PageError::Read(ReadError::StreamNotFound { stream: stream.clone() })
}
