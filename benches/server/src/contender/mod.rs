use std::ops::ControlFlow;

use crate::Outcome;
use crate::workload::Proposed;

pub mod ours;
pub mod store;
#[cfg(feature = "umadb")]
pub mod umadb;

/// An event for a stream.
pub struct Append<'a> {
    pub stream: &'a str,
    /// What the writer takes for the last event of the stream.
    pub last: Option<Last>,
    pub event: Proposed,
}

#[derive(Debug, Clone, Copy)]
pub struct Last {
    pub revision: u64,
    /// As the contender told it.
    pub position: u64,
}

impl Append<'_> {
    /// The revision that the event is to have.
    pub fn revision(&self) -> u64 {
        self.last.map_or(0, |last| last.revision + 1)
    }
}

/// An event as it was given.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    pub stream: &'a str,
    pub revision: u64,
    pub position: u64,
    pub data: &'a [u8],
}

/// Something that is asked: a connection to a server, or a store. Clones share what they ask.
pub trait Contender: Clone + Send + Sync + 'static {
    /// Appends one event durably, and gives its position.
    fn append(&self, append: Append<'_>) -> impl Future<Output = Outcome<u64>> + Send;

    /// Gives the whole log, oldest first.
    fn read_all(
        &self,
        each: impl FnMut(&Event<'_>) -> Outcome + Send,
    ) -> impl Future<Output = Outcome> + Send;

    /// Gives the last event of a stream, if there is one.
    fn latest(
        &self,
        stream: &str,
        each: impl FnMut(&Event<'_>) -> Outcome + Send,
    ) -> impl Future<Output = Outcome> + Send;

    /// Gives what is appended from now on, until it is told to stop.
    fn follow(
        &self,
        each: impl FnMut(&Event<'_>) -> Outcome<ControlFlow<()>> + Send,
    ) -> impl Future<Output = Outcome> + Send;
}
