use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::log::Log;
use super::read::MemoryRead;
use crate::clock::{Clock, DateTimeOffset};
use crate::engine::growth::{Grown, Growth};
use crate::engine::live::LiveSource;
use crate::engine::topic::Topic;
use crate::store::{EventStream, ReadAll, ReadStream};

/// What a store shares with its reads and subscriptions.
pub(super) struct Shared {
    log: Mutex<Log>,
    pub(super) growth: Arc<Growth>,
    pub(super) clock: Arc<dyn Clock>,
}

impl Shared {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { log: Mutex::default(), growth: Arc::new(Growth::new(0)), clock }
    }

    /// The log changes only after an append has been judged, so a panic elsewhere cannot have left
    /// it half changed.
    pub(super) fn lock(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> DateTimeOffset {
        self.clock.now()
    }

    /// Changes the log and wakes who waits for that.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Log) -> T) -> T {
        let mut log = self.lock();
        let before = log.len();
        let done = change(&mut log);
        let new = log.events.get(before..).unwrap_or_default();
        let topics: Vec<Topic> =
            new.iter().flat_map(|event| Topic::of_event_in(&event.stream)).collect();
        let end = log.len() as u64;
        drop(log);
        self.growth.advance(end, Grown::About(&topics));
        done
    }
}

/// The reading side of a store.
pub(super) struct Reads(pub(super) Arc<Shared>);

impl LiveSource for Reads {
    fn read_stream(&self, read: ReadStream) -> EventStream {
        Box::pin(MemoryRead::of_stream(Arc::clone(&self.0), read))
    }

    fn read_all(&self, read: ReadAll) -> EventStream {
        Box::pin(MemoryRead::of_log(Arc::clone(&self.0), read))
    }

    fn growth(&self) -> &Arc<Growth> {
        &self.0.growth
    }

    fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    fn place(&self) -> String {
        "memory:".into()
    }
}
