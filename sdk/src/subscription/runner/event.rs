use std::sync::Arc;
use std::time::Duration;

use super::attempt::Handled;
use super::interrupt::Interrupt;
use super::park::{Origin, Problem};
use super::run::Run;
use crate::clock::DateTimeOffset;
use crate::event::{Decoded, EventSet};
use crate::plumber::Recorded;
use crate::store::RecordedEvent;
use crate::subscription::dead_letter::DeadLetterReason;
use crate::subscription::error::SubscriptionError;
use crate::subscription::handler::TransactionalHandler;
use crate::subscription::policy::OnFailure;
use crate::subscription::source::{is_bookkeeping, read_id};

/// What became of an event.
enum Fate {
    Processed,
    Skipped,
    Parked,
    System,
}

impl<S, T> Run<'_, S, T>
where
    S: EventSet + Send + Sync + 'static,
    T: TransactionalHandler<S>,
{
    /// Handles one stored event, or does with it what the policy says.
    pub(super) async fn event(&mut self, stored: RecordedEvent) -> Result<(), Interrupt<T::Error>> {
        let Some(place) = self.options.source.place_of(&stored) else {
            return Err(Interrupt::Fail(SubscriptionError::NoPosition {
                subscription: Arc::clone(&self.options.name),
                stream: stored.stream,
                revision: stored.revision,
            }));
        };
        let id = read_id(&stored);
        if is_bookkeeping(&stored) {
            self.passed(place.clone(), id);
            self.update(|stats| {
                stats.system += 1;
                stats.place = Some(place);
            });
            return Ok(());
        }
        let recorded_at = stored.recorded_at;
        let origin = Origin {
            key: self.options.key_of(&stored),
            stream: stored.stream.clone(),
            revision: stored.revision,
            event_type: Arc::clone(&stored.event_type),
            place,
        };
        let fate = self.fate(stored, &origin).await?;
        let place = origin.place;
        self.done(place.clone(), id);
        let delay = between(recorded_at, self.options.clock.now());
        self.update(|stats| {
            match fate {
                Fate::Processed => stats.processed += 1,
                Fate::Skipped => stats.skipped += 1,
                Fate::System => stats.system += 1,
                Fate::Parked => {}
            }
            if let (Some(behind), Some(before)) = (&mut stats.behind, &stats.place) {
                *behind = behind.saturating_sub(before.distance_to(&place));
            }
            stats.place = Some(place);
            stats.delay = Some(delay);
        });
        Ok(())
    }

    async fn fate(
        &mut self,
        stored: RecordedEvent,
        origin: &Origin,
    ) -> Result<Fate, Interrupt<T::Error>> {
        let options = self.options;
        let recorded = match Recorded::<S>::try_from(stored) {
            Ok(recorded) => recorded,
            Err(_) if is_system::<S>(&origin.event_type) => return Ok(Fate::System),
            Err(error) => {
                self.update(|stats| stats.undecodable += 1);
                let message = error.to_string();
                let (subscription, source) = (Arc::clone(&options.name), error.into());
                let error = SubscriptionError::Undecodable { subscription, source };
                let problem =
                    Problem { reason: DeadLetterReason::Undecodable, message, attempts: 0 };
                return self.give_up(options.on_undecodable, origin, problem, error).await;
            }
        };
        if matches!(recorded.event, Decoded::Unknown) {
            if is_system::<S>(&origin.event_type) {
                return Ok(Fate::System);
            }
            self.update(|stats| stats.unknown += 1);
            let error = SubscriptionError::Unknown {
                subscription: Arc::clone(&options.name),
                stream: origin.stream.clone(),
                revision: origin.revision,
                event_type: Arc::clone(&origin.event_type),
            };
            let message = format!("the set does not know the type `{}`", origin.event_type);
            let problem = Problem { reason: DeadLetterReason::UnknownType, message, attempts: 0 };
            return self.give_up(options.on_unknown, origin, problem, error).await;
        }
        if self.park_behind_another(origin).await? {
            return Ok(Fate::Parked);
        }
        if recorded.events().next().is_none() {
            // An upcaster has left nothing of it.
            return Ok(Fate::Processed);
        }
        let Handled::Failed { failure, attempts, then } = self.attempt(Arc::new(recorded)).await?
        else {
            return Ok(Fate::Processed);
        };
        let message = failure.to_string();
        let problem = Problem { reason: DeadLetterReason::HandlerFailed, message, attempts };
        let error = SubscriptionError::Handler {
            subscription: Arc::clone(&options.name),
            stream: origin.stream.clone(),
            revision: origin.revision,
            event_type: Arc::clone(&origin.event_type),
            attempts,
            failure,
        };
        self.give_up(then, origin, problem, error).await
    }

    async fn give_up(
        &mut self,
        then: OnFailure,
        origin: &Origin,
        problem: Problem,
        error: SubscriptionError<T::Error>,
    ) -> Result<Fate, Interrupt<T::Error>> {
        match then {
            OnFailure::Stop => Err(Interrupt::Fail(error)),
            OnFailure::Skip => Ok(Fate::Skipped),
            OnFailure::Park => {
                self.park(origin, problem).await?;
                Ok(Fate::Parked)
            }
        }
    }
}

/// Whether an event is one of the store's own.
fn is_system<S: EventSet>(event_type: &str) -> bool {
    event_type.starts_with('$') && !S::EVENTS.iter().any(|info| info.matches(event_type))
}

/// The time from one moment to a later one; none, if the clock was set back.
fn between(from: DateTimeOffset, to: DateTimeOffset) -> Duration {
    let since_epoch = |time: DateTimeOffset| {
        let seconds = u64::try_from(time.unix_seconds()).unwrap_or(0);
        Duration::new(seconds, time.subsec_nanos())
    };
    since_epoch(to).saturating_sub(since_epoch(from))
}
