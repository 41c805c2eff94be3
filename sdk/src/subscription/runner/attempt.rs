use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use super::interrupt::Interrupt;
use super::run::Run;
use crate::event::EventSet;
use crate::plumber::Recorded;
use crate::subscription::error::HandlerFailure;
use crate::subscription::handler::TransactionalHandler;
use crate::subscription::policy::{OnFailure, Reaction};
use crate::subscription::stats::State;

/// What became of an event that the handler was called with.
pub(super) enum Handled<E> {
    Done,
    /// It was given up on.
    Failed {
        failure: HandlerFailure<E>,
        attempts: u32,
        then: OnFailure,
    },
}

impl<S, T> Run<'_, S, T>
where
    S: EventSet + Send + Sync + 'static,
    T: TransactionalHandler<S>,
{
    /// Calls the handler until it succeeds or is given up on.
    pub(super) async fn attempt(
        &mut self,
        event: Arc<Recorded<S>>,
    ) -> Result<Handled<T::Error>, Interrupt<T::Error>> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let failure = match self.call(Arc::clone(&event)).await {
                Ok(()) => return Ok(Handled::Done),
                Err(failure) => failure,
            };
            let reaction = match &failure {
                HandlerFailure::Error(error) => self.handler.reaction(error),
                HandlerFailure::TimedOut(_) => Reaction::Retry,
                HandlerFailure::Panicked(_) => Reaction::GiveUp(OnFailure::Stop),
            };
            let then = match reaction {
                Reaction::Retry if attempts <= self.options.retry.retries() => {
                    self.update(|stats| stats.retried += 1);
                    self.commit_if_open().await?;
                    let wait = self.wait(self.options.retry.delay(attempts), State::Retrying);
                    wait.await?;
                    continue;
                }
                Reaction::Retry | Reaction::DoNotRetry => self.options.on_error,
                Reaction::GiveUp(then) => then,
            };
            return Ok(Handled::Failed { failure, attempts, then });
        }
    }

    async fn call(&mut self, event: Arc<Recorded<S>>) -> Result<(), HandlerFailure<T::Error>> {
        self.open |= T::HOLDS_TRANSACTION;
        let mut limit = self.options.timeout.map(|limit| (limit, self.options.timer.sleep(limit)));
        let handler = &mut *self.handler;
        // The call itself may panic, too, and not only its future.
        let mut future = pin!(async move { handler.handle(event).await });
        poll_fn(|cx| {
            match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
                Ok(Poll::Ready(result)) => {
                    return Poll::Ready(result.map_err(HandlerFailure::Error));
                }
                Ok(Poll::Pending) => {}
                Err(panic) => return Poll::Ready(Err(HandlerFailure::Panicked(message(&*panic)))),
            }
            let Some((limit, sleep)) = &mut limit else { return Poll::Pending };
            sleep.as_mut().poll(cx).map(|()| Err(HandlerFailure::TimedOut(*limit)))
        })
        .await
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no message".into())
}
