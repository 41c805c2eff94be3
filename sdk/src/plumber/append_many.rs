use super::Plumber;
use crate::error::Error;
use crate::event::EncodeEvent;
use crate::metadata::Context;
use crate::store::{Appended, StreamAppend};
use crate::stream::{ExpectedRevision, StreamName};

/// An append to many streams, all or nothing, while it is put together.
///
/// ```
/// use plumberd::{Event, ExpectedRevision, Plumber, PlumberdEvent};
///
/// #[derive(Debug, Clone, PartialEq, PlumberdEvent)]
/// #[event(category = "Account", version = "v1")]
/// struct Withdrawn { amount: i64 }
///
/// #[derive(Debug, Clone, PartialEq, PlumberdEvent)]
/// #[event(category = "Account", version = "v1")]
/// struct Paid { amount: i64 }
///
/// # plumberd::testing::block_on(async {
/// let plumber = Plumber::connect("memory:").await?;
/// let done = plumber
///     .append_many()
///     .append(&Withdrawn::stream(1), ExpectedRevision::NoStream, [Withdrawn { amount: 5 }])
///     .append(&Paid::stream(2), ExpectedRevision::Any, [Paid { amount: 5 }])
///     .send()
///     .await?;
/// assert_eq!(done.len(), 2);
/// # Ok::<(), plumberd::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
#[must_use = "nothing is appended before `send`"]
pub struct AppendMany<'a> {
    plumber: &'a Plumber,
    context: Context,
    appends: Result<Vec<StreamAppend>, Error>,
}

impl<'a> AppendMany<'a> {
    pub(super) fn new(plumber: &'a Plumber, context: Context) -> Self {
        Self { plumber, context, appends: Ok(Vec::new()) }
    }

    /// Events for one more stream. A stream may come more than once, and then expects what comes
    /// before.
    pub fn append<E: EncodeEvent>(
        mut self,
        stream: &StreamName,
        expected: ExpectedRevision,
        events: impl IntoIterator<Item = E>,
    ) -> Self {
        if let Ok(appends) = &mut self.appends {
            let events = events
                .into_iter()
                .map(|event| self.plumber.prepare(&self.context, stream, &event))
                .collect::<Result<Vec<_>, Error>>();
            match events {
                Ok(events) => appends.push(StreamAppend::new(stream.clone(), expected, events)),
                Err(error) => self.appends = Err(error),
            }
        }
        self
    }

    /// Only checks what a stream holds: if it is not as expected, nothing is appended.
    pub fn check(mut self, stream: &StreamName, expected: ExpectedRevision) -> Self {
        if let Ok(appends) = &mut self.appends {
            appends.push(StreamAppend::new(stream.clone(), expected, Vec::new()));
        }
        self
    }

    /// Appends all of it. The answers are in the order of the parts.
    ///
    /// # Errors
    /// The first event that cannot be written, or what the store refuses. Nothing is appended then.
    pub async fn send(self) -> Result<Vec<Appended>, Error> {
        Ok(self.plumber.store().append_many(self.appends?).await?)
    }
}
