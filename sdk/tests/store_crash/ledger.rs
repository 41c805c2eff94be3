//! What the log must hold, from what the killed processes said, and what it holds.

use std::collections::HashMap;
use std::sync::Arc;

use plumberd::store::{METADATA_TYPE, RecordedEvent, StreamMetadata};
use plumberd::stream::{Revision, StreamName};
use uuid::Uuid;

use super::append::Append;
use super::findings::Findings;
use super::life::Places;

/// The type of the event that ends a stream for ever.
const TOMBSTONE: &str = "$streamDeleted";

/// What is known of an append.
#[derive(Debug, Default, PartialEq)]
pub(crate) enum Answer {
    /// Nobody has heard.
    #[default]
    Unknown,
    Acknowledged(Places),
    Refused,
}

/// All appends that anybody ever tried.
#[derive(Debug, Default)]
pub(crate) struct Tried {
    appends: HashMap<Uuid, (Append, Answer)>,
    pub(crate) acknowledged_events: u64,
    pub(crate) refused: u64,
}

impl Tried {
    pub(crate) fn begin(&mut self, append: Append) {
        self.appends.entry(append.id).or_insert_with(|| (append, Answer::Unknown));
    }

    pub(crate) fn acknowledge(&mut self, id: Uuid, places: Places, findings: &mut Findings) {
        let Some((append, answer)) = self.appends.get_mut(&id) else {
            return findings.other(format_args!("append {id} was answered before it was tried"));
        };
        match answer {
            Answer::Unknown => {
                self.acknowledged_events += append.len() as u64;
                *answer = Answer::Acknowledged(places);
            }
            // The retry of an append has the answer of the first.
            Answer::Acknowledged(first) if *first == places => {}
            other => findings.other(format_args!("{append}: first {other:?}, then {places:?}")),
        }
    }

    pub(crate) fn refuse(&mut self, id: Uuid, findings: &mut Findings) {
        match self.appends.get_mut(&id) {
            Some((_, answer @ Answer::Unknown)) => {
                self.refused += 1;
                *answer = Answer::Refused;
            }
            Some((_, Answer::Refused)) => {}
            Some((append, answer)) => {
                findings.other(format_args!("{append}: first {answer:?}, then refused"));
            }
            None => findings.other(format_args!("append {id} was refused before it was tried")),
        }
    }

    pub(crate) fn unanswered(&self) -> impl Iterator<Item = &Append> {
        let unknown = self.appends.values().filter(|(_, answer)| *answer == Answer::Unknown);
        unknown.map(|(append, _)| append)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = Uuid> {
        self.appends.keys().copied()
    }
}

/// One event of the log.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: Uuid,
    pub(crate) stream: StreamName,
    pub(crate) revision: Revision,
    pub(crate) position: u64,
    pub(crate) event_type: Arc<str>,
    /// Whether it has the correlation of its append; what a deletion writes has none.
    pub(crate) correlated: bool,
}

impl Entry {
    pub(crate) fn of(event: &RecordedEvent) -> Self {
        Self {
            id: event.id,
            stream: event.stream.clone(),
            revision: event.revision,
            position: event.position.map_or(0, |position| position.commit),
            event_type: Arc::clone(&event.event_type),
            correlated: !event.metadata.is_empty(),
        }
    }
}

/// What a stream holds and hides.
#[derive(Debug, Default, Clone)]
pub(crate) struct StreamState {
    /// The revision of the next event.
    pub(crate) next: Revision,
    /// Events below are hidden.
    pub(crate) truncated: Revision,
    pub(crate) max_count: Option<u64>,
    pub(crate) tombstone: bool,
}

impl StreamState {
    pub(crate) fn first_visible(&self) -> Revision {
        let by_count = self.max_count.map_or(0, |count| self.next.saturating_sub(count));
        if self.tombstone { Revision::MAX } else { self.truncated.max(by_count) }
    }
}

/// The log as it was read, checked event by event.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) entries: Vec<Entry>,
    by_id: HashMap<Uuid, usize>,
    streams: HashMap<StreamName, StreamState>,
    /// Appends whose last event has not come yet, and how many have.
    partial: HashMap<Uuid, usize>,
}

impl Log {
    /// Takes what was read from the entry `from` on. What was read before must stand there still.
    pub(crate) fn extend(
        &mut self,
        from: usize,
        events: &[RecordedEvent],
        tried: &Tried,
        findings: &mut Findings,
    ) {
        let (again, new) = events.split_at(events.len().min(self.entries.len() - from));
        for (known, event) in self.entries[from..].iter().zip(again) {
            if *known != Entry::of(event) {
                return findings.other(format_args!("{known:?} became {:?}", Entry::of(event)));
            }
        }
        let gone = &self.entries[from + again.len()..];
        if let Some(first) = gone.first() {
            findings.lost(gone.len(), format_args!("seen before, and gone: {first:?}"));
        }
        for event in new {
            self.push(event, tried, findings);
        }
        for (append, written) in self.partial.drain() {
            findings.half(format_args!("{written} events of {:?}", tried.appends.get(&append)));
        }
    }

    fn push(&mut self, event: &RecordedEvent, tried: &Tried, findings: &mut Findings) {
        let entry = Entry::of(event);
        if self.entries.last().is_some_and(|last| last.position >= entry.position) {
            findings.other(format_args!("{:?} comes before {entry:?}", self.entries.last()));
        }
        let state = self.streams.entry(entry.stream.clone()).or_default();
        if entry.stream.as_str().starts_with("$$") {
            // Of metadata the last counts, and is all that is shown.
            state.max_count = Some(1);
        }
        if &*entry.event_type == TOMBSTONE {
            state.tombstone = true;
        } else if state.tombstone {
            findings.other(format_args!("behind the end of its stream: {entry:?}"));
        } else {
            if state.next != entry.revision {
                findings.gap(format_args!("revision {} was to come, not {entry:?}", state.next));
            }
            state.next = entry.revision + 1;
        }
        if self.by_id.insert(entry.id, self.entries.len()).is_some() {
            findings.duplicated(format_args!("{entry:?}"));
        }
        self.check_content(event, tried, findings);
        if &*entry.event_type == METADATA_TYPE
            && let Some(subject) = entry.stream.as_str().strip_prefix("$$")
        {
            match (StreamName::parse(subject), StreamMetadata::parse(&event.data)) {
                (Ok(subject), Ok(metadata)) => {
                    let state = self.streams.entry(subject).or_default();
                    state.truncated = metadata.truncate_before.unwrap_or(0);
                    state.max_count = metadata.max_count;
                }
                _ => findings.other(format_args!("no metadata: {event:?}")),
            }
        }
        self.entries.push(entry);
    }

    /// Whether the event is the one that was tried, behind the one that was tried before it.
    fn check_content(&mut self, event: &RecordedEvent, tried: &Tried, findings: &mut Findings) {
        let (id, index) = Append::of(event.id);
        let Some((append, _)) = tried.appends.get(&id) else {
            // Deletions write events of their own.
            if !event.event_type.starts_with('$') {
                findings.other(format_args!("nobody appended {event:?}"));
            }
            return;
        };
        let written = self.partial.entry(id).or_default();
        if *written != index {
            findings.half(format_args!("event {index} behind {written} others, of {append}"));
        }
        *written += 1;
        if *written == append.len() {
            self.partial.remove(&id);
        }
        let same = append.event(index).is_some_and(|(stream, sent)| {
            *stream == event.stream
                && sent.event_type == event.event_type
                && sent.content_type == event.content_type
                && sent.data == event.data
                && sent.metadata == event.metadata
        });
        if !same {
            findings.other(format_args!("not what was appended: {event:?}"));
        }
    }

    /// Whether the log holds what was acknowledged, where it was acknowledged, and not what was
    /// refused. Unanswered appends are whole or not there: [`extend`](Self::extend) has seen to it.
    pub(crate) fn settle(
        &self,
        tried: &Tried,
        appends: impl IntoIterator<Item = Uuid>,
        findings: &mut Findings,
    ) {
        for (append, answer) in appends.into_iter().filter_map(|id| tried.appends.get(&id)) {
            let entry =
                |index| self.by_id.get(&append.event_id(index)).map(|at| &self.entries[*at]);
            match answer {
                Answer::Unknown => {}
                Answer::Refused => {
                    if let Some(entry) = (0..append.len()).find_map(entry) {
                        findings.other(format_args!("refused, and there: {entry:?}"));
                    }
                }
                Answer::Acknowledged(places) => {
                    let missing = (0..append.len()).filter(|index| entry(*index).is_none()).count();
                    if missing > 0 {
                        findings
                            .lost(missing, format_args!("of {append}, acknowledged at {places:?}"));
                        continue;
                    }
                    let mut end = 0;
                    for (part, place) in append.parts.iter().zip(places) {
                        end += part.count;
                        let stands = entry(end - 1).map(|last| (last.revision, last.position));
                        if stands != Some(*place) {
                            findings.other(format_args!(
                                "{append}: acknowledged at {place:?}, stands at {stands:?}"
                            ));
                        }
                    }
                }
            }
        }
    }

    /// The first entry behind a position.
    pub(crate) fn behind(&self, position: Option<u64>) -> usize {
        position
            .map_or(0, |position| self.entries.partition_point(|entry| entry.position <= position))
    }

    pub(crate) fn state(&self, stream: &StreamName) -> StreamState {
        self.streams.get(stream).cloned().unwrap_or_default()
    }

    /// Whether reads of its stream, category and type show an event.
    pub(crate) fn is_visible(&self, entry: &Entry) -> bool {
        self.streams
            .get(&entry.stream)
            .is_none_or(|state| entry.revision >= state.first_visible() && !state.tombstone)
    }
}
