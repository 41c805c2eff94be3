//! A copy-on-write B-tree: six tables and one transaction for what is appended together, durable.
use std::path::Path;
use std::sync::Arc;

use plumberd::stream::StreamName;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use super::CACHE_MIB;
use crate::contender::{Append, Contender, Outcome, Query, Refused};
use crate::frame::{self, Frame};
use crate::tally::Tally;
use crate::writer::{Sink, Writer};

const EVENTS: TableDefinition<u64, &[u8]> = TableDefinition::new("events");
/// The number of a stream and how many events it has.
const HEADS: TableDefinition<&str, (u32, u64)> = TableDefinition::new("heads");
const STREAMS: TableDefinition<(u32, u64), u64> = TableDefinition::new("streams");
const CATEGORIES: TableDefinition<(&str, u64), ()> = TableDefinition::new("categories");
const TYPES: TableDefinition<(&str, u64), ()> = TableDefinition::new("types");
const IDS: TableDefinition<u128, u64> = TableDefinition::new("ids");

pub struct Redb {
    database: Arc<Database>,
    writer: Writer<Tables>,
}

struct Tables {
    database: Arc<Database>,
    next_position: u64,
    next_stream: u32,
    buffer: Vec<u8>,
}

impl Redb {
    pub fn open(folder: &Path) -> Outcome<Self> {
        let mut builder = Database::builder();
        builder.set_cache_size(CACHE_MIB << 20);
        let database = Arc::new(builder.create(folder.join("events.redb"))?);
        let transaction = database.begin_write()?;
        let (next_position, next_stream) = {
            let events = transaction.open_table(EVENTS)?;
            for table in [CATEGORIES, TYPES] {
                transaction.open_table(table)?;
            }
            transaction.open_table(HEADS)?;
            transaction.open_table(IDS)?;
            let streams = transaction.open_table(STREAMS)?;
            let next_position = events.last()?.map_or(0, |(position, _)| position.value() + 1);
            let next_stream = streams.last()?.map_or(0, |(stream, _)| stream.value().0 + 1);
            (next_position, next_stream)
        };
        transaction.commit()?;
        let buffer = Vec::new();
        let tables = Tables { database: Arc::clone(&database), next_position, next_stream, buffer };
        Ok(Self { database, writer: Writer::start(tables) })
    }
}

impl Sink for Tables {
    fn commit(&mut self, appends: Vec<Append>) -> Outcome<Vec<Result<u64, Refused>>> {
        let transaction = self.database.begin_write()?;
        let mut answers = Vec::with_capacity(appends.len());
        {
            let mut events = transaction.open_table(EVENTS)?;
            let mut heads = transaction.open_table(HEADS)?;
            let mut streams = transaction.open_table(STREAMS)?;
            let mut categories = transaction.open_table(CATEGORIES)?;
            let mut types = transaction.open_table(TYPES)?;
            let mut ids = transaction.open_table(IDS)?;
            for append in &appends {
                let (name, id) = (append.stream.as_str(), append.event.id.as_u128());
                let head = heads.get(name)?.map(|head| head.value());
                let (stream, count) = head.unwrap_or((self.next_stream, 0));
                if count != append.revision() {
                    answers.push(Err(Refused::Revision));
                    continue;
                }
                if ids.get(id)?.is_some() {
                    answers.push(Err(Refused::DuplicateId));
                    continue;
                }
                if head.is_none() {
                    self.next_stream += 1;
                }
                let position = self.next_position;
                self.next_position += 1;
                self.buffer.clear();
                frame::encode(&mut self.buffer, append);
                events.insert(position, self.buffer.as_slice())?;
                heads.insert(name, (stream, count + 1))?;
                streams.insert((stream, count), position)?;
                categories.insert((frame::category(name), position), ())?;
                types.insert((&*append.event.event_type, position), ())?;
                ids.insert(id, position)?;
                answers.push(Ok(position));
            }
        }
        transaction.commit()?;
        Ok(answers)
    }
}

impl Contender for Redb {
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
        let transaction = self.database.begin_read()?;
        let events = transaction.open_table(EVENTS)?;
        let limit = limit as usize;
        let mut take = |position: u64| -> Outcome {
            let event = events.get(position)?.ok_or("an index points to nothing")?;
            tally.take(Frame::decode(event.value())?.into_event(position));
            Ok(())
        };
        match query {
            Query::All => {
                for entry in events.range(0..)?.take(limit) {
                    let (position, event) = entry?;
                    tally.take(Frame::decode(event.value())?.into_event(position.value()));
                }
            }
            Query::Stream(name) => {
                let head = transaction.open_table(HEADS)?.get(name.as_str())?;
                let Some((stream, _)) = head.map(|head| head.value()) else { return Ok(()) };
                let streams = transaction.open_table(STREAMS)?;
                for entry in streams.range((stream, 0)..=(stream, u64::MAX))?.take(limit) {
                    take(entry?.1.value())?;
                }
            }
            Query::Category(name) | Query::EventType(name) => {
                let by_category = matches!(query, Query::Category(_));
                let table = transaction.open_table(if by_category { CATEGORIES } else { TYPES })?;
                let name = name.as_str();
                for entry in table.range((name, 0)..=(name, u64::MAX))?.take(limit) {
                    take(entry?.0.value().1)?;
                }
            }
        }
        Ok(())
    }

    fn latest(&self, stream: &StreamName, tally: &mut Tally) -> Outcome {
        let transaction = self.database.begin_read()?;
        let head = transaction.open_table(HEADS)?.get(stream.as_str())?;
        let Some((stream, count)) = head.map(|head| head.value()) else { return Ok(()) };
        let position = transaction.open_table(STREAMS)?.get((stream, count - 1))?;
        let position = position.ok_or("a stream has no last event")?.value();
        let event = transaction.open_table(EVENTS)?.get(position)?;
        let event = event.ok_or("an index points to nothing")?;
        tally.take(Frame::decode(event.value())?.into_event(position));
        Ok(())
    }
}
