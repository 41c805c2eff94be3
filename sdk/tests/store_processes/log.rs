//! What must hold of a log that several have written.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::RecordedEvent;
use uuid::Uuid;

use super::common::{read, read_all};

/// An event that somebody was told is written.
#[derive(Debug)]
pub(crate) struct Acknowledged {
    pub(crate) id: Uuid,
    pub(crate) revision: u64,
    pub(crate) stream: String,
}

impl Acknowledged {
    /// Reads `ack <id> <revision> <stream>`.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("ack ")?.splitn(3, ' ');
        let id = words.next()?.parse().ok()?;
        let revision = words.next()?.parse().ok()?;
        Some(Self { id, revision, stream: words.next()?.to_owned() })
    }

    pub(crate) fn line(id: Uuid, revision: u64, stream: &str) -> String {
        format!("ack {id} {revision} {stream}\n")
    }
}

/// Whether the log holds these events where they are said to be, and nothing else, without gaps and
/// repetitions, and whether its streams read the same.
pub(crate) fn assert_whole(path: &Path, said: &[Acknowledged]) -> Vec<RecordedEvent> {
    let store = SqliteStore::open(path).unwrap();
    let log = read_all(&store);
    let mut streams: HashMap<&str, Vec<Uuid>> = HashMap::new();
    let mut position = None;
    for event in &log {
        assert!(position < event.position, "positions strictly increase");
        position = event.position;
        let ids = streams.entry(event.stream.as_str()).or_default();
        assert_eq!(event.revision, ids.len() as u64, "in `{}`", event.stream);
        ids.push(event.id);
    }
    let found: HashSet<(Uuid, u64, &str)> =
        log.iter().map(|event| (event.id, event.revision, event.stream.as_str())).collect();
    assert_eq!(found.len(), log.len());
    for event in said {
        let place = (event.id, event.revision, event.stream.as_str());
        assert!(found.contains(&place), "{event:?} was acknowledged");
    }
    assert_eq!(found.len(), said.len(), "nobody wrote anything else");
    for (name, ids) in streams {
        assert!(read(&store, name).iter().map(|event| event.id).eq(ids), "`{name}`");
    }
    store.close().unwrap();
    let connection = rusqlite::Connection::open(path).unwrap();
    let verdict: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    log
}
