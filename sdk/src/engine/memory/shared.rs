use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::log::Log;
use super::read::MemoryRead;
use crate::clock::{Clock, DateTimeOffset};
use crate::engine::append::{Streams, TOMBSTONE};
use crate::engine::growth::Growth;
use crate::engine::live::LiveSource;
use crate::engine::virtual_stream::VirtualStream;
use crate::store::{EventStream, ReadAll, ReadStream};
use crate::stream::{Revision, StreamName};

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
        let done = change(&mut log);
        let end = log.len() as u64;
        drop(log);
        self.growth.advance(end);
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

    fn last_revision(&self, stream: &StreamName) -> Option<Revision> {
        let mut log = self.0.lock();
        if let Some(virtual_stream) = VirtualStream::parse(stream) {
            return (log.select_virtual(&virtual_stream).len() as u64).checked_sub(1);
        }
        if log.has_ended(stream) {
            return Some(TOMBSTONE);
        }
        let Ok(head) = log.head(stream);
        head.last
    }
}
