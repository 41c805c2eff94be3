//! How far a subscription has come, and where that is kept.

mod error;
mod memory;
mod place;
#[cfg(feature = "sqlite")]
pub(super) mod sqlite;
mod stream;

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};
use uuid::Uuid;

pub use error::CheckpointError;
pub use memory::MemoryCheckpoints;
pub use place::Place;
pub use stream::StreamCheckpoints;

use crate::store::BoxFuture;
use crate::stream::{Position, Revision, StreamName};

/// How far a subscription has come. As JSON it is what all [`Checkpoints`] keep.
///
/// ```
/// use plumberd::StreamName;
/// use plumberd::subscription::{Checkpoint, Place};
///
/// let place = Place::InStream { stream: StreamName::parse("Task-7")?, after: Some(41) };
/// let checkpoint = Checkpoint { place, event: None };
/// assert_eq!(checkpoint.to_json(), r#"{"stream":"Task-7","revision":41}"#);
/// assert_eq!(Checkpoint::parse(r#"{"stream":"Task-7","revision":41}"#)?, checkpoint);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Behind which place to go on.
    pub place: Place,
    /// The id of the event at that place, if it was an event: another store has another one there.
    pub event: Option<Uuid>,
}

impl Checkpoint {
    /// The JSON that is stored.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Map::new();
        match &self.place {
            Place::InStream { stream, after } => {
                json.insert("stream".into(), stream.as_str().into());
                json.insert("revision".into(), (*after).into());
            }
            Place::InLog { after } => {
                json.insert("commit".into(), after.map(|after| after.commit).into());
                json.insert("prepare".into(), after.map(|after| after.prepare).into());
            }
        }
        if let Some(event) = self.event {
            json.insert("event".into(), event.hyphenated().to_string().into());
        }
        // The order of the keys is not that of the map in every build.
        let order = ["stream", "revision", "commit", "prepare", "event"];
        let entries = order.iter().filter_map(|key| Some((key, json.get(*key)?)));
        let entries: Vec<_> = entries.map(|(key, value)| format!("\"{key}\":{value}")).collect();
        format!("{{{}}}", entries.join(","))
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// What is wrong with the text, in words.
    pub fn parse(json: &str) -> Result<Self, InvalidCheckpoint> {
        let invalid = |reason: &str| InvalidCheckpoint { reason: reason.into() };
        let json: Map<String, Value> = serde_json::from_str(json)
            .map_err(|error| InvalidCheckpoint { reason: error.to_string() })?;
        let number = |key: &str| match json.get(key) {
            None => Err(InvalidCheckpoint { reason: format!("`{key}` is missing") }),
            Some(Value::Null) => Ok(None),
            Some(value) => match value.as_u64() {
                Some(number) => Ok(Some(number)),
                None => Err(InvalidCheckpoint {
                    reason: format!("`{key}` is {value}, which is no whole number from 0"),
                }),
            },
        };
        let place = if let Some(stream) = json.get("stream") {
            let stream = stream.as_str().ok_or_else(|| invalid("`stream` is not a text"))?;
            let stream = StreamName::parse(stream)
                .map_err(|error| InvalidCheckpoint { reason: error.to_string() })?;
            Place::InStream { stream, after: number("revision")? }
        } else {
            match (number("commit")?, number("prepare")?) {
                (Some(commit), Some(prepare)) => {
                    Place::InLog { after: Some(Position { commit, prepare }) }
                }
                (None, None) => Place::InLog { after: None },
                _ => return Err(invalid("`commit` and `prepare` do not belong together")),
            }
        };
        let event = match json.get("event") {
            None | Some(Value::Null) => None,
            Some(id) => {
                let id = id.as_str().and_then(|id| Uuid::try_parse(id).ok());
                Some(id.ok_or_else(|| invalid("`event` is not an id"))?)
            }
        };
        Ok(Self { place, event })
    }

    /// Behind a revision of a stream.
    #[must_use]
    pub fn after_revision(stream: StreamName, revision: Revision) -> Self {
        Self { place: Place::InStream { stream, after: Some(revision) }, event: None }
    }

    /// Behind a position of the log.
    #[must_use]
    pub fn after_position(position: Position) -> Self {
        Self { place: Place::InLog { after: Some(position) }, event: None }
    }
}

/// A text that is not a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a checkpoint: {reason}")]
pub struct InvalidCheckpoint {
    /// What is wrong with it.
    pub reason: String,
}

/// Where checkpoints are kept, by the name of their subscription.
///
/// What is built in: [`MemoryCheckpoints`], [`StreamCheckpoints`] in any store, and
/// `SqliteCheckpoints` (feature `sqlite`) in a file.
///
/// A checkpoint that has to be stored together with what the handler does, in one transaction, is
/// the matter of [`TransactionalHandler`](super::TransactionalHandler).
pub trait Checkpoints: fmt::Debug + Send + Sync + 'static {
    /// The checkpoint that was stored last; `None` if there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    fn load<'a>(
        &'a self,
        subscription: &'a str,
    ) -> BoxFuture<'a, Result<Option<Checkpoint>, CheckpointError>>;

    /// Stores a checkpoint in place of `previous`, which the subscription has loaded or stored last.
    /// If there already is the new one, this is a retry, and fine.
    ///
    /// # Errors
    /// [`CheckpointError::Conflict`] if there is another one: somebody else runs a subscription of
    /// that name. And when it cannot be written.
    fn store<'a>(
        &'a self,
        subscription: &'a str,
        previous: Option<&'a Checkpoint>,
        checkpoint: &'a Checkpoint,
    ) -> BoxFuture<'a, Result<(), CheckpointError>>;

    /// Forgets the checkpoint, so that the subscription begins anew. It must not be running.
    ///
    /// # Errors
    /// When it cannot be written.
    fn remove<'a>(&'a self, subscription: &'a str) -> BoxFuture<'a, Result<(), CheckpointError>>;
}

impl<C: Checkpoints + ?Sized> Checkpoints for Arc<C> {
    fn load<'a>(
        &'a self,
        subscription: &'a str,
    ) -> BoxFuture<'a, Result<Option<Checkpoint>, CheckpointError>> {
        (**self).load(subscription)
    }

    fn store<'a>(
        &'a self,
        subscription: &'a str,
        previous: Option<&'a Checkpoint>,
        checkpoint: &'a Checkpoint,
    ) -> BoxFuture<'a, Result<(), CheckpointError>> {
        (**self).store(subscription, previous, checkpoint)
    }

    fn remove<'a>(&'a self, subscription: &'a str) -> BoxFuture<'a, Result<(), CheckpointError>> {
        (**self).remove(subscription)
    }
}

/// An error if somebody else has stored one.
fn check_previous(
    subscription: &str,
    stored: Option<&Checkpoint>,
    previous: Option<&Checkpoint>,
) -> Result<(), CheckpointError> {
    if stored == previous {
        return Ok(());
    }
    Err(CheckpointError::Conflict {
        subscription: subscription.into(),
        expected: previous.map(|checkpoint| Box::new(checkpoint.place.clone())),
        found: stored.map(|checkpoint| Box::new(checkpoint.place.clone())),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_survive() {
        let stream = StreamName::parse("Größe-\"1\"").unwrap();
        let id = Uuid::now_v7();
        for (place, json) in [
            (
                Place::InStream { stream: stream.clone(), after: Some(u64::MAX) },
                r#"{"stream":"Größe-\"1\"","revision":18446744073709551615,"event":"#,
            ),
            (
                Place::InStream { stream, after: None },
                r#"{"stream":"Größe-\"1\"","revision":null,"event":"#,
            ),
            (
                Place::InLog { after: Some(Position { commit: 8, prepare: 7 }) },
                r#"{"commit":8,"prepare":7,"event":"#,
            ),
            (Place::InLog { after: None }, r#"{"commit":null,"prepare":null,"event":"#),
        ] {
            let checkpoint = Checkpoint { place: place.clone(), event: Some(id) };
            assert_eq!(checkpoint.to_json(), format!("{json}\"{id}\"}}"));
            assert_eq!(Checkpoint::parse(&checkpoint.to_json()).unwrap(), checkpoint);
            let checkpoint = Checkpoint { place, event: None };
            assert_eq!(Checkpoint::parse(&checkpoint.to_json()).unwrap(), checkpoint);
        }
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        for (json, reason) in [
            ("", "EOF while parsing a value at line 1 column 0"),
            ("[]", "invalid type: sequence, expected a map at line 1 column 0"),
            ("{}", "`commit` is missing"),
            (r#"{"commit":1}"#, "`prepare` is missing"),
            (r#"{"commit":1,"prepare":null}"#, "`commit` and `prepare` do not belong together"),
            (r#"{"commit":-1,"prepare":1}"#, "`commit` is -1, which is no whole number from 0"),
            (r#"{"stream":7}"#, "`stream` is not a text"),
            (r#"{"stream":""}"#, "a stream name or id cannot be empty"),
            (r#"{"stream":"A-1"}"#, "`revision` is missing"),
            (
                r#"{"stream":"A-1","revision":1.5}"#,
                "`revision` is 1.5, which is no whole number from 0",
            ),
            (r#"{"stream":"A-1","revision":1,"event":"x"}"#, "`event` is not an id"),
        ] {
            let error = Checkpoint::parse(json).unwrap_err().to_string();
            assert_eq!(error, format!("not a checkpoint: {reason}"), "{json}");
        }
    }
}
