//! SQLite as most people would write an event store on it: one table with ordinary indexes, WAL,
//! `synchronous=FULL`, SQLite's own checkpoints, and one transaction for what is appended together.
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use plumberd::stream::StreamName;
use rusqlite::{CachedStatement, Connection, ErrorCode, Params, Row, TransactionBehavior, params};
use uuid::Uuid;

use super::CACHE_MIB;
use crate::contender::{Append, Contender, Outcome, Query, Refused};
use crate::frame;
use crate::tally::{Event, Tally};
use crate::writer::{Sink, Writer};

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS events (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        stream TEXT NOT NULL,
        revision INTEGER NOT NULL,
        category TEXT NOT NULL,
        type TEXT NOT NULL,
        data BLOB NOT NULL,
        metadata BLOB NOT NULL,
        UNIQUE (stream, revision)
    );
    CREATE INDEX IF NOT EXISTS events_category ON events (category, position);
    CREATE INDEX IF NOT EXISTS events_type ON events (type, position);
";
const COLUMNS: &str = "position, id, stream, revision, type, data, metadata";

pub struct SqlitePlain {
    writer: Writer<Events>,
    reader: Mutex<Connection>,
}

struct Events(Connection);

impl SqlitePlain {
    pub fn open(folder: &Path) -> Outcome<Self> {
        let path = folder.join("events.db");
        let writer = connect(&path)?;
        writer.execute_batch(SCHEMA)?;
        let reader = Mutex::new(connect(&path)?);
        Ok(Self { writer: Writer::start(Events(writer)), reader })
    }

    fn reader(&self) -> MutexGuard<'_, Connection> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connect(path: &Path) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -(CACHE_MIB as i64 * 1024))?;
    Ok(connection)
}

impl Sink for Events {
    fn commit(&mut self, appends: Vec<Append>) -> Outcome<Vec<Result<u64, Refused>>> {
        let transaction = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut answers = Vec::with_capacity(appends.len());
        {
            let mut head =
                transaction.prepare_cached("SELECT max(revision) FROM events WHERE stream = ?1")?;
            let mut insert = transaction.prepare_cached(
                "INSERT INTO events (id, stream, revision, category, type, data, metadata)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            for append in &appends {
                let (event, stream) = (&append.event, append.stream.as_str());
                let last: Option<i64> = head.query_one([stream], |row| row.get(0))?;
                if last != append.last.map(|last| last.revision as i64) {
                    answers.push(Err(Refused::Revision));
                    continue;
                }
                let inserted = insert.insert(params![
                    event.id.as_bytes(),
                    stream,
                    append.revision() as i64,
                    frame::category(stream),
                    &*event.event_type,
                    &*event.data,
                    &*event.metadata,
                ]);
                match inserted {
                    Ok(position) => answers.push(Ok(position as u64)),
                    Err(error)
                        if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) =>
                    {
                        answers.push(Err(Refused::DuplicateId));
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        }
        transaction.commit()?;
        Ok(answers)
    }
}

impl Contender for SqlitePlain {
    fn append(&self, append: Append) -> Outcome<u64> {
        self.writer.append(append)
    }

    fn append_shared(&self, append: Append) -> Outcome<u64> {
        self.writer.append_shared(append)
    }

    fn append_batch(&self, appends: Vec<Append>) -> Outcome<Vec<u64>> {
        self.writer.append_batch(appends)
    }

    fn read(&self, query: &Query, limit: u64, tally: &mut Tally) -> Outcome {
        let connection = self.reader();
        let limit = limit as i64;
        let select = |condition: &str, order: &str| {
            connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM events WHERE {condition} ORDER BY {order} LIMIT ?2"
            ))
        };
        match query {
            Query::Stream(stream) => {
                let statement = select("stream = ?1", "revision")?;
                drain(statement, params![stream.as_str(), limit], tally)
            }
            Query::All => drain(select("position > ?1", "position")?, params![0, limit], tally),
            Query::Category(category) => {
                drain(select("category = ?1", "position")?, params![category, limit], tally)
            }
            Query::EventType(name) => {
                drain(select("type = ?1", "position")?, params![name, limit], tally)
            }
        }
    }

    fn latest(&self, stream: &StreamName, tally: &mut Tally) -> Outcome {
        let connection = self.reader();
        let statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM events WHERE stream = ?1 ORDER BY revision DESC LIMIT 1"
        ))?;
        drain(statement, [stream.as_str()], tally)
    }
}

fn drain(mut statement: CachedStatement<'_>, params: impl Params, tally: &mut Tally) -> Outcome {
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        tally.take(event(row)?);
    }
    Ok(())
}

fn event(row: &Row<'_>) -> Outcome<Event> {
    Ok(Event {
        position: row.get::<_, i64>(0)? as u64,
        id: Uuid::from_slice(row.get_ref(1)?.as_blob()?)?.as_u128(),
        stream: row.get(2)?,
        revision: row.get::<_, i64>(3)? as u64,
        event_type: row.get(4)?,
        data: row.get(5)?,
        metadata: row.get(6)?,
    })
}
