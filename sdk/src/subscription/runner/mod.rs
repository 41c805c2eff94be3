//! What runs a subscription.

mod attempt;
mod commit;
mod event;
mod interrupt;
mod park;
mod replay;
mod run;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

pub use replay::{Replay, Replayed, StillWaiting, WaitingCause};
use run::Run;

use super::error::SubscriptionError;
use super::handle::{Shared, SubscriptionHandle};
use super::handler::{AtLeastOnce, TransactionalHandler};
use super::options::SubscriptionOptions;
use super::stats::State;
use crate::event::EventSet;

/// A subscription with its handler, ready to run. See the [module](super).
pub struct Subscriber<S, T> {
    options: SubscriptionOptions,
    handler: T,
    shared: Arc<Shared>,
    set: PhantomData<fn() -> S>,
}

impl<S, T> Subscriber<S, T> {
    pub(super) fn new(options: SubscriptionOptions, handler: T) -> Self {
        Self { options, handler, shared: Arc::new(Shared::new()), set: PhantomData }
    }

    /// What stops it, and tells how it is doing.
    #[must_use]
    pub fn handle(&self) -> SubscriptionHandle {
        SubscriptionHandle(Arc::clone(&self.shared))
    }

    /// The handler.
    pub fn handler(&self) -> &T {
        &self.handler
    }

    /// The handler.
    pub fn into_handler(self) -> T {
        self.handler
    }
}

impl<S, H> Subscriber<S, AtLeastOnce<H>> {
    /// The handler itself, without its checkpoints.
    pub fn into_inner(self) -> H {
        self.handler.into_handler()
    }
}

impl<S, T> Subscriber<S, T>
where
    S: EventSet + Send + Sync + 'static,
    T: TransactionalHandler<S>,
{
    /// Handles events until it is stopped through its [handle](Self::handle).
    ///
    /// The future needs no certain runtime. Dropping it ends the subscription as a crash does: the
    /// checkpoint is where it was stored last. It may be run again after an error.
    ///
    /// # Errors
    /// What a policy does not let it go on after, what is wrong with the checkpoint, and a store that
    /// is lost for good. All that was handled before is in the checkpoint, if it can be stored.
    pub async fn run(&mut self) -> Result<(), SubscriptionError<T::Error>> {
        let end = SetState { shared: Arc::clone(&self.shared), state: State::Stopped };
        let result = match Run::new(&self.options, &mut self.handler, &self.shared) {
            Ok(run) => run.run().await,
            Err(error) => Err(error),
        };
        end.end(if result.is_ok() { State::Stopped } else { State::Failed });
        result
    }

    /// As [`run`](Self::run), on this thread: for a program without a runtime, and for handlers that
    /// block.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_blocking(&mut self) -> Result<(), SubscriptionError<T::Error>> {
        crate::testing::block_on(self.run())
    }
}

/// Sets the last state, also when the run is dropped.
struct SetState {
    shared: Arc<Shared>,
    state: State,
}

impl SetState {
    fn end(mut self, state: State) {
        self.state = state;
    }
}

impl Drop for SetState {
    fn drop(&mut self) {
        self.shared.set_state(self.state);
    }
}

impl<S, T: fmt::Debug> fmt::Debug for Subscriber<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscriber")
            .field("options", &self.options)
            .field("handler", &self.handler)
            .finish_non_exhaustive()
    }
}
