use std::convert::Infallible;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::interrupt::Interrupt;
use crate::event::EventSet;
use crate::store::{BoxFuture, Delivery, ReadError, Subscription};
use crate::subscription::checkpoint::{Checkpoint, Place};
use crate::subscription::dead_letter::Waiting;
use crate::subscription::error::SubscriptionError;
use crate::subscription::handle::Shared;
use crate::subscription::handler::TransactionalHandler;
use crate::subscription::options::SubscriptionOptions;
use crate::subscription::stats::{State, Stats};

/// After so many events without a wait, others on the same thread get a turn.
const EVENTS_IN_A_ROW: u32 = 256;

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
    pub(super) event_id: Option<Uuid>,
    /// What was stored last.
    pub(super) stored: Option<Checkpoint>,
    /// Events that are done and not in the stored checkpoint, and since when.
    pub(super) unsaved: u64,
    pub(super) unsaved_since: Option<Instant>,
    /// The same of what a filter has dropped.
    pub(super) filtered_since: Option<Instant>,
    /// Ends when the checkpoint is due though no event comes.
    pub(super) due: Option<BoxFuture<'static, ()>>,
    /// Whether the handler may hold a transaction.
    pub(super) open: bool,
    /// Whether something was done for good since the store was lost.
    pub(super) progress: bool,
    pub(super) in_a_row: u32,
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
            event_id: None,
            stored: None,
            unsaved: 0,
            unsaved_since: None,
            filtered_since: None,
            due: None,
            open: false,
            progress: false,
            in_a_row: 0,
            set: PhantomData,
        })
    }

    /// Runs until there is a reason to end.
    pub(super) async fn run(mut self) -> Result<(), SubscriptionError<T::Error>> {
        let mut losses = 0;
        loop {
            let Err(interrupt) = self.session().await;
            let error = match interrupt {
                Interrupt::Stop => return self.last_commit().await,
                Interrupt::Fail(error) => {
                    // What went wrong first is what the caller has to know.
                    let _ = self.last_commit().await;
                    return Err(error);
                }
                Interrupt::Lost(error) => error,
            };
            // What cannot be committed now is lost, and comes again.
            if let Err(Interrupt::Fail(error)) = self.commit_if_open().await {
                return Err(error);
            }
            if std::mem::take(&mut self.progress) {
                losses = 0;
            }
            if losses >= self.options.reconnect.retries() {
                let _ = self.last_commit().await;
                return Err(error);
            }
            losses += 1;
            self.update(|stats| stats.reconnected += 1);
            let delay = self.options.reconnect.delay(losses);
            if self.wait(delay, State::Reconnecting).await.is_err() {
                return self.last_commit().await;
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
            if self.unsaved >= self.options.checkpoint_policy.events
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
        self.event_id = self.stored.as_ref().and_then(|stored| stored.event);
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

    async fn store_checkpoint(&mut self) -> Result<(), Interrupt<T::Error>> {
        self.commit().await?;
        if self.state != State::Live {
            self.look_ahead().await;
        }
        Ok(())
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
