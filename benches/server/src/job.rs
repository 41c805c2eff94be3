//! What a client process is told, and what it answers.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use plumberd_bench_harness::latency::Latency;

/// The sizes of a load.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Load {
    pub events: u64,
    /// Those that append.
    pub clients: u64,
    /// Subscribers of the log.
    pub tails: u64,
    /// Streams that are appended to, each with a subscriber.
    pub streams: u64,
    pub connections: u64,
    /// Appends a second of all clients together; 0 for as many as they can.
    pub rate: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Job {
    pub place: Place,
    pub work: Work,
}

/// What is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Place {
    Ours(SocketAddr),
    Umadb(SocketAddr),
    /// The file of the embedded store.
    Store(PathBuf),
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum Work {
    /// Fills a store that is read later.
    Fill {
        events: u64,
    },
    /// Writers append one event at a time.
    Append {
        writers: u64,
        over: Over,
        millis: u64,
    },
    ReadAll {
        events: u64,
        millis: u64,
    },
    Latest {
        events: u64,
        millis: u64,
    },
    Live {
        events: u64,
        pause_micros: u64,
    },
    Load(Load),
}

/// What the appends of many writers are sent over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Over {
    /// A call each, on so many connections.
    Connections(u64),
    /// One call for all of them.
    Stream,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Answer {
    Filled,
    /// What was done in the time that counts.
    Done {
        operations: u64,
        seconds: f64,
        latency: Option<Latency>,
    },
    Live {
        latency: Latency,
    },
    Load {
        append_seconds: f64,
        delivery_seconds: f64,
        deliveries: u64,
        append: Latency,
        /// At subscribers of the log, and at those of streams.
        log: Latency,
        streams: Latency,
    },
    Failed {
        reason: String,
    },
}
