//! What a client process is told, and what it answers.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::latency::Latency;

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
    pub target: Place,
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
    /// Writers append one event at a time, over so many connections.
    Append {
        writers: u64,
        connections: u64,
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
