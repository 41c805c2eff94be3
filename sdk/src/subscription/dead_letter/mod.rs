//! Events that a subscription has set aside.

mod error;
mod letter;
mod trim;
mod waiting;

use std::sync::Arc;

pub use error::DeadLetterError;
pub use letter::{DeadLetter, DeadLetterReason};
pub(super) use letter::{Draft, Outcome};
pub(super) use waiting::Waiting;

use crate::store::{EventStore, ReadError, ReadStream, RecordedEvent};
use crate::stream::{Revision, StreamName};
use crate::testing::next;

/// The events that a subscription has set aside, in the order in which they came.
///
/// They stand in the stream `$plumberd-dead-letters-<subscription>`, as links to the events with what
/// went wrong in their metadata. As long as one of them waits, all later events with its key are set
/// aside behind it, so none is handled before an earlier one.
///
/// To handle them after all, run [`Subscriber::replay`](super::Subscriber::replay): it may run
/// beside the subscription, in this program or another one. To give them up, drop them here.
///
/// ```
/// use std::sync::Arc;
/// use plumberd::subscription::{MemoryCheckpoints, OnFailure, RetryPolicy};
/// use plumberd::{Event, ExpectedRevision, Plumber, PlumberdEvent, Recorded};
///
/// #[derive(Debug, PlumberdEvent)]
/// #[event(category = "Task")]
/// struct TaskCreated { title: String }
///
/// # plumberd::testing::block_on(async {
/// let plumber = Plumber::connect("memory:").await?;
/// let titles = ["", "write"].map(|title| TaskCreated { title: title.into() });
/// plumber.append(&TaskCreated::stream(7), ExpectedRevision::Any, titles).await?;
///
/// let mut subscriber = plumber
///     .subscription("mails", TaskCreated::CATEGORY)
///     .checkpoints(MemoryCheckpoints::new())
///     .on_error(RetryPolicy::never(), OnFailure::Park)
///     .handler(|event: Arc<Recorded<TaskCreated>>| async move {
///         match event.events().find(|task| task.title.is_empty()) {
///             Some(_) => Err("a task without a title"),
///             None => Ok(()),
///         }
///     });
/// let handle = subscriber.handle();
/// let running = std::thread::spawn(move || subscriber.run_blocking());
/// handle.wait_for(|stats| stats.parked == 2).await;
/// handle.stop();
/// running.join().unwrap()?;
///
/// let letters = plumber.dead_letters("mails");
/// let waiting = letters.list().await?;
/// assert_eq!(waiting[0].message, "a task without a title");
/// assert_eq!(waiting[1].message, "an earlier event of `Task-7` waits");
///
/// // The first one will never be handled; the second one may be replayed now.
/// letters.discard(waiting[0].number).await?;
/// assert_eq!(letters.list().await?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct DeadLetters {
    store: Arc<dyn EventStore>,
    subscription: Arc<str>,
}

impl DeadLetters {
    /// Those of the subscription of this name; see also
    /// [`Plumber::dead_letters`](crate::Plumber::dead_letters).
    pub fn new(store: Arc<dyn EventStore>, subscription: impl Into<Arc<str>>) -> Self {
        Self { store, subscription: subscription.into() }
    }

    /// Those that wait, in the order in which they came.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn list(&self) -> Result<Vec<DeadLetter>, DeadLetterError> {
        Ok(self.waiting().await?.into_letters())
    }

    /// The event that a dead letter is about; `None` when it is not in the store any more.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn event(
        &self,
        letter: &DeadLetter,
    ) -> Result<Option<RecordedEvent>, DeadLetterError> {
        event_of(&*self.store, &self.subscription, &letter.stream, letter.revision).await
    }

    /// Gives up one that waits, by its [number](DeadLetter::number). Those behind it keep waiting.
    ///
    /// # Errors
    /// [`DeadLetterError::NotWaiting`] when there is none of that number, and when the store fails.
    pub async fn discard(&self, number: Revision) -> Result<(), DeadLetterError> {
        let mut waiting = self.waiting().await?;
        waiting.release(&*self.store, number, Outcome::Discarded).await?;
        waiting.trim(&*self.store).await
    }

    /// Gives up all that wait with this key, and tells how many. The subscription then handles the
    /// next event of the key as any other.
    ///
    /// # Errors
    /// When the store fails; some may be dropped then.
    pub async fn discard_key(&self, key: &str) -> Result<usize, DeadLetterError> {
        let mut waiting = self.waiting().await?;
        let mut dropped = 0;
        while let Some(first) = waiting.first_of(key) {
            let number = first.number;
            match waiting.release(&*self.store, number, Outcome::Discarded).await {
                Ok(()) => dropped += 1,
                // Somebody else has dropped or replayed it meanwhile.
                Err(DeadLetterError::NotWaiting { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        waiting.trim(&*self.store).await?;
        Ok(dropped)
    }

    async fn waiting(&self) -> Result<Waiting, DeadLetterError> {
        let mut waiting = Waiting::new(&self.subscription)?;
        waiting.refresh(&*self.store).await?;
        Ok(waiting)
    }
}

/// Reads one event.
pub(super) async fn event_of(
    store: &dyn EventStore,
    subscription: &Arc<str>,
    stream: &StreamName,
    revision: Revision,
) -> Result<Option<RecordedEvent>, DeadLetterError> {
    let read = ReadStream::forwards(stream.clone()).from_revision(revision).limit(1);
    match next(&mut store.read_stream(read)).await {
        None | Some(Err(ReadError::StreamNotFound { .. } | ReadError::StreamDeleted { .. })) => {
            Ok(None)
        }
        Some(Ok(event)) => Ok(Some(event).filter(|event| event.revision == revision)),
        Some(Err(source)) => Err(DeadLetterError::Read {
            subscription: Arc::clone(subscription),
            source: source.into(),
        }),
    }
}
