use std::error::Error;
use std::fmt;
use std::path::Path;

use plumberd::store::NewEvent;
use plumberd::stream::StreamName;
use serde::{Deserialize, Serialize};

use crate::peers;
use crate::tally::Tally;

pub use plumberd_bench_harness::Outcome;

/// A store under measurement. It answers an append when the events are durable, and checks the
/// expectation of each.
pub trait Contender: Send + Sync {
    /// One event of a writer that is alone.
    fn append(&self, append: Append) -> Outcome<u64>;

    /// One event of a writer among many, whose events may share a commit. The answer is the position.
    fn append_shared(&self, append: Append) -> Outcome<u64>;

    /// Many events, durable together. The positions are those of the events.
    fn append_batch(&self, appends: Vec<Append>) -> Outcome<Vec<u64>>;

    /// Gives events to the tally, at most as many as the limit says, oldest first.
    fn read(&self, query: &Query, limit: u64, tally: &mut Tally) -> Outcome;

    /// The last event of a stream, if there is one.
    fn latest(&self, stream: &StreamName, tally: &mut Tally) -> Outcome;

    /// Whether an event with an id that the store holds is refused.
    fn unique_ids(&self) -> bool {
        true
    }

    /// The store as one that can be subscribed to.
    fn subscribable(&self) -> Option<&dyn Subscribable> {
        None
    }
}

/// What only ours can do.
pub trait Subscribable: Sync {
    /// Gives all there is; the answer is how many events came before the subscription had caught up.
    fn catch_up(&self) -> Outcome<u64>;

    /// Tells when the subscription has caught up, and then the id of each event that comes, until it
    /// is told to stop.
    fn follow(&self, caught_up: &mut dyn FnMut(), event: &mut dyn FnMut(u128) -> bool) -> Outcome;
}

/// One event for one stream.
pub struct Append {
    pub stream: StreamName,
    /// The event that the writer takes for the last one; `None` for a new stream.
    pub last: Option<Last>,
    pub event: NewEvent,
}

impl Append {
    /// The revision that the event is to have.
    pub fn revision(&self) -> u64 {
        self.last.map_or(0, |last| last.revision + 1)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Last {
    pub revision: u64,
    /// As the contender told it.
    pub position: u64,
}

#[derive(Debug, Clone)]
pub enum Query {
    Stream(StreamName),
    All,
    Category(String),
    EventType(String),
}

/// Why an append was refused. Nothing of it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    Revision,
    DuplicateId,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Revision => "the stream is not at the expected revision",
            Self::DuplicateId => "there is an event with this id",
        })
    }
}

impl Error for Refused {}

/// What a contender cannot do yet: its case is skipped.
#[derive(Debug)]
pub struct Unsupported(pub String);

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Unsupported {}

/// How to open a contender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// How many events the store will hold in all, for those that write their file in advance.
    pub capacity: u64,
    /// Reads only, for those that have a better setting for that.
    pub for_reading: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Peer {
    Ours,
    Raw,
    Umadb,
    Fjall,
    Redb,
    SqlitePlain,
}

impl Peer {
    pub const ALL: [Self; 6] =
        [Self::Ours, Self::Raw, Self::Umadb, Self::Fjall, Self::Redb, Self::SqlitePlain];

    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Raw => "raw",
            Self::Umadb => "umadb",
            Self::Fjall => "fjall",
            Self::Redb => "redb",
            Self::SqlitePlain => "sqlite-plain",
        }
    }

    /// Opens the store in a folder that exists, or creates it.
    pub fn open(self, folder: &Path, opening: Opening) -> Outcome<Box<dyn Contender>> {
        Ok(match self {
            Self::Ours => Box::new(peers::ours::Ours::open(folder)?),
            Self::Raw => Box::new(peers::raw::Raw::open(folder, opening)?),
            Self::Umadb => Box::new(peers::umadb::Umadb::open(folder, opening)?),
            Self::Fjall => Box::new(peers::fjall::Fjall::open(folder)?),
            Self::Redb => Box::new(peers::redb::Redb::open(folder)?),
            Self::SqlitePlain => Box::new(peers::sqlite_plain::SqlitePlain::open(folder)?),
        })
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
