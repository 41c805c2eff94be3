//! A log-structured merge tree: six keyspaces and one batch for what is appended together, durable.
use std::path::Path;
use std::sync::Arc;

use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use plumberd::stream::StreamName;
use rustc_hash::{FxHashMap, FxHashSet};

use super::CACHE_MIB;
use crate::contender::{Append, Contender, Outcome, Query, Refused};
use crate::frame::{self, Frame};
use crate::tally::Tally;
use crate::writer::{Sink, Writer};

pub struct Fjall {
    keyspaces: Arc<Keyspaces>,
    writer: Writer<Batches>,
}

struct Keyspaces {
    database: Database,
    events: Keyspace,
    /// The number of a stream and how many events it has, by its name.
    heads: Keyspace,
    streams: Keyspace,
    categories: Keyspace,
    types: Keyspace,
    ids: Keyspace,
}

struct Batches {
    keyspaces: Arc<Keyspaces>,
    next_position: u64,
    next_stream: u32,
}

impl Fjall {
    pub fn open(folder: &Path) -> Outcome<Self> {
        let builder = Database::builder(folder.join("fjall"));
        let database = builder.cache_size((CACHE_MIB << 20) as u64).open()?;
        let keyspace = |name| database.keyspace(name, KeyspaceCreateOptions::default);
        let keyspaces = Arc::new(Keyspaces {
            events: keyspace("events")?,
            heads: keyspace("heads")?,
            streams: keyspace("streams")?,
            categories: keyspace("categories")?,
            types: keyspace("types")?,
            ids: keyspace("ids")?,
            database,
        });
        let last = |keyspace: &Keyspace| keyspace.last_key_value().map(|last| last.key());
        let next_position = match last(&keyspaces.events).transpose()? {
            Some(key) => u64::from_be_bytes(key[..].try_into()?) + 1,
            None => 0,
        };
        let next_stream = match last(&keyspaces.streams).transpose()? {
            Some(key) => u32::from_be_bytes(key[..4].try_into()?) + 1,
            None => 0,
        };
        let batches = Batches { keyspaces: Arc::clone(&keyspaces), next_position, next_stream };
        Ok(Self { keyspaces, writer: Writer::start(batches) })
    }
}

impl Keyspaces {
    fn head(&self, stream: &str) -> Outcome<Option<(u32, u64)>> {
        let Some(head) = self.heads.get(stream)? else { return Ok(None) };
        let (stream, count) = head.split_at(4);
        Ok(Some((u32::from_be_bytes(stream.try_into()?), u64::from_be_bytes(count.try_into()?))))
    }

    fn event(&self, position: &[u8], tally: &mut Tally) -> Outcome {
        let event = self.events.get(position)?.ok_or("an index points to nothing")?;
        let position = u64::from_be_bytes(position.try_into()?);
        tally.take(Frame::decode(&event)?.into_event(position));
        Ok(())
    }
}

fn stream_key(stream: u32, revision: u64) -> Vec<u8> {
    [&stream.to_be_bytes()[..], &revision.to_be_bytes()].concat()
}

fn name_key(name: &str, position: u64) -> Vec<u8> {
    [name.as_bytes(), &[0], &position.to_be_bytes()].concat()
}

impl Sink for Batches {
    fn commit(&mut self, appends: Vec<Append>) -> Outcome<Vec<Result<u64, Refused>>> {
        let keyspaces = &self.keyspaces;
        let mut batch = keyspaces.database.batch().durability(Some(PersistMode::SyncData));
        let mut answers = Vec::with_capacity(appends.len());
        // A batch does not see its own writes.
        let mut heads = FxHashMap::default();
        let mut ids = FxHashSet::default();
        for append in &appends {
            let (name, id) = (append.stream.as_str(), append.event.id);
            let head = match heads.get(name) {
                Some(head) => Some(*head),
                None => keyspaces.head(name)?,
            };
            let (stream, count) = head.unwrap_or((self.next_stream, 0));
            if count != append.revision() {
                answers.push(Err(Refused::Revision));
                continue;
            }
            if !ids.insert(id) || keyspaces.ids.contains_key(id.as_bytes())? {
                answers.push(Err(Refused::DuplicateId));
                continue;
            }
            if head.is_none() {
                self.next_stream += 1;
            }
            heads.insert(name, (stream, count + 1));
            let position = self.next_position;
            self.next_position += 1;
            let mut event = Vec::with_capacity(512);
            frame::encode(&mut event, append);
            let key = position.to_be_bytes();
            batch.insert(&keyspaces.events, key, event);
            batch.insert(&keyspaces.heads, name, stream_key(stream, count + 1));
            batch.insert(&keyspaces.streams, stream_key(stream, count), key);
            batch.insert(&keyspaces.categories, name_key(frame::category(name), position), []);
            batch.insert(&keyspaces.types, name_key(&append.event.event_type, position), []);
            batch.insert(&keyspaces.ids, *id.as_bytes(), key);
            answers.push(Ok(position));
        }
        batch.commit()?;
        Ok(answers)
    }
}

impl Contender for Fjall {
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
        let keyspaces = &self.keyspaces;
        let limit = limit as usize;
        match query {
            Query::All => {
                for entry in keyspaces.events.iter().take(limit) {
                    let (position, event) = entry.into_inner()?;
                    let position = u64::from_be_bytes(position[..].try_into()?);
                    tally.take(Frame::decode(&event)?.into_event(position));
                }
            }
            Query::Stream(name) => {
                let Some((stream, _)) = keyspaces.head(name.as_str())? else { return Ok(()) };
                for entry in keyspaces.streams.prefix(stream.to_be_bytes()).take(limit) {
                    keyspaces.event(&entry.value()?, tally)?;
                }
            }
            Query::Category(name) | Query::EventType(name) => {
                let by_category = matches!(query, Query::Category(_));
                let keyspace = if by_category { &keyspaces.categories } else { &keyspaces.types };
                let prefix = [name.as_bytes(), &[0]].concat();
                for entry in keyspace.prefix(&prefix).take(limit) {
                    keyspaces.event(&entry.key()?[prefix.len()..], tally)?;
                }
            }
        }
        Ok(())
    }

    fn latest(&self, stream: &StreamName, tally: &mut Tally) -> Outcome {
        let keyspaces = &self.keyspaces;
        let Some((stream, count)) = keyspaces.head(stream.as_str())? else { return Ok(()) };
        let position = keyspaces.streams.get(stream_key(stream, count - 1))?;
        keyspaces.event(&position.ok_or("a stream has no last event")?, tally)
    }
}
