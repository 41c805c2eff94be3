use std::sync::Arc;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::interrupt::Interrupt;
use super::run::Run;
use crate::event::EventSet;
use crate::store::Progress;
use crate::subscription::checkpoint::{Checkpoint, Place};
use crate::subscription::error::SubscriptionError;
use crate::subscription::handler::TransactionalHandler;
use crate::subscription::stats::State;

/// How often a checkpoint is stored, at most, when a filter has dropped everything since the last one. A
/// checkpoint in a stream of the same store is such an event itself: at once, it would lead to the next
/// one, for ever.
const FILTERED_INTERVAL: Duration = Duration::from_secs(30);

impl<S, T> Run<'_, S, T>
where
    S: EventSet + Send + Sync + 'static,
    T: TransactionalHandler<S>,
{
    /// An event is done, whatever that means.
    pub(super) fn done(&mut self, place: Place, id: Uuid) {
        self.place = Some(place);
        self.event_id = Some(id);
        self.unsaved += 1;
        if self.unsaved_since.is_none() {
            self.unsaved_since = Some(Instant::now());
            self.due = None;
        }
        self.in_a_row += 1;
        self.progress |= !T::HOLDS_TRANSACTION;
    }

    /// An event was none of ours; it is not worth a checkpoint.
    pub(super) fn passed(&mut self, place: Place, id: Uuid) {
        self.place = Some(place);
        self.event_id = Some(id);
        self.in_a_row += 1;
    }

    /// A filter has dropped everything up to here.
    pub(super) fn filtered(&mut self, progress: &Progress) {
        let Some(place) = self.options.source.place_of_progress(progress) else { return };
        if self.place.as_ref().is_some_and(|ours| place.is_at_most(ours)) {
            return;
        }
        self.place = Some(place.clone());
        self.event_id = None;
        self.filtered_since.get_or_insert_with(Instant::now);
        self.update(|stats| stats.place = Some(place));
    }

    /// How long the checkpoint may still wait; `None` if there is nothing to store.
    pub(super) fn due_in(&self) -> Option<Duration> {
        let time = self.options.checkpoint_policy.time;
        let left = |since: Option<Instant>, time: Duration| {
            since.map(|since| time.saturating_sub(since.elapsed()))
        };
        let events = left(self.unsaved_since, time);
        let filtered = left(self.filtered_since, time.max(FILTERED_INTERVAL));
        events.into_iter().chain(filtered).min()
    }

    /// Stores the checkpoint, and commits what is open.
    pub(super) async fn commit(&mut self) -> Result<(), Interrupt<T::Error>> {
        let mut retry = 0;
        loop {
            let Some(place) = self.place.clone() else { return Ok(()) };
            let checkpoint = Checkpoint { place, event: self.event_id };
            let name = &self.options.name;
            let error = match self.handler.commit(name, self.stored.as_ref(), &checkpoint).await {
                Ok(()) => {
                    self.committed(checkpoint);
                    return Ok(());
                }
                Err(error) => error,
            };
            if T::HOLDS_TRANSACTION {
                self.forget();
                return Err(Interrupt::checkpoint(name, error));
            }
            if !error.is_retryable() || retry >= self.options.reconnect.retries() {
                let (subscription, source) = (Arc::clone(name), error.into());
                return Err(Interrupt::Fail(SubscriptionError::Checkpoint {
                    subscription,
                    source,
                }));
            }
            retry += 1;
            self.wait(self.options.reconnect.delay(retry), State::Reconnecting).await?;
        }
    }

    /// Ends the transaction before something takes its time.
    pub(super) async fn commit_if_open(&mut self) -> Result<(), Interrupt<T::Error>> {
        if !self.open {
            return Ok(());
        }
        if self.place.is_some() {
            return self.commit().await;
        }
        // Nothing is to be kept.
        self.open = false;
        let name = &self.options.name;
        let rolled_back = self.handler.load(name).await;
        rolled_back.map(drop).map_err(|error| Interrupt::checkpoint(name, error))
    }

    /// Stores the checkpoint at the end, without a second attempt.
    pub(super) async fn last_commit(&mut self) -> Result<(), SubscriptionError<T::Error>> {
        let unsaved = self.open || self.unsaved_since.is_some() || self.filtered_since.is_some();
        let Some(place) = self.place.clone().filter(|_| unsaved) else { return Ok(()) };
        let checkpoint = Checkpoint { place, event: self.event_id };
        let name = &self.options.name;
        match self.handler.commit(name, self.stored.as_ref(), &checkpoint).await {
            Ok(()) => {
                self.committed(checkpoint);
                Ok(())
            }
            Err(error) => {
                self.forget();
                let (subscription, source) = (Arc::clone(name), error.into());
                Err(SubscriptionError::Checkpoint { subscription, source })
            }
        }
    }

    fn committed(&mut self, checkpoint: Checkpoint) {
        let place = checkpoint.place.clone();
        self.stored = Some(checkpoint);
        self.progress = true;
        self.settle();
        self.update(|stats| {
            stats.checkpoints += 1;
            stats.checkpoint = Some(place);
        });
    }

    /// What was not committed is lost: the next session begins at the checkpoint.
    pub(super) fn forget(&mut self) {
        self.place = None;
        self.settle();
    }

    fn settle(&mut self) {
        self.unsaved = 0;
        self.unsaved_since = None;
        self.filtered_since = None;
        self.due = None;
        self.open = false;
    }
}
