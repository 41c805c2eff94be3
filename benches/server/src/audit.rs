use std::collections::HashMap;

use crate::Outcome;
use crate::contender::Event;
use crate::workload::{marks, stream_number};

/// Follows what a reader of the log is given: positions grow, and no stream lacks an event, or has one
/// twice.
#[derive(Default)]
pub struct Audit {
    last: Option<u64>,
    next: HashMap<u64, u64>,
    pub events: u64,
}

impl Audit {
    pub fn take(&mut self, event: &Event<'_>) -> Outcome {
        let Event { stream, revision, position, data } = *event;
        if self.last.is_some_and(|last| last >= position) {
            return Err(format!("position {position} comes after {:?}", self.last).into());
        }
        let number =
            stream_number(stream).ok_or_else(|| format!("{stream} is no stream of ours"))?;
        let next = self.next.entry(number).or_default();
        if *next != revision {
            return Err(format!("{stream} has revision {revision} instead of {next}").into());
        }
        if marks(data).is_none() {
            return Err(format!("event {revision} of {stream} is not as it was written").into());
        }
        *next += 1;
        self.last = Some(position);
        self.events += 1;
        Ok(())
    }

    /// Whether that was all.
    pub fn finish(&self, events: u64, streams: u64) -> Outcome {
        if self.events == events && self.next.len() as u64 == streams {
            return Ok(());
        }
        let found = self.next.len();
        Err(format!(
            "the log has {} events of {found} streams instead of {events} of {streams}",
            self.events
        )
        .into())
    }
}
