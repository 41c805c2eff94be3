use std::fmt::{Debug, Display};
use std::future::Future;
use std::sync::Arc;

use super::checkpoint::{Checkpoint, CheckpointError, Checkpoints};
use super::policy::Reaction;
use crate::plumber::Recorded;

/// What a program does with the events of a subscription: one call for each stored event, in order,
/// one at a time.
///
/// The events of one call are [`Recorded::events`]: one, or what an upcaster made of an old one. An
/// event of a type that the set does not know, or one that cannot be read, does not come here; see
/// [`on_unknown`](super::SubscriptionOptions::on_unknown) and
/// [`on_undecodable`](super::SubscriptionOptions::on_undecodable).
///
/// After a crash, events behind the last checkpoint come again: a handler has to bear that, or to be
/// a [`TransactionalHandler`].
///
/// A function that returns a future is a handler:
///
/// ```
/// use std::convert::Infallible;
/// use std::sync::Arc;
/// use plumberd::subscription::Handler;
/// use plumberd::{PlumberdEvent, Recorded};
///
/// #[derive(Debug, PlumberdEvent)]
/// #[event(category = "Task")]
/// struct TaskCreated { title: String }
///
/// fn is_handler<S, H: Handler<S>>(_: &H) {}
///
/// let handler = |event: Arc<Recorded<TaskCreated>>| async move {
///     for task in event.events() {
///         println!("{}: {}", event.stream, task.title);
///     }
///     Ok::<(), Infallible>(())
/// };
/// is_handler(&handler);
///
/// /// A handler with a state, and with errors that another attempt does not help against.
/// struct Titles(Vec<String>);
///
/// impl Handler<TaskCreated> for Titles {
///     type Error = String;
///
///     async fn handle(&mut self, event: Arc<Recorded<TaskCreated>>) -> Result<(), String> {
///         self.0.extend(event.events().map(|task| task.title.clone()));
///         Ok(())
///     }
/// }
/// is_handler(&Titles(Vec::new()));
/// ```
pub trait Handler<S>: Send {
    /// What can go wrong.
    type Error: Display + Debug + Send + 'static;

    /// Handles one stored event.
    ///
    /// A future that takes longer than the subscription's time-out is dropped.
    ///
    /// # Errors
    /// The policy of the subscription says what becomes of the event then.
    fn handle(
        &mut self,
        event: Arc<Recorded<S>>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// What to do about an error; the policy of the subscription, if this is not overridden.
    fn reaction(&self, error: &Self::Error) -> Reaction {
        let _ = error;
        Reaction::Retry
    }
}

impl<S, F, Fut, E> Handler<S> for F
where
    F: FnMut(Arc<Recorded<S>>) -> Fut + Send,
    Fut: Future<Output = Result<(), E>> + Send,
    E: Display + Debug + Send + 'static,
{
    type Error = E;

    fn handle(
        &mut self,
        event: Arc<Recorded<S>>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send {
        self(event)
    }
}

/// A handler that stores the checkpoint itself, in the transaction of what it does. After a crash
/// there is either both or neither, so the effect of each event is there exactly once.
///
/// `SqliteHandler` (feature `sqlite`) is one, ready to use. One for another database keeps a
/// transaction of it between the calls:
///
/// ```
/// use std::sync::Arc;
/// use plumberd::subscription::{Checkpoint, CheckpointError, TransactionalHandler};
/// use plumberd::{PlumberdEvent, Recorded};
///
/// #[derive(Debug, PlumberdEvent)]
/// #[event(category = "Task")]
/// struct TaskCreated { title: String }
///
/// /// Stands for a database: `open` is what its transaction has changed.
/// #[derive(Default)]
/// struct Titles {
///     committed: (Vec<String>, Option<Checkpoint>),
///     open: Option<Vec<String>>,
/// }
///
/// impl TransactionalHandler<TaskCreated> for Titles {
///     type Error = String;
///
///     async fn load(&mut self, _name: &str) -> Result<Option<Checkpoint>, CheckpointError> {
///         self.open = None; // rolls back
///         Ok(self.committed.1.clone())
///     }
///
///     async fn handle(&mut self, event: Arc<Recorded<TaskCreated>>) -> Result<(), String> {
///         let titles = self.open.get_or_insert_with(|| self.committed.0.clone()); // begins
///         titles.extend(event.events().map(|task| task.title.clone()));
///         Ok(())
///     }
///
///     async fn commit(
///         &mut self,
///         _name: &str,
///         _previous: Option<&Checkpoint>,
///         checkpoint: &Checkpoint,
///     ) -> Result<(), CheckpointError> {
///         let titles = self.open.take().unwrap_or_else(|| self.committed.0.clone());
///         self.committed = (titles, Some(checkpoint.clone()));
///         Ok(())
///     }
/// }
/// ```
pub trait TransactionalHandler<S>: Send {
    /// Whether [`handle`](Self::handle) leaves a transaction open. The subscription then commits
    /// before it waits for anything, so that no lock is held meanwhile.
    const HOLDS_TRANSACTION: bool = true;

    /// What can go wrong.
    type Error: Display + Debug + Send + 'static;

    /// Rolls back what was not committed, and tells the checkpoint that was committed last.
    ///
    /// # Errors
    /// When it cannot be read. The subscription comes back if the error
    /// [is retryable](CheckpointError::is_retryable).
    fn load(
        &mut self,
        subscription: &str,
    ) -> impl Future<Output = Result<Option<Checkpoint>, CheckpointError>> + Send;

    /// Handles one stored event in the transaction, and begins one if none is open.
    ///
    /// When it fails, panics or is dropped, it leaves the transaction as it was before: a savepoint
    /// does that. A database without savepoints takes
    /// [`CheckpointPolicy::events(1)`](super::CheckpointPolicy::events), and a transaction that is
    /// rolled back.
    ///
    /// # Errors
    /// The policy of the subscription says what becomes of the event then.
    fn handle(
        &mut self,
        event: Arc<Recorded<S>>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Puts the checkpoint in place of `previous`, in the transaction, and commits; without an open
    /// transaction, in one for itself.
    ///
    /// # Errors
    /// [`CheckpointError::Conflict`] if there is another one than `previous`, be it the new one:
    /// somebody else runs a subscription of that name, and has done the same events. After any error
    /// nothing is committed; after a retryable one, the subscription begins again at what
    /// [`load`](Self::load) tells.
    fn commit(
        &mut self,
        subscription: &str,
        previous: Option<&Checkpoint>,
        checkpoint: &Checkpoint,
    ) -> impl Future<Output = Result<(), CheckpointError>> + Send;

    /// What to do about an error; the policy of the subscription, if this is not overridden.
    fn reaction(&self, error: &Self::Error) -> Reaction {
        let _ = error;
        Reaction::Retry
    }
}

/// A [`Handler`], and where its checkpoint is kept: every event is handled at least once.
#[derive(Debug)]
pub struct AtLeastOnce<H> {
    handler: H,
    checkpoints: Arc<dyn Checkpoints>,
}

impl<H> AtLeastOnce<H> {
    /// A handler whose checkpoint is kept here.
    pub fn new(handler: H, checkpoints: Arc<dyn Checkpoints>) -> Self {
        Self { handler, checkpoints }
    }

    /// The handler.
    pub fn handler(&self) -> &H {
        &self.handler
    }

    /// The handler.
    pub fn into_handler(self) -> H {
        self.handler
    }
}

impl<S, H> TransactionalHandler<S> for AtLeastOnce<H>
where
    S: Send + Sync + 'static,
    H: Handler<S>,
{
    const HOLDS_TRANSACTION: bool = false;

    type Error = H::Error;

    async fn load(&mut self, subscription: &str) -> Result<Option<Checkpoint>, CheckpointError> {
        self.checkpoints.load(subscription).await
    }

    fn handle(
        &mut self,
        event: Arc<Recorded<S>>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send {
        self.handler.handle(event)
    }

    async fn commit(
        &mut self,
        subscription: &str,
        previous: Option<&Checkpoint>,
        checkpoint: &Checkpoint,
    ) -> Result<(), CheckpointError> {
        self.checkpoints.store(subscription, previous, checkpoint).await
    }

    fn reaction(&self, error: &Self::Error) -> Reaction {
        self.handler.reaction(error)
    }
}
