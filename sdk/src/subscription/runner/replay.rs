use std::sync::Arc;

use super::Subscriber;
use super::attempt::Handled;
use super::interrupt::Interrupt;
use super::run::Run;
use crate::error::Error;
use crate::event::{Decoded, EventSet};
use crate::plumber::Recorded;
use crate::subscription::checkpoint::Checkpoint;
use crate::subscription::dead_letter::{DeadLetter, DeadLetterError, Outcome, event_of};
use crate::subscription::error::{HandlerFailure, SubscriptionError};
use crate::subscription::handler::TransactionalHandler;

/// Which dead letters to replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    /// All of them.
    All,
    /// Those with this key.
    Key(Arc<str>),
}

/// What a replay has done.
#[derive(Debug)]
#[non_exhaustive]
pub struct Replayed<E> {
    /// How many were handled, and wait no more.
    pub replayed: u64,
    /// Those that still wait: the first of each key, and why. All others of the key wait behind it.
    pub waiting: Vec<StillWaiting<E>>,
}

/// Why a dead letter still waits.
#[derive(Debug)]
#[non_exhaustive]
pub struct StillWaiting<E> {
    /// The dead letter.
    pub letter: DeadLetter,
    /// What is in the way.
    pub cause: WaitingCause<E>,
}

/// What is in the way of a dead letter.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WaitingCause<E> {
    /// The handler has failed again, after so many attempts.
    #[error("the handler has failed after {attempts} attempt(s): {failure}")]
    Handler {
        /// What it said.
        failure: HandlerFailure<E>,
        /// How often it was called.
        attempts: u32,
    },
    /// The event still cannot be read.
    #[error(transparent)]
    Undecodable(#[from] Box<Error>),
    /// The set still does not know the type.
    #[error("the set does not know the type of the event; add it, or discard the dead letter")]
    UnknownType,
    /// The event is not in the store any more.
    #[error("the event is not in the store any more; discard the dead letter")]
    Gone,
    /// The subscription has not stored a checkpoint behind the event, so that the event would come
    /// again after a crash.
    #[error("the subscription has no checkpoint behind the event yet; try again when it has")]
    NotPassed,
    /// The replay was stopped.
    #[error("the replay was stopped")]
    Stopped,
}

impl<S, T> Subscriber<S, T>
where
    S: EventSet + Send + Sync + 'static,
    T: TransactionalHandler<S>,
{
    /// Handles events that were set aside: those of a key in order, up to the first that fails again.
    /// The subscription may run meanwhile, elsewhere; what comes for a key in replay is set aside
    /// behind it until the last one is handled.
    ///
    /// With a [`TransactionalHandler`], the effect of each is there exactly once here, too, with one
    /// exception: a process that is killed right after it has parked an event parks it again when it is
    /// back. If another process has replayed it in between, the event is handled a second time. Replay
    /// while the subscription stands still, or make the handler idempotent.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use plumberd::subscription::{MemoryCheckpoints, OnFailure, Replay, RetryPolicy};
    /// use plumberd::{Event, ExpectedRevision, Plumber, PlumberdEvent, Recorded};
    ///
    /// #[derive(Debug, PlumberdEvent)]
    /// #[event(category = "Task")]
    /// struct TaskCreated { title: String }
    ///
    /// # plumberd::testing::block_on(async {
    /// let plumber = Plumber::connect("memory:").await?;
    /// let titles = ["write", "read"].map(|title| TaskCreated { title: title.into() });
    /// plumber.append(&TaskCreated::stream(7), ExpectedRevision::Any, titles).await?;
    ///
    /// let options = plumber
    ///     .subscription("mails", TaskCreated::CATEGORY)
    ///     .checkpoints(Arc::new(MemoryCheckpoints::new()))
    ///     .on_error(RetryPolicy::never(), OnFailure::Park);
    ///
    /// // The mail server is down.
    /// let mut subscriber = options.clone().handler(
    ///     |_: Arc<Recorded<TaskCreated>>| async { Err("no mail server") },
    /// );
    /// let handle = subscriber.handle();
    /// let running = std::thread::spawn(move || subscriber.run_blocking());
    /// handle.wait_for(|stats| stats.parked == 2).await;
    /// handle.stop();
    /// running.join().unwrap()?;
    ///
    /// // It is up again.
    /// let mut subscriber = options.handler(
    ///     |_: Arc<Recorded<TaskCreated>>| async { Ok::<(), &str>(()) },
    /// );
    /// let done = subscriber.replay(Replay::All).await?;
    /// assert_eq!((done.replayed, done.waiting.len()), (2, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    /// When the store or the checkpoint fails, or the handler panics. What was handled before is
    /// noted.
    pub async fn replay(
        &mut self,
        which: Replay,
    ) -> Result<Replayed<T::Error>, SubscriptionError<T::Error>> {
        let run = Run::new(&self.options, &mut self.handler, &self.shared)?;
        run.replay(which).await.map_err(|interrupt| match interrupt {
            Interrupt::Lost(error) | Interrupt::Fail(error) => error,
            Interrupt::Stop => SubscriptionError::Ended { subscription: self.options.name.clone() },
        })
    }
}

/// A replay under way.
struct Progress<E> {
    /// The checkpoint of the subscription itself.
    passed: Option<Checkpoint>,
    /// The name of the checkpoint of replays.
    name: String,
    /// That checkpoint: the dead letter that was handled last.
    last: Option<Checkpoint>,
    done: Replayed<E>,
}

impl<S, T> Run<'_, S, T>
where
    S: EventSet + Send + Sync + 'static,
    T: TransactionalHandler<S>,
{
    async fn replay(mut self, which: Replay) -> Result<Replayed<T::Error>, Interrupt<T::Error>> {
        let options = self.options;
        let dead_letter = |error| Interrupt::dead_letter(&options.name, error);
        let name = format!("{}/dead-letters", options.name);
        let mut progress = Progress {
            passed: self.load(&options.name).await?,
            last: self.load(&name).await?,
            name,
            done: Replayed { replayed: 0, waiting: Vec::new() },
        };
        self.waiting.refresh(&*options.store).await.map_err(dead_letter)?;
        let keys = match which {
            Replay::All => self.waiting.keys(),
            Replay::Key(key) => vec![key],
        };
        for key in keys {
            while let Some(letter) = self.waiting.first_of(&key).cloned() {
                if let Err(cause) = self.replay_letter(&mut progress, &letter).await? {
                    progress.done.waiting.push(StillWaiting { letter, cause });
                    break;
                }
            }
        }
        if progress.done.replayed > 0 {
            self.waiting.trim(&*options.store).await.map_err(dead_letter)?;
        }
        Ok(progress.done)
    }

    async fn load(&mut self, name: &str) -> Result<Option<Checkpoint>, Interrupt<T::Error>> {
        let loaded = self.handler.load(name).await;
        loaded.map_err(|error| Interrupt::checkpoint(&self.options.name, error))
    }

    /// Handles a letter and releases it; or only looks again, so that the caller has to, too.
    async fn replay_letter(
        &mut self,
        progress: &mut Progress<T::Error>,
        letter: &DeadLetter,
    ) -> Result<Result<(), WaitingCause<T::Error>>, Interrupt<T::Error>> {
        let options = self.options;
        let is_passed = |passed: &Option<Checkpoint>| {
            passed.as_ref().is_some_and(|passed| letter.place.is_at_most(&passed.place))
        };
        if !is_passed(&progress.passed) {
            progress.passed = self.load(&options.name).await?;
            if !is_passed(&progress.passed) {
                return Ok(Err(WaitingCause::NotPassed));
            }
            // The subscription may have passed the event because it came again, and the letter may have
            // been released for that. One that still waits from here on is there to stay.
            let refreshed = self.waiting.refresh(&*options.store).await;
            refreshed.map_err(|error| Interrupt::dead_letter(&options.name, error))?;
            return Ok(Ok(()));
        }
        let handled = Checkpoint::after_revision(self.waiting.stream.clone(), letter.number);
        // A crash between the two notes of a replay leaves the first one: it is not handled again.
        if progress.last.as_ref() != Some(&handled) {
            if let Err(cause) = self.handle_letter(letter).await? {
                return Ok(Err(cause));
            }
            let last = progress.last.as_ref();
            let committed = self.handler.commit(&progress.name, last, &handled).await;
            self.open = false;
            committed.map_err(|error| Interrupt::checkpoint(&options.name, error))?;
            progress.last = Some(handled);
        }
        match self.waiting.release(&*options.store, letter.number, Outcome::Replayed).await {
            Ok(()) | Err(DeadLetterError::NotWaiting { .. }) => {}
            Err(error) => return Err(Interrupt::dead_letter(&options.name, error)),
        }
        progress.done.replayed += 1;
        Ok(Ok(()))
    }

    async fn handle_letter(
        &mut self,
        letter: &DeadLetter,
    ) -> Result<Result<(), WaitingCause<T::Error>>, Interrupt<T::Error>> {
        let options = self.options;
        let event = event_of(&*options.store, &options.name, &letter.stream, letter.revision);
        let event = event.await.map_err(|error| Interrupt::dead_letter(&options.name, error))?;
        let Some(event) = event else { return Ok(Err(WaitingCause::Gone)) };
        let recorded = match Recorded::<S>::try_from(event) {
            Ok(recorded) => recorded,
            Err(error) => return Ok(Err(WaitingCause::Undecodable(error.into()))),
        };
        if matches!(recorded.event, Decoded::Unknown) {
            return Ok(Err(WaitingCause::UnknownType));
        }
        if recorded.events().next().is_none() {
            return Ok(Ok(()));
        }
        let handled = match self.attempt(Arc::new(recorded)).await {
            Ok(handled) => handled,
            Err(Interrupt::Stop) => return Ok(Err(WaitingCause::Stopped)),
            Err(interrupt) => return Err(interrupt),
        };
        let Handled::Failed { failure, attempts, .. } = handled else { return Ok(Ok(())) };
        // Nothing of the attempt is to be kept, and no lock.
        self.commit_if_open().await?;
        if matches!(failure, HandlerFailure::Panicked(_)) {
            return Err(Interrupt::Fail(SubscriptionError::Handler {
                subscription: Arc::clone(&options.name),
                stream: letter.stream.clone(),
                revision: letter.revision,
                event_type: Arc::clone(&letter.event_type),
                attempts,
                failure,
            }));
        }
        Ok(Err(WaitingCause::Handler { failure, attempts }))
    }
}
