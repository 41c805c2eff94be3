//! Whether all ways to read give the same events. The indexes behind some of them are written later
//! than the log, and made anew from its end after a crash.

use std::collections::BTreeMap;
use std::future::poll_fn;

use plumberd::store::{
    Delivery, EventStore, Filter, ReadAll, ReadError, ReadStream, RecordedEvent, Selection,
    SubscribeAll, SubscribeFrom, SubscribeStream, Subscription,
};
use plumberd::stream::{Category, Position, Revision, StreamName};
use plumberd::testing::{block_on, collect};

use super::append::{Append, CATEGORIES, CORRELATIONS, TYPES, correlation};
use super::findings::Findings;
use super::ledger::{Entry, Log};
use super::random::Random;

pub(crate) struct Agreement<'a> {
    pub(crate) store: &'a dyn EventStore,
    pub(crate) log: &'a Log,
    pub(crate) findings: &'a mut Findings,
    pub(crate) random: &'a mut Random,
}

/// Which entries a selection gives.
type Select = Box<dyn Fn(&Log, &Entry) -> bool>;

impl Agreement<'_> {
    /// Checks everything that stands at or behind an entry.
    pub(crate) fn check(&mut self, from: usize) {
        let Some(first) = self.log.entries.get(from) else { return };
        let first = first.position;
        for (selection, select) in self.selections() {
            let log = self.log;
            let all = log.entries[from..].iter();
            let expected: Vec<&Entry> = all.filter(|entry| select(log, entry)).collect();
            let read = ReadAll::forwards(selection.clone()).from_position(Position::single(first));
            let found = block_on(collect(self.store.read_all(read)));
            self.compare(&format!("{selection:?}"), found, expected.iter().copied());
            let limit = 1 + self.random.below(2000);
            let read = ReadAll::backwards(selection.clone()).limit(limit);
            let found = block_on(collect(self.store.read_all(read)));
            // A page that reaches below what is known here is cut off.
            let found = found.map(|mut found| {
                found.retain(|event| event.position >= Some(Position::single(first)));
                found
            });
            let limit = usize::try_from(limit).unwrap();
            let expected = expected.into_iter().rev().take(limit);
            self.compare(&format!("{selection:?} backwards"), found, expected);
        }
        self.streams(from);
        if self.store.capabilities().filters {
            self.filter(from, first);
        }
        if self.store.capabilities().subscriptions {
            self.subscriptions(from);
        }
    }

    fn selections(&mut self) -> Vec<(Selection, Select)> {
        let mut selections: Vec<(Selection, Select)> =
            vec![(Selection::All, Box::new(|_, _| true))];
        for category in CATEGORIES {
            selections.push((
                Selection::Category(Category::from_static(category)),
                Box::new(move |log, entry| {
                    entry.stream.category() == category && log.is_visible(entry)
                }),
            ));
        }
        for event_type in TYPES {
            selections.push((
                Selection::EventType(event_type.into()),
                Box::new(move |log, entry| {
                    &*entry.event_type == event_type && log.is_visible(entry)
                }),
            ));
        }
        if self.store.capabilities().virtual_streams {
            selections.push((
                Selection::Streams,
                Box::new(|log, entry| entry.revision == 0 && log.is_visible(entry)),
            ));
        }
        if self.store.capabilities().correlation {
            let wanted = format!("flow-{}", self.random.below(CORRELATIONS));
            selections.push((
                Selection::Correlation(wanted.as_str().into()),
                Box::new(move |log, entry| {
                    entry.correlated
                        && correlation(Append::of(entry.id).0) == wanted
                        && log.is_visible(entry)
                }),
            ));
        }
        selections
    }

    fn streams(&mut self, from: usize) {
        let mut touched: BTreeMap<&StreamName, Vec<&Entry>> = BTreeMap::new();
        for entry in &self.log.entries[from..] {
            if !entry.stream.is_system() {
                touched.entry(&entry.stream).or_default().push(entry);
            }
        }
        for (stream, mut entries) in touched {
            let state = self.log.state(stream);
            let forwards = ReadStream::forwards(stream.clone()).from_revision(entries[0].revision);
            let found = block_on(collect(self.store.read_stream(forwards)));
            if state.tombstone || state.first_visible() >= state.next {
                let right = match &found {
                    Err(ReadError::StreamDeleted { .. }) => state.tombstone,
                    Err(ReadError::StreamNotFound { .. }) => !state.tombstone,
                    _ => false,
                };
                if !right {
                    self.findings.other(format_args!("{stream} ({state:?}) reads as {found:?}"));
                }
                continue;
            }
            entries.retain(|entry| self.log.is_visible(entry));
            self.compare(stream.as_str(), found, entries.iter().copied());
            if self.random.one_in(4) {
                let limit = 1 + self.random.index(entries.len());
                let backwards = ReadStream::backwards(stream.clone()).limit(limit as u64);
                let found = block_on(collect(self.store.read_stream(backwards)));
                let expected = entries.into_iter().rev().take(limit);
                self.compare(&format!("{stream} backwards"), found, expected);
            }
        }
    }

    fn filter(&mut self, from: usize, first: u64) {
        let read = ReadAll::default()
            .filter(Filter::stream_prefixes(["Cold-", "$$"]))
            .from_position(Position::single(first));
        let found = block_on(collect(self.store.read_all(read)));
        let log = self.log;
        let expected = log.entries[from..].iter().filter(|entry| {
            let name = entry.stream.as_str();
            name.starts_with("Cold-") || name.starts_with("$$")
        });
        self.compare("a filter", found, expected);
    }

    /// Subscribes behind a random place, as from a checkpoint that was saved there.
    fn subscriptions(&mut self, from: usize) {
        let log = self.log;
        let at = from + self.random.index(log.entries.len() - from);
        let place = &log.entries[at];
        let after = SubscribeFrom::After(Position::single(place.position));
        let all = SubscribeAll::default().from(after);
        let found = until_caught_up(self.store.subscribe_all(all));
        self.compare("a subscription to the log", found, log.entries[at + 1..].iter());
        let hot = SubscribeAll::from_start(Selection::Category(Category::from_static("Hot")));
        let found = until_caught_up(self.store.subscribe_all(hot.from(after)));
        let is_hot = |entry: &&Entry| entry.stream.category() == "Hot" && log.is_visible(entry);
        let expected = log.entries[at + 1..].iter().filter(is_hot);
        self.compare("a subscription to a category", found, expected);
        if log.is_visible(place) && !place.stream.is_system() {
            let one = SubscribeStream::from_start(place.stream.clone())
                .from(SubscribeFrom::After(place.revision));
            let found = until_caught_up(self.store.subscribe_stream(one));
            let of_stream = |entry: &&Entry| entry.stream == place.stream;
            let expected = log.entries[at + 1..].iter().filter(of_stream);
            self.compare("a subscription to a stream", found, expected);
        }
    }

    fn compare<'e>(
        &mut self,
        what: &str,
        found: Result<Vec<RecordedEvent>, ReadError>,
        expected: impl IntoIterator<Item = &'e Entry>,
    ) {
        let found = match found {
            Ok(found) => found,
            Err(error) => return self.findings.other(format_args!("{what}: {error}")),
        };
        let mut found = found.iter().map(Entry::of);
        for expected in expected {
            let event = found.next();
            if event.as_ref() != Some(expected) {
                return self
                    .findings
                    .other(format_args!("{what} gives {event:?}, not {expected:?}"));
            }
        }
        if let Some(more) = found.next() {
            self.findings.other(format_args!("{what} goes on with {more:?}"));
        }
    }

    /// The virtual streams number the events of a category and of a type.
    pub(crate) fn virtual_streams(&mut self) {
        for (name, select) in CATEGORIES.map(|name| (format!("$ce-{name}"), name)) {
            let log = self.log;
            let expected = log
                .entries
                .iter()
                .filter(|entry| entry.stream.category() == select && log.is_visible(entry));
            self.links(&name, expected.collect());
        }
        for (name, select) in TYPES.map(|name| (format!("$et-{name}"), name)) {
            let log = self.log;
            let expected = log
                .entries
                .iter()
                .filter(|entry| &*entry.event_type == select && log.is_visible(entry));
            self.links(&name, expected.collect());
        }
    }

    fn links(&mut self, name: &str, expected: Vec<&Entry>) {
        let stream = StreamName::parse(name).unwrap();
        let read = ReadStream::forwards(stream).resolve_links();
        let found = block_on(collect(self.store.read_stream(read)));
        if let Ok(found) = &found {
            let revisions: Vec<Revision> = found.iter().map(RecordedEvent::read_revision).collect();
            if !revisions.is_sorted_by(|one, next| one < next) {
                self.findings.other(format_args!("the revisions of {name} do not increase"));
            }
        }
        if expected.is_empty() && matches!(found, Err(ReadError::StreamNotFound { .. })) {
            return;
        }
        self.compare(name, found, expected);
    }
}

/// What a subscription gives before it waits for more.
fn until_caught_up(mut subscription: Subscription) -> Result<Vec<RecordedEvent>, ReadError> {
    let mut found = Vec::new();
    loop {
        match block_on(poll_fn(|context| subscription.as_mut().poll_next(context))) {
            Some(Ok(Delivery::Event(event))) => found.push(event),
            Some(Ok(Delivery::CaughtUp(_))) | None => return Ok(found),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error),
        }
    }
}
