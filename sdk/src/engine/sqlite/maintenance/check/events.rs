use super::super::super::error::index_error;
use super::super::super::index::{IndexError, Key, Kind, Place, Seek};
use super::super::super::row::from_column;
use super::super::finding::Finding;
use super::super::progress::{Stage, Watch, tell};
use super::super::window::{Fault, Ordinals, Window, Windows};
use super::{Check, Counts, Stop};
use crate::stream::Position;

impl Check<'_> {
    /// Reads all events, and looks for each in the index; how many first events of streams there are.
    pub(super) fn check_events(&mut self, watch: Watch<'_>, found: Counts) -> Result<u64, Stop> {
        let mark = self.runs.mark();
        let total = from_column(self.last.max(mark));
        let mut ordinals = Ordinals::default();
        let (mut least, mut most) = (Counts::default(), Counts::default());
        let mut windows = Windows::up_to(mark);
        while let Some(window) = self.window(&mut windows)? {
            self.check_window(&window, &mut ordinals)?;
            for (key, _, positions) in window.tail.lists() {
                least[key.kind as usize] += positions.len() as u64;
                most[key.kind as usize] += positions.len() as u64;
            }
            // The index keeps the ids and the names of scavenged events until it is made again.
            let seen = positions_of(&window);
            let scavenged = seen - window.events.min(seen);
            most[Kind::EventId as usize] += scavenged;
            most[Kind::Name as usize] += scavenged;
            tell(watch, Stage::Events, from_column(window.last), total)?;
        }
        for kind in Kind::ALL {
            let (least, most) = (least[kind as usize], most[kind as usize]);
            let found = found[kind as usize];
            // Every expected place was looked for already, so this tells of others.
            if found > most {
                let lists = lists(kind);
                self.find(Finding::Stray { lists, expected: least, found })?;
            }
        }
        // What is in no run yet is in memory, and made of the events whenever the file is opened.
        let mut first_events = least[Kind::Name as usize];
        let mut windows = Windows::between(mark, self.last);
        while let Some(window) = self.window(&mut windows)? {
            for (key, first, positions) in window.tail.lists() {
                match key.kind {
                    Kind::Stream => self.check_revision(key.value, first, positions.len())?,
                    Kind::Name => first_events += positions.len() as u64,
                    _ => {}
                }
            }
            tell(watch, Stage::Events, from_column(window.last), total)?;
        }
        Ok(first_events)
    }

    fn window(&mut self, windows: &mut Windows) -> Result<Option<Window>, Stop> {
        let mut faults = Vec::new();
        let window = windows.next(self.connection, &mut |position, fault| {
            faults.push((position, fault));
            Ok(())
        });
        for (position, fault) in faults {
            let reason = match fault {
                Fault::Record => "it cannot be read",
                Fault::Name => "its stream or its type has no name, or another one",
                // The next window begins with it, and finds the gap before it.
                Fault::Gap => continue,
            };
            let position = Position::single(from_column(position));
            self.find(Finding::Event { position, reason })?;
        }
        let window = match window {
            Ok(window) => window,
            Err(IndexError::Sqlite(error)) => return Err(self.stop(&error)),
            Err(error) => {
                return Err(Stop::Failed(index_error(self.path, &error).into()));
            }
        };
        if let Some(window) = &window {
            self.report.events += window.events;
            for (position, stream_id) in &window.tombstones {
                self.check_tombstone(*position, *stream_id)?;
            }
        }
        Ok(window)
    }

    fn check_window(&mut self, window: &Window, ordinals: &mut Ordinals) -> Result<(), Stop> {
        let mut lists: Vec<_> = window.tail.lists().collect();
        lists.sort_unstable_by_key(|(key, ..)| *key);
        for (key, revision, positions) in lists {
            let first = match key.kind {
                Kind::Stream => revision,
                kind if kind.is_counted() => ordinals.begin(&window.tail, key),
                _ => 0,
            };
            let wrong = match self.first_wrong(key, first, positions, window) {
                Ok(wrong) => wrong,
                Err(IndexError::Sqlite(error)) => return Err(self.stop(&error)),
                // The run was found to be damaged when it was read.
                Err(_) => positions.first().copied(),
            };
            if let Some(position) = wrong {
                let list = self.name_of(key).map_err(|error| self.stop(&error))?;
                let position = Position::single(from_column(position));
                self.find(Finding::Index { list, position })?;
            }
            if key.kind == Kind::Stream {
                self.check_revision(key.value, revision, positions.len())?;
            }
        }
        Ok(())
    }

    /// The first position that the index does not have as the window does.
    fn first_wrong(
        &self,
        key: Key,
        first: i64,
        positions: &[i64],
        window: &Window,
    ) -> Result<Option<i64>, IndexError> {
        let mut places = Vec::new();
        let from = Seek::Up(window.first);
        self.runs.collect(self.connection, key, from, positions.len(), &mut places)?;
        let mut expected = (first..).zip(positions).map(|(ordinal, position)| Place {
            ordinal: if key.kind.is_counted() { ordinal } else { 0 },
            position: *position,
        });
        if !matches!(key.kind, Kind::EventId | Kind::Name) {
            return Ok(expected
                .zip(places.iter().map(Some).chain(std::iter::repeat(None)))
                .find(|(expected, found)| Some(expected) != *found)
                .map(|(expected, _)| expected.position));
        }
        // Places of scavenged events may stand between.
        if !expected.clone().all(|place| places.contains(&place)) {
            self.runs.collect(self.connection, key, from, usize::MAX, &mut places)?;
        }
        Ok(expected.find(|place| !places.contains(place)).map(|place| place.position))
    }

    /// Looks whether the events of a window go on with what came before.
    fn check_revision(&mut self, stream_id: i64, first: i64, count: usize) -> Result<(), Stop> {
        let next = first.saturating_add(i64::try_from(count).unwrap_or(0));
        let expected = self.next.insert(stream_id, next).unwrap_or(0);
        if expected == first {
            return Ok(());
        }
        let stream = self.stream(stream_id).map_err(|error| self.stop(&error))?;
        // Without a name, the events were found already.
        let Some(stream) = stream else { return Ok(()) };
        let (expected, found) = (from_column(expected), from_column(first));
        self.find(Finding::Gap { stream, expected, found })
    }

    fn name_of(&self, key: Key) -> rusqlite::Result<String> {
        let (what, sql) = match key.kind {
            Kind::Stream => ("stream", "SELECT name FROM streams WHERE id = ?1"),
            Kind::Category => ("category", "SELECT name FROM categories WHERE id = ?1"),
            Kind::EventType => ("type", "SELECT name FROM types WHERE id = ?1"),
            Kind::Streams => return Ok("the list of streams".into()),
            Kind::Correlation => return Ok("a correlation".into()),
            Kind::EventId => return Ok("the id of an event".into()),
            Kind::Name => return Ok("the name of a stream".into()),
        };
        let name = self.name(sql, key.value)?;
        Ok(name.map_or_else(|| format!("{what} {}", key.value), |name| format!("{what} `{name}`")))
    }
}

/// How many events a window has, those included that were scavenged.
fn positions_of(window: &Window) -> u64 {
    let types = window.tail.lists().filter(|(key, ..)| key.kind == Kind::EventType);
    types.map(|(_, _, positions)| positions.len() as u64).sum()
}

fn lists(kind: Kind) -> &'static str {
    match kind {
        Kind::Stream => "streams",
        Kind::Category => "categories",
        Kind::EventType => "types",
        Kind::Streams => "first events of streams",
        Kind::Correlation => "correlations",
        Kind::EventId => "ids",
        Kind::Name => "names",
    }
}
