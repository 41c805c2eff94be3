//! Handlers of events: what projects them into a read model, or reacts to them.
//!
//! A subscription has a name, reads a [`Source`] from where its checkpoint is, and calls a [`Handler`]
//! with each event of a set, in order. It works on every engine that has subscriptions, and in every
//! async runtime, or in none.
//!
//! ```
//! use std::sync::Arc;
//! use plumberd::{Event, ExpectedRevision, Plumber, PlumberdEvent, PlumberdEvents, Recorded};
//!
//! #[derive(Debug, PlumberdEvent)]
//! #[event(category = "Task")]
//! struct TaskCreated { title: String }
//!
//! #[derive(Debug, PlumberdEvent)]
//! #[event(category = "Task")]
//! struct TaskDone { by: String }
//!
//! #[derive(Debug, PlumberdEvents)]
//! enum TaskEvent { Created(TaskCreated), Done(TaskDone) }
//!
//! # plumberd::testing::block_on(async {
//! let plumber = Plumber::connect("memory:").await?;
//! let mut subscriber = plumber
//!     .subscription("task-list", TaskCreated::CATEGORY)
//!     .handler(|event: Arc<Recorded<TaskEvent>>| async move {
//!         for task in event.events() {
//!             match task {
//!                 TaskEvent::Created(created) => println!("to do: {}", created.title),
//!                 TaskEvent::Done(done) => println!("done by {}", done.by),
//!             }
//!         }
//!         Ok::<(), std::io::Error>(())
//!     });
//! let handle = subscriber.handle();
//! let running = std::thread::spawn(move || subscriber.run_blocking()); // or a task of a runtime: run()
//!
//! let task = TaskCreated { title: "write".into() };
//! plumber.append(&TaskCreated::stream(7), ExpectedRevision::Any, [task]).await?;
//! handle.wait_for(|stats| stats.processed == 1).await;
//! handle.stop();
//! running.join().unwrap()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! # What is promised
//!
//! * Events come in the order of the source, one at a time. The next one comes when the handler is
//!   done with the one before, or it was given up on.
//! * **At least once.** The checkpoint never runs ahead of the handler. After a crash, events behind it
//!   come again: as many as the [`CheckpointPolicy`] says, at most. A stop stores it first.
//! * **Effectively once**, with a [`TransactionalHandler`]: the checkpoint is in the transaction of what
//!   the handler does. `SqliteHandler` (feature `sqlite`) does that in a `SQLite` file.
//! * Nothing is left out silently. An event that fails, cannot be read, or has a type that the set does
//!   not know, stops the subscription, is counted, or is set aside: see [`OnFailure`].
//! * An event that was set aside holds back those with the same key, until it is
//!   [replayed](Subscriber::replay) or [discarded](DeadLetters::discard).
//! * A panic of the handler stops the subscription with an error, as everything that no policy covers.
//!   The events before are in the checkpoint; that one is not.
//! * A store that is lost is asked again, from the last event that was done.
//! * Two programs that run a subscription of the same name find out at their checkpoints, and one of
//!   them stops: [`CheckpointError::Conflict`].
//! * A checkpoint that another store or source made is refused, where the store can tell:
//!   [`SubscriptionError::ForeignCheckpoint`].
//!
//! What subscriptions themselves write, their checkpoints and dead letters, stands in streams that begin
//! with `$plumberd-`, and no subscription gives it to a handler.

mod checkpoint;
mod dead_letter;
mod error;
mod handle;
mod handler;
mod options;
mod plumber;
mod policy;
mod retry;
mod runner;
mod source;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod stats;
mod timer;

#[cfg(feature = "sqlite")]
pub use checkpoint::sqlite::SqliteCheckpoints;
pub use checkpoint::{
    Checkpoint, CheckpointError, Checkpoints, InvalidCheckpoint, MemoryCheckpoints, Place,
    StreamCheckpoints,
};
pub use dead_letter::{DeadLetter, DeadLetterError, DeadLetterReason, DeadLetters};
pub use error::{HandlerFailure, SubscriptionError};
pub use handle::SubscriptionHandle;
pub use handler::{AtLeastOnce, Handler, TransactionalHandler};
pub use options::SubscriptionOptions;
pub use policy::{CheckpointPolicy, OnFailure, Reaction};
pub use retry::RetryPolicy;
pub use runner::{Replay, Replayed, StillWaiting, Subscriber, WaitingCause};
pub use source::Source;
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteHandler, SqliteHandlerError, SqliteProjection};
pub use stats::{State, Stats};
pub use timer::{ThreadTimer, Timer};
