use std::sync::Arc;

use super::interrupt::Interrupt;
use super::run::Run;
use crate::event::EventSet;
use crate::stream::{Revision, StreamName};
use crate::subscription::checkpoint::Place;
use crate::subscription::dead_letter::{DeadLetterReason, Draft};
use crate::subscription::error::SubscriptionError;
use crate::subscription::handler::TransactionalHandler;
use crate::subscription::stats::State;

/// What has to be known of an event to set it aside, or to say which one it was.
pub(super) struct Origin {
    pub(super) stream: StreamName,
    pub(super) revision: Revision,
    pub(super) event_type: Arc<str>,
    pub(super) place: Place,
    /// `None` if it is the stream.
    pub(super) key: Option<Arc<str>>,
}

/// Why an event is to be set aside.
pub(super) struct Problem {
    pub(super) reason: DeadLetterReason,
    pub(super) message: String,
    pub(super) attempts: u32,
}

impl<S, T> Run<'_, S, T>
where
    S: EventSet + Send + Sync + 'static,
    T: TransactionalHandler<S>,
{
    /// Sets an event aside behind an earlier one with its key. Not, if none waits any more.
    pub(super) async fn park_behind_another(
        &mut self,
        origin: &Origin,
    ) -> Result<bool, Interrupt<T::Error>> {
        let key = origin.key.as_deref().unwrap_or(origin.stream.as_str());
        if !self.waiting.holds(key) {
            return Ok(false);
        }
        let message = format!("an earlier event of `{key}` waits");
        let reason = DeadLetterReason::BehindAnother;
        self.park(origin, Problem { reason, message, attempts: 0 }).await
    }

    /// Sets an event aside. Tells whether it did; see [`Waiting::park`].
    ///
    /// [`Waiting::park`]: crate::subscription::dead_letter::Waiting::park
    pub(super) async fn park(
        &mut self,
        origin: &Origin,
        problem: Problem,
    ) -> Result<bool, Interrupt<T::Error>> {
        // What is open may hold locks that the store needs.
        self.commit_if_open().await?;
        let draft = Draft {
            id: uuid::Uuid::now_v7(),
            stream: origin.stream.clone(),
            revision: origin.revision,
            event_type: Arc::clone(&origin.event_type),
            key: origin.key.clone().unwrap_or_else(|| origin.stream.as_str().into()),
            reason: problem.reason,
            message: problem.message,
            attempts: problem.attempts,
            place: origin.place.clone(),
            parked_at: self.options.clock.now(),
        };
        let mut retry = 0;
        let parked = loop {
            let limit = self.options.dead_letter_limit;
            if self.waiting.len() >= limit {
                // Some may have been replayed since the last look.
                let refreshed = self.waiting.refresh(&*self.options.store).await;
                refreshed.map_err(|e| Interrupt::dead_letter(&self.options.name, e))?;
                if self.waiting.len() >= limit {
                    let subscription = Arc::clone(&self.options.name);
                    let error = SubscriptionError::TooManyDeadLetters { subscription, limit };
                    return Err(Interrupt::Fail(error));
                }
            }
            match self.waiting.park(&*self.options.store, &draft).await {
                Ok(parked) => break parked,
                // The handler is not called once more because of this.
                Err(error) if error.is_retryable() && retry < self.options.reconnect.retries() => {
                    retry += 1;
                    self.wait(self.options.reconnect.delay(retry), State::Reconnecting).await?;
                }
                Err(error) => {
                    let (subscription, source) = (Arc::clone(&self.options.name), error.into());
                    let error = SubscriptionError::DeadLetter { subscription, source };
                    return Err(Interrupt::Fail(error));
                }
            }
        };
        let waiting = self.waiting.len();
        self.update(|stats| {
            stats.parked += u64::from(parked);
            stats.dead_letters = waiting;
        });
        Ok(parked)
    }
}
