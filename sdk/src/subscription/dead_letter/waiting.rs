use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::DeadLetterError;
use super::letter::{DeadLetter, DeadLetterReason, Draft, Outcome, RELEASED, released_number};
use crate::store::{AppendError, EventStore, Link, ReadError, ReadStream, RecordedEvent};
use crate::stream::{ExpectedRevision, Revision, StreamName};
use crate::subscription::checkpoint::Place;
use crate::testing::next;

/// The dead letters that wait, as of the last look at their stream.
///
/// Whoever writes to the stream because of what he knows expects the last revision that he has seen.
/// So the subscription and somebody who replays agree about what waits.
#[derive(Debug)]
pub(in crate::subscription) struct Waiting {
    pub(super) subscription: Arc<str>,
    pub(in crate::subscription) stream: StreamName,
    /// The last revision that was seen.
    pub(super) last: Option<Revision>,
    pub(super) letters: BTreeMap<Revision, DeadLetter>,
    keys: HashMap<Arc<str>, usize>,
}

impl Waiting {
    /// Knows of none yet.
    pub(in crate::subscription) fn new(subscription: &Arc<str>) -> Result<Self, DeadLetterError> {
        let stream = StreamName::parse(format!("$plumberd-dead-letters-{subscription}"));
        let stream = stream.map_err(|source| DeadLetterError::Name {
            subscription: Arc::clone(subscription),
            source,
        })?;
        Ok(Self {
            subscription: Arc::clone(subscription),
            stream,
            last: None,
            letters: BTreeMap::new(),
            keys: HashMap::new(),
        })
    }

    pub(in crate::subscription) fn len(&self) -> usize {
        self.letters.len()
    }

    pub(in crate::subscription) fn into_letters(self) -> Vec<DeadLetter> {
        self.letters.into_values().collect()
    }

    /// Whether an event with this key waits.
    pub(in crate::subscription) fn holds(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }

    /// The one that has to be replayed before all others with this key.
    pub(in crate::subscription) fn first_of(&self, key: &str) -> Option<&DeadLetter> {
        // Without the look at the keys, a long search would find nothing.
        self.holds(key).then(|| self.letters.values().find(|letter| *letter.key == *key)).flatten()
    }

    /// The keys, by their first letter.
    pub(in crate::subscription) fn keys(&self) -> Vec<Arc<str>> {
        let mut seen = std::collections::HashSet::new();
        let keys = self.letters.values().map(|letter| Arc::clone(&letter.key));
        keys.filter(|key| seen.insert(Arc::clone(key))).collect()
    }

    /// Takes in what was written since the last look.
    pub(in crate::subscription) async fn refresh(
        &mut self,
        store: &dyn EventStore,
    ) -> Result<(), DeadLetterError> {
        let mut read = ReadStream::forwards(self.stream.clone());
        if let Some(last) = self.last {
            read = read.from_revision(last);
        }
        let mut events = store.read_stream(read);
        let mut first = true;
        while let Some(event) = next(&mut events).await {
            match event {
                Ok(event) => {
                    if std::mem::take(&mut first) {
                        self.forget_before(event.revision);
                    }
                    self.take(&event)?;
                }
                Err(ReadError::StreamNotFound { .. }) => {
                    // It was never there, or was deleted with all that waited.
                    self.last = None;
                    self.letters.clear();
                    self.keys.clear();
                    return Ok(());
                }
                Err(source) => {
                    return Err(DeadLetterError::Read {
                        subscription: Arc::clone(&self.subscription),
                        source: source.into(),
                    });
                }
            }
        }
        Ok(())
    }

    /// What is hidden waits no more; see [`trim`](Self::trim).
    fn forget_before(&mut self, revision: Revision) {
        if self.last.is_some_and(|last| last < revision) {
            let hidden: Vec<_> =
                self.letters.range(..revision).map(|(number, _)| *number).collect();
            for number in hidden {
                self.remove(number);
            }
        }
    }

    fn take(&mut self, event: &RecordedEvent) -> Result<(), DeadLetterError> {
        if self.last.is_some_and(|last| event.revision <= last) {
            return Ok(());
        }
        let malformed = |reason| DeadLetterError::Malformed {
            stream: self.stream.clone(),
            revision: event.revision,
            reason,
        };
        match &*event.event_type {
            Link::EVENT_TYPE => {
                let letter = DeadLetter::parse(event).map_err(malformed)?;
                self.insert(letter);
            }
            RELEASED => {
                let number = released_number(event).map_err(malformed)?;
                self.remove(number);
            }
            // A newer program may say more.
            _ => {}
        }
        self.last = Some(event.revision);
        Ok(())
    }

    fn insert(&mut self, letter: DeadLetter) {
        *self.keys.entry(Arc::clone(&letter.key)).or_default() += 1;
        self.letters.insert(letter.number, letter);
    }

    fn remove(&mut self, number: Revision) {
        let Some(letter) = self.letters.remove(&number) else { return };
        if let Some(count) = self.keys.get_mut(&letter.key) {
            *count -= 1;
            if *count == 0 {
                self.keys.remove(&letter.key);
            }
        }
    }

    /// Sets an event aside. Tells whether it did: not if that was because of an earlier one that waits
    /// no more, so that the event is to be handled after all.
    pub(in crate::subscription) async fn park(
        &mut self,
        store: &dyn EventStore,
        draft: &Draft,
    ) -> Result<bool, DeadLetterError> {
        loop {
            if draft.reason == DeadLetterReason::BehindAnother && !self.holds(&draft.key) {
                return Ok(false);
            }
            let expected = self.last.map_or(ExpectedRevision::NoStream, ExpectedRevision::Exact);
            let appended = store.append(self.stream.clone(), expected, vec![draft.event()]).await;
            match appended {
                Ok(appended) => {
                    let number = appended.revision.unwrap_or_default();
                    self.insert(draft.clone().into_letter(number));
                    self.last = Some(number);
                    return Ok(true);
                }
                Err(error) if error.is_conflict() => self.refresh_after(store, error).await?,
                Err(error) => return Err(self.append_error(error)),
            }
        }
    }

    /// Notes what became of one that waits.
    pub(in crate::subscription) async fn release(
        &mut self,
        store: &dyn EventStore,
        number: Revision,
        outcome: Outcome,
    ) -> Result<(), DeadLetterError> {
        let event = outcome.event(number);
        loop {
            if !self.letters.contains_key(&number) {
                let stream = self.stream.clone();
                return Err(DeadLetterError::NotWaiting { stream, number });
            }
            let expected = self.last.map_or(ExpectedRevision::NoStream, ExpectedRevision::Exact);
            match store.append(self.stream.clone(), expected, vec![event.clone()]).await {
                Ok(appended) => {
                    self.remove(number);
                    self.last = appended.revision.or(self.last);
                    return Ok(());
                }
                Err(error) if error.is_conflict() => self.refresh_after(store, error).await?,
                Err(error) => return Err(self.append_error(error)),
            }
        }
    }

    /// Releases those beyond a place: their events come again. Those of another source stay.
    pub(in crate::subscription) async fn release_beyond(
        &mut self,
        store: &dyn EventStore,
        place: &Place,
    ) -> Result<(), DeadLetterError> {
        let beyond = self.letters.values().filter(|letter| letter.place > *place);
        let beyond: Vec<_> = beyond.map(|letter| letter.number).collect();
        for number in &beyond {
            match self.release(store, *number, Outcome::ComesAgain).await {
                Ok(()) | Err(DeadLetterError::NotWaiting { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        if beyond.is_empty() { Ok(()) } else { self.trim(store).await }
    }

    /// Looks again after a conflict, which has to bring something new: or the same would be tried for
    /// ever.
    async fn refresh_after(
        &mut self,
        store: &dyn EventStore,
        conflict: AppendError,
    ) -> Result<(), DeadLetterError> {
        let before = self.last;
        self.refresh(store).await?;
        if self.last == before { Err(self.append_error(conflict)) } else { Ok(()) }
    }

    pub(super) fn append_error(&self, source: AppendError) -> DeadLetterError {
        DeadLetterError::Append {
            subscription: Arc::clone(&self.subscription),
            source: source.into(),
        }
    }
}
