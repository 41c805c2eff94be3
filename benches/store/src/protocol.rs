use std::iter::Sum;
use std::path::PathBuf;
use std::time::Duration;

use plumberd_bench_harness::latency::Latency;
use serde::{Deserialize, Serialize};

use crate::contender::{Opening, Peer};

/// What a worker is told, one line of JSON each.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Command {
    /// Opens a store, and answers with the time until its first read was done.
    Open {
        peer: Peer,
        folder: PathBuf,
        opening: Opening,
        events: u64,
        correlated: bool,
    },
    /// Appends the events of the workload up to a number, in batches; tells each batch when it is asked
    /// to.
    Load {
        to: u64,
        announce: bool,
    },
    /// Appends them one by one, for a time.
    Single {
        millis: u64,
    },
    /// Many writers append one by one, for a time. Their events begin behind those of the load.
    Group {
        writers: u64,
        millis: u64,
    },
    Read {
        reading: Reading,
        millis: u64,
        limit: u64,
    },
    /// Compares what is there with what was acknowledged.
    Audit {
        acknowledged: u64,
    },
    /// Does it all on a small scale, and compares.
    Check,
    CatchUp,
    Live {
        events: u64,
        pause_micros: u64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    Stream,
    All,
    Category,
    EventType,
    Latest,
}

/// What it answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Answer {
    Opened {
        millis: f64,
    },
    /// All events below this number are durable.
    Acknowledged {
        events: u64,
    },
    Loaded {
        cost: Cost,
        peak_rss_mib: f64,
    },
    Done {
        cost: Cost,
    },
    /// The latency is that of all groups so far.
    Group {
        cost: Cost,
        latency: Latency,
    },
    Audited {
        events: u64,
        lost: u64,
        duplicated: u64,
    },
    Checked,
    Live {
        from_call: Latency,
        from_answer: Latency,
    },
    Unsupported {
        reason: String,
    },
    Failed {
        reason: String,
    },
}

/// What something took.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Cost {
    pub events: u64,
    pub seconds: f64,
    /// Of all threads, of user and system: what else the machine does hardly counts into it.
    pub cpu_seconds: f64,
}

impl Cost {
    pub fn new(events: u64, time: Duration, cpu: Duration) -> Self {
        Self { events, seconds: time.as_secs_f64(), cpu_seconds: cpu.as_secs_f64() }
    }

    /// Events a second.
    pub fn rate(&self) -> f64 {
        self.events as f64 / self.seconds
    }

    /// Microseconds of CPU an event.
    pub fn cpu(&self) -> f64 {
        self.cpu_seconds * 1e6 / self.events as f64
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), |sum, cost| Self {
            events: sum.events + cost.events,
            seconds: sum.seconds + cost.seconds,
            cpu_seconds: sum.cpu_seconds + cost.cpu_seconds,
        })
    }
}
