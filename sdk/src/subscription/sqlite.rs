//! Handlers that write to a `SQLite` file, each event in a transaction with the checkpoint.

use std::fmt::{Debug, Display};
use std::path::PathBuf;
use std::sync::Arc;

/// What the signatures here name; a program that uses another version cannot pass its connections.
pub use rusqlite;
use rusqlite::{Connection, Savepoint};

use super::checkpoint::sqlite::{USER, failed};
use super::checkpoint::{Checkpoint, CheckpointError};
use super::handler::TransactionalHandler;
use super::policy::{OnFailure, Reaction};
use crate::plumber::Recorded;

/// What a program does with the events of a subscription in a `SQLite` file. A function is one; see
/// [`SqliteHandler`].
pub trait SqliteProjection<S>: Send {
    /// What can go wrong.
    type Error: Display + Debug + Send + 'static;

    /// Handles one stored event. What is changed through the savepoint, and that only, is there if
    /// and only if the event is done.
    ///
    /// # Errors
    /// What was changed for this event is rolled back, and the policy of the subscription says what
    /// becomes of it.
    fn handle(
        &mut self,
        event: &Recorded<S>,
        transaction: &Savepoint<'_>,
    ) -> Result<(), Self::Error>;

    /// What to do about an error; the policy of the subscription, if this is not overridden.
    fn reaction(&self, error: &Self::Error) -> Reaction {
        let _ = error;
        Reaction::Retry
    }
}

impl<S, F, E> SqliteProjection<S> for F
where
    F: FnMut(&Recorded<S>, &Savepoint<'_>) -> Result<(), E> + Send,
    E: Display + Debug + Send + 'static,
{
    type Error = E;

    fn handle(
        &mut self,
        event: &Recorded<S>,
        transaction: &Savepoint<'_>,
    ) -> Result<(), Self::Error> {
        self(event, transaction)
    }
}

/// A [`SqliteProjection`] on a connection: each event is handled in a transaction that stores the
/// checkpoint, too, in the table `plumberd_checkpoints`. So its effect is there exactly once, whatever
/// happens meanwhile.
///
/// Many events share a transaction while there are many, as
/// [`checkpoint_policy`](super::SubscriptionOptions::checkpoint_policy) says; each has a savepoint of
/// its own. It is committed before the subscription waits for anything. The handler blocks its thread:
/// in a program with a runtime, give the subscription a thread of its own
/// ([`run_blocking`](super::Subscriber::run_blocking)).
///
/// The connection is used as it is, with its own settings: its durability is that of the read model, and
/// the checkpoint goes with it.
///
/// ```
/// use plumberd::subscription::SqliteHandler;
/// use plumberd::subscription::sqlite::rusqlite::{self, Connection, Savepoint};
/// use plumberd::{Event, ExpectedRevision, Plumber, PlumberdEvent, Recorded};
///
/// #[derive(Debug, PlumberdEvent)]
/// #[event(category = "Task")]
/// struct TaskCreated { title: String }
///
/// # plumberd::testing::block_on(async {
/// let connection = Connection::open_in_memory()?; // a file, where it matters
/// connection.execute_batch("CREATE TABLE tasks (stream TEXT PRIMARY KEY, title TEXT)")?;
///
/// let plumber = Plumber::connect("memory:").await?;
/// let mut subscriber = plumber
///     .subscription("task-list", TaskCreated::CATEGORY)
///     .transactional(SqliteHandler::new(
///         connection,
///         |event: &Recorded<TaskCreated>, transaction: &Savepoint<'_>| {
///             for task in event.events() {
///                 transaction.execute(
///                     "INSERT INTO tasks VALUES (?1, ?2)",
///                     [event.stream.as_str(), &task.title],
///                 )?;
///             }
///             Ok::<(), rusqlite::Error>(())
///         },
///     ));
/// let handle = subscriber.handle();
/// let running = std::thread::spawn(move || {
///     subscriber.run_blocking().map(|()| subscriber.into_handler())
/// });
///
/// let task = TaskCreated { title: "write".into() };
/// plumber.append(&TaskCreated::stream(7), ExpectedRevision::Any, [task]).await?;
/// handle.wait_for(|stats| stats.processed == 1).await;
/// handle.stop();
/// let connection = running.join().unwrap()?.into_connection();
/// let title: String = connection.query_row("SELECT title FROM tasks", [], |row| row.get(0))?;
/// assert_eq!(title, "write");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct SqliteHandler<P> {
    connection: Connection,
    path: PathBuf,
    projection: P,
    /// Why what was not committed is gone; nothing may be committed before the next load.
    lost: Option<String>,
}

/// How a [`SqliteHandler`] can fail. `E` is the error of its projection.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SqliteHandlerError<E> {
    /// The projection has failed.
    #[error("{0}")]
    Projection(E),
    /// The transaction cannot be begun or continued.
    #[error("the transaction of the read model: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The projection has committed or rolled back itself.
    #[error(
        "the projection has ended the transaction; leave `COMMIT` and `ROLLBACK` to the subscription"
    )]
    TransactionEnded,
}

impl<P> SqliteHandler<P> {
    /// A projection on this connection.
    pub fn new(connection: Connection, projection: P) -> Self {
        let path = connection.path().filter(|path| !path.is_empty()).unwrap_or(":memory:").into();
        Self { connection, path, projection, lost: None }
    }

    /// The connection, between two events.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The connection. What was not committed is rolled back with its next transaction, or when it is
    /// closed.
    pub fn into_connection(self) -> Connection {
        self.connection
    }

    fn roll_back(&mut self) -> rusqlite::Result<()> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.connection.execute_batch("ROLLBACK")
    }

    fn commit_checkpoint(
        &mut self,
        subscription: &str,
        previous: Option<&Checkpoint>,
        checkpoint: &Checkpoint,
    ) -> Result<(), CheckpointError> {
        let failed = |error: rusqlite::Error| failed(&self.path, subscription, &error);
        if self.connection.is_autocommit() {
            self.connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
        }
        USER.store(&self.connection, &self.path, subscription, previous, checkpoint)?;
        self.connection.execute_batch("COMMIT").map_err(failed)
    }
}

impl<S, P> TransactionalHandler<S> for SqliteHandler<P>
where
    S: Send + Sync + 'static,
    P: SqliteProjection<S>,
{
    type Error = SqliteHandlerError<P::Error>;

    async fn load(&mut self, subscription: &str) -> Result<Option<Checkpoint>, CheckpointError> {
        let rolled_back = self.roll_back().and_then(|()| USER.create(&self.connection));
        rolled_back.map_err(|error| failed(&self.path, subscription, &error))?;
        self.lost = None;
        USER.load(&self.connection, &self.path, subscription)
    }

    async fn handle(&mut self, event: Arc<Recorded<S>>) -> Result<(), Self::Error> {
        if self.connection.is_autocommit() {
            // A lock that is not free is no fault of the event: the subscription comes back to it.
            if let Err(error) = self.connection.execute_batch("BEGIN IMMEDIATE") {
                self.lost = Some(error.to_string());
                return Err(error.into());
            }
        }
        let savepoint = self.connection.savepoint()?;
        let result = match self.projection.handle(&event, &savepoint) {
            Ok(()) => savepoint.commit().map_err(SqliteHandlerError::from),
            Err(error) => {
                drop(savepoint);
                Err(SqliteHandlerError::Projection(error))
            }
        };
        if !self.connection.is_autocommit() {
            return result;
        }
        // SQLite itself rolls back when the disk is full, for one; then the projection fails.
        let ended = !matches!(result, Err(SqliteHandlerError::Projection(_)));
        self.lost = Some("the transaction was rolled back".into());
        if ended { Err(SqliteHandlerError::TransactionEnded) } else { result }
    }

    async fn commit(
        &mut self,
        subscription: &str,
        previous: Option<&Checkpoint>,
        checkpoint: &Checkpoint,
    ) -> Result<(), CheckpointError> {
        if let Some(reason) = &self.lost {
            return Err(CheckpointError::Other {
                subscription: subscription.into(),
                reason: format!("`{}`: {reason}", self.path.display()),
                retryable: true,
            });
        }
        let committed = self.commit_checkpoint(subscription, previous, checkpoint);
        if let Err(error) = &committed {
            self.lost = Some(error.to_string());
            // What cannot be rolled back is rolled back by the next load, or with the connection.
            let _ = self.roll_back();
        }
        committed
    }

    fn reaction(&self, error: &Self::Error) -> Reaction {
        match error {
            SqliteHandlerError::Projection(error) => self.projection.reaction(error),
            SqliteHandlerError::Sqlite(_) => Reaction::Retry,
            SqliteHandlerError::TransactionEnded => Reaction::GiveUp(OnFailure::Stop),
        }
    }
}
