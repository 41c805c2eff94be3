use std::convert::Infallible;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::interrupt::Interrupt;
use crate::event::EventSet;
use crate::store::{BoxFuture, Delivery, Progress, ReadError, Subscription};
use crate::subscription::checkpoint::{Checkpoint, Place};
use crate::subscription::dead_letter::Waiting;
use crate::subscription::error::SubscriptionError;
use crate::subscription::handle::Shared;
use crate::subscription::handler::TransactionalHandler;
use crate::subscription::options::SubscriptionOptions;
use crate::subscription::stats::{State, Stats};

/// After so many events without a wait, others on the same thread get a turn.
const EVENTS_IN_A_ROW: u32 = 256;
/// How often a checkpoint is stored, at most, when a filter has dropped everything since the last one. A
/// checkpoint in a stream of the same store is such an event itself: at once, it would lead to the next
/// one, for ever.
const FILTERED_INTERVAL: Duration = Duration::from_secs(30);

/// One run of a subscription, from its checkpoint to a stop or an error.
pub(super) struct Run<'a, S, T> {
    pub(super) options: &'a SubscriptionOptions,
    pub(super) handler: &'a mut T,
    shared: &'a Shared,
    state: State,
    pub(super) waiting: Waiting,
    /// Up to where events are done; `None` until the checkpoint is loaded.
    pub(super) place: Option<Place>,
    /// The id of the event there.
    event: Option<Uuid>,
    /// What was stored last.
    stored: Option<Checkpoint>,
    /// Events that are done and not in the stored checkpoint, and since when.
    done: u64,
    since: Option<Instant>,
    /// The same of what a filter has dropped.
    filtered_since: Option<Instant>,
    /// Ends when the checkpoint is due though no event comes.
    due: Option<BoxFuture<'static, ()>>,
    /// Whether the handler may hold a transaction.
    pub(super) open: bool,
    in_a_row: u32,
    set: PhantomData<fn() -> S>,
}

/// What there is to do next.
enum Next {
    Stop,
    Commit,
    Delivery(Delivery),
    Failed(ReadError),
    End,
}

impl<'a, S, T> Run<'a, S, T>
where
    S: EventSet + Send + Sync + 'static,
    T: TransactionalHandler<S>,
{
    pub(super) fn new(
        options: &'a SubscriptionOptions,
        handler: &'a mut T,
        shared: &'a Shared,
    ) -> Result<Self, SubscriptionError<T::Error>> {
        let waiting = Waiting::new(&options.name).map_err(|source| {
            let subscription = Arc::clone(&options.name);
            SubscriptionError::DeadLetter { subscription, source: source.into() }
        })?;
        Ok(Self {
            options,
            handler,
            shared,
            state: State::Starting,
            waiting,
            place: None,
            event: None,
            stored: None,
            done: 0,
            since: None,
            filtered_since: None,
            due: None,
            open: false,
            in_a_row: 0,
            set: PhantomData,
        })
    }

    /// Runs until there is a reason to end.
    pub(super) async fn run(mut self) -> Result<(), SubscriptionError<T::Error>> {
        let mut losses = 0;
        loop {
            let before = self.place.clone();
            let Err(interrupt) = self.session().await;
            if self.place != before {
                losses = 0;
            }
            match interrupt {
                Interrupt::Stop => return self.last_commit().await,
                Interrupt::Lost(_) if losses < self.options.reconnect.retries() => {
                    losses += 1;
                    self.update(|stats| stats.reconnected += 1);
                    // What cannot be committed now is lost, and comes again.
                    if let Err(Interrupt::Fail(error)) = self.commit_if_open().await {
                        return Err(error);
                    }
                    let delay = self.options.reconnect.delay(losses);
                    if self.wait(delay, State::Reconnecting).await.is_err() {
                        return self.last_commit().await;
                    }
                }
                Interrupt::Lost(error) | Interrupt::Fail(error) => {
                    // What went wrong first is what the caller has to know.
                    let _ = self.last_commit().await;
                    return Err(error);
                }
            }
        }
    }

    /// Subscribes, and handles what comes until something is in the way.
    async fn session(&mut self) -> Result<Infallible, Interrupt<T::Error>> {
        let place = self.begin().await?;
        let mut events = self.options.source.open(&*self.options.store, &place);
        self.set_state(State::CatchingUp);
        self.look_ahead().await;
        loop {
            match self.next(&mut events).await {
                Next::Stop => return Err(Interrupt::Stop),
                Next::Commit => self.store_checkpoint().await?,
                Next::Delivery(Delivery::Event(event)) => self.event(event).await?,
                Next::Delivery(Delivery::CaughtUp(_)) => {
                    self.state = State::Live;
                    self.update(|stats| {
                        stats.state = State::Live;
                        stats.behind = Some(0);
                    });
                }
                Next::Delivery(Delivery::FellBehind(_)) => self.set_state(State::CatchingUp),
                Next::Delivery(Delivery::Checkpoint(progress)) => self.filtered(&progress),
                Next::Failed(error) => return Err(self.read_error(error)),
                Next::End => return Err(Interrupt::ended(&self.options.name)),
            }
            if self.done >= self.options.checkpoint_policy.events
                || self.due_in().is_some_and(|left| left.is_zero())
            {
                self.store_checkpoint().await?;
            }
        }
    }

    /// The place to go on behind: at first, that of the checkpoint.
    async fn begin(&mut self) -> Result<Place, Interrupt<T::Error>> {
        if let Some(place) = &self.place {
            return Ok(place.clone());
        }
        self.set_state(State::Starting);
        let (name, store) = (&self.options.name, &*self.options.store);
        let source = &self.options.source;
        let stored = self.handler.load(name).await;
        self.stored = stored.map_err(|error| Interrupt::checkpoint(name, error))?;
        self.open = false;
        let place = match &self.stored {
            None => source.beginning(store).await.map_err(|error| Interrupt::read(name, error))?,
            Some(stored) if !source.accepts(&stored.place) => {
                return Err(self.foreign(&stored.place, "the subscription reads something else"));
            }
            Some(stored) => match source.contradicts(store, stored).await {
                Ok(false) => stored.place.clone(),
                Ok(true) => {
                    return Err(self.foreign(&stored.place, "the store holds another event there"));
                }
                Err(error) => return Err(self.read_error(error)),
            },
        };
        self.event = self.stored.as_ref().and_then(|stored| stored.event);
        let dead_letter = |error| Interrupt::dead_letter(name, error);
        self.waiting.refresh(store).await.map_err(dead_letter)?;
        self.waiting.release_beyond(store, &place).await.map_err(dead_letter)?;
        self.place = Some(place.clone());
        let (waiting, stored) = (self.waiting.len(), self.stored.clone());
        self.update(|stats| {
            stats.place = Some(place.clone());
            stats.checkpoint = stored.map(|stored| stored.place);
            stats.dead_letters = waiting;
        });
        if self.stored.is_none() && source.is_from_end() {
            // The end is here from now on, not wherever it is after a crash.
            self.commit().await?;
        }
        Ok(place)
    }

    async fn next(&mut self, events: &mut Subscription) -> Next {
        let mut give_way = self.in_a_row >= EVENTS_IN_A_ROW;
        if give_way && self.open {
            // Whoever gets the turn may want the locks.
            return Next::Commit;
        }
        poll_fn(|cx| {
            if self.shared.poll_stop(cx.waker()).is_ready() {
                return Poll::Ready(Next::Stop);
            }
            if std::mem::take(&mut give_way) {
                self.in_a_row = 0;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            match events.as_mut().poll_next(cx) {
                Poll::Ready(Some(Ok(delivery))) => return Poll::Ready(Next::Delivery(delivery)),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Next::Failed(error)),
                Poll::Ready(None) => return Poll::Ready(Next::End),
                Poll::Pending => self.in_a_row = 0,
            }
            if self.open {
                return Poll::Ready(Next::Commit);
            }
            if self.due.is_none() {
                self.due = self.due_in().map(|left| self.options.timer.sleep(left));
            }
            let Some(due) = &mut self.due else { return Poll::Pending };
            due.as_mut().poll(cx).map(|()| Next::Commit)
        })
        .await
    }

    /// An event is done, whatever that means.
    pub(super) fn done(&mut self, place: Place, id: Uuid) {
        self.place = Some(place);
        self.event = Some(id);
        self.done += 1;
        if self.since.is_none() {
            self.since = Some(Instant::now());
            self.due = None;
        }
        self.in_a_row += 1;
    }

    /// An event was none of ours; it is not worth a checkpoint.
    pub(super) fn passed(&mut self, place: Place, id: Uuid) {
        self.place = Some(place);
        self.event = Some(id);
        self.in_a_row += 1;
    }

    /// A filter has dropped everything up to here.
    fn filtered(&mut self, progress: &Progress) {
        let Some(place) = self.options.source.place_of_progress(progress) else { return };
        if self.place.as_ref().is_some_and(|ours| place.is_at_most(ours)) {
            return;
        }
        self.place = Some(place.clone());
        self.event = None;
        self.filtered_since.get_or_insert_with(Instant::now);
        self.update(|stats| stats.place = Some(place));
    }

    /// How long the checkpoint may still wait; `None` if there is nothing to store.
    fn due_in(&self) -> Option<Duration> {
        let time = self.options.checkpoint_policy.time;
        let left = |since: Option<Instant>, time: Duration| {
            since.map(|since| time.saturating_sub(since.elapsed()))
        };
        let events = left(self.since, time);
        let filtered = left(self.filtered_since, time.max(FILTERED_INTERVAL));
        events.into_iter().chain(filtered).min()
    }

    async fn store_checkpoint(&mut self) -> Result<(), Interrupt<T::Error>> {
        self.commit().await?;
        if self.state != State::Live {
            self.look_ahead().await;
        }
        Ok(())
    }

    /// Stores the checkpoint, and commits what is open.
    async fn commit(&mut self) -> Result<(), Interrupt<T::Error>> {
        let mut retry = 0;
        loop {
            let Some(place) = self.place.clone() else { return Ok(()) };
            let checkpoint = Checkpoint { place, event: self.event };
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
    async fn last_commit(&mut self) -> Result<(), SubscriptionError<T::Error>> {
        let unsaved = self.open || self.since.is_some() || self.filtered_since.is_some();
        let Some(place) = self.place.clone().filter(|_| unsaved) else { return Ok(()) };
        let checkpoint = Checkpoint { place, event: self.event };
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
        self.settle();
        self.update(|stats| {
            stats.checkpoints += 1;
            stats.checkpoint = Some(place);
        });
    }

    /// What was not committed is lost: the next session begins at the checkpoint.
    fn forget(&mut self) {
        self.place = None;
        self.settle();
    }

    fn settle(&mut self) {
        self.done = 0;
        self.since = None;
        self.filtered_since = None;
        self.due = None;
        self.open = false;
    }

    /// Waits, unless the subscription is to stop.
    pub(super) async fn wait(
        &mut self,
        delay: Duration,
        meanwhile: State,
    ) -> Result<(), Interrupt<T::Error>> {
        let state = self.state;
        self.set_state(meanwhile);
        let mut sleep = self.options.timer.sleep(delay);
        poll_fn(|cx| {
            if self.shared.poll_stop(cx.waker()).is_ready() {
                return Poll::Ready(Err(Interrupt::Stop));
            }
            sleep.as_mut().poll(cx).map(Ok)
        })
        .await?;
        self.set_state(state);
        Ok(())
    }

    /// Looks how far ahead the newest event is. It is a number for people: if the store cannot tell,
    /// nothing is wrong.
    async fn look_ahead(&mut self) {
        let Some(place) = self.place.clone() else { return };
        if let Ok(head) = self.options.source.head(&*self.options.store).await {
            self.update(|stats| stats.behind = Some(place.distance_to(&head)));
        }
    }

    fn set_state(&mut self, state: State) {
        self.state = state;
        self.shared.set_state(state);
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut Stats)) {
        self.shared.update(change);
    }

    /// A place that the store refuses is that of a checkpoint, if there is one.
    fn read_error(&self, error: ReadError) -> Interrupt<T::Error> {
        match (&error, &self.stored) {
            (ReadError::InvalidPlace { reason, .. }, Some(stored)) => {
                self.foreign(&stored.place, reason)
            }
            _ => Interrupt::read(&self.options.name, error),
        }
    }

    fn foreign(&self, place: &Place, reason: &str) -> Interrupt<T::Error> {
        Interrupt::Fail(SubscriptionError::ForeignCheckpoint {
            subscription: Arc::clone(&self.options.name),
            place: place.clone().into(),
            reason: reason.into(),
        })
    }
}
