//! The limit that the disk sets: frames at the end of a file that was filled with zeros in advance, one
//! fdatasync for what is written together, and all indexes in memory.
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use plumberd::stream::StreamName;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::contender::{Append, Contender, Opening, Outcome, Query, Refused};
use crate::frame::{self, Frame};
use crate::tally::Tally;
use crate::writer::{Sink, Writer};

/// The length and the CRC32 of what follows.
const HEAD: usize = 8;
/// What the file has for an event: 444 bytes are used.
pub const ROOM_FOR_AN_EVENT: u64 = 512;
const CHUNK: usize = 1 << 20;

pub struct Raw {
    file: Arc<File>,
    index: Arc<RwLock<Index>>,
    writer: Writer<Log>,
}

#[derive(Default)]
struct Index {
    /// Where each event begins, and where the last one ends.
    begins: Vec<u64>,
    streams: FxHashMap<Box<str>, Vec<u32>>,
    categories: FxHashMap<Box<str>, Vec<u32>>,
    types: FxHashMap<Box<str>, Vec<u32>>,
    ids: FxHashSet<u128>,
}

struct Log {
    file: Arc<File>,
    index: Arc<RwLock<Index>>,
    /// As far as there are zeros.
    filled: u64,
    buffer: Vec<u8>,
}

impl Raw {
    pub fn open(folder: &Path, opening: Opening) -> Outcome<Self> {
        let path = folder.join("raw.log");
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let index = scan(&file)?;
        let mut filled = file.metadata()?.len();
        fill(&file, &mut filled, opening.capacity * ROOM_FOR_AN_EVENT)?;
        let (file, index) = (Arc::new(file), Arc::new(RwLock::new(index)));
        let log =
            Log { file: Arc::clone(&file), index: Arc::clone(&index), filled, buffer: Vec::new() };
        Ok(Self { file, index, writer: Writer::start(log) })
    }

    fn event(
        &self,
        bytes: &mut Vec<u8>,
        index: &Index,
        position: u32,
        tally: &mut Tally,
    ) -> Outcome {
        let at = position as usize;
        let (begin, end) = (index.begins[at] + HEAD as u64, index.begins[at + 1]);
        bytes.resize((end - begin) as usize, 0);
        self.file.read_exact_at(bytes, begin)?;
        tally.take(Frame::decode(bytes)?.into_event(u64::from(position)));
        Ok(())
    }

    fn scan(&self, index: &Index, limit: u64, tally: &mut Tally) -> Outcome {
        let events = (index.begins.len() as u64 - 1).min(limit) as usize;
        let mut chunk = Vec::new();
        let mut position = 0;
        while position < events {
            let begin = index.begins[position];
            let fitting =
                index.begins[position..=events].partition_point(|end| end - begin <= CHUNK as u64);
            let next = position + (fitting - 1).max(1);
            chunk.resize((index.begins[next] - begin) as usize, 0);
            self.file.read_exact_at(&mut chunk, begin)?;
            for event in position..next {
                let from = (index.begins[event] - begin) as usize + HEAD;
                let to = (index.begins[event + 1] - begin) as usize;
                tally.take(Frame::decode(&chunk[from..to])?.into_event(event as u64));
            }
            position = next;
        }
        Ok(())
    }
}

impl Index {
    /// Takes the event that ends there.
    fn insert(&mut self, stream: &str, event_type: &str, id: u128, end: u64) {
        let position = self.begins.len() as u32 - 1;
        self.begins.push(end);
        self.ids.insert(id);
        for (map, key) in [
            (&mut self.streams, stream),
            (&mut self.categories, frame::category(stream)),
            (&mut self.types, event_type),
        ] {
            match map.get_mut(key) {
                Some(positions) => positions.push(position),
                None => drop(map.insert(key.into(), vec![position])),
            }
        }
    }

    fn check(&self, append: &Append) -> Result<(), Refused> {
        let events = self.streams.get(append.stream.as_str()).map_or(0, Vec::len) as u64;
        if events != append.revision() {
            return Err(Refused::Revision);
        }
        if self.ids.contains(&append.event.id.as_u128()) {
            return Err(Refused::DuplicateId);
        }
        Ok(())
    }
}

impl Sink for Log {
    fn commit(&mut self, appends: Vec<Append>) -> Outcome<Vec<Result<u64, Refused>>> {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        let begin = *index.begins.last().ok_or("no end")?;
        self.buffer.clear();
        let mut answers = Vec::with_capacity(appends.len());
        for append in appends {
            if let Err(refused) = index.check(&append) {
                answers.push(Err(refused));
                continue;
            }
            let head = self.buffer.len();
            self.buffer.extend_from_slice(&[0; HEAD]);
            frame::encode(&mut self.buffer, &append);
            let (length, crc) = {
                let frame = &self.buffer[head + HEAD..];
                (frame.len() as u32, crc32fast::hash(frame))
            };
            self.buffer[head..head + 4].copy_from_slice(&length.to_le_bytes());
            self.buffer[head + 4..head + HEAD].copy_from_slice(&crc.to_le_bytes());
            answers.push(Ok(index.begins.len() as u64 - 1));
            let end = begin + self.buffer.len() as u64;
            let event = &append.event;
            index.insert(append.stream.as_str(), &event.event_type, event.id.as_u128(), end);
        }
        drop(index);
        let end = begin + self.buffer.len() as u64;
        if end > self.filled {
            fill(&self.file, &mut self.filled, end + 64 * CHUNK as u64)?;
        }
        self.file.write_all_at(&self.buffer, begin)?;
        self.file.sync_data()?;
        Ok(answers)
    }
}

impl Contender for Raw {
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
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        let positions = match query {
            Query::All => return self.scan(&index, limit, tally),
            Query::Stream(stream) => index.streams.get(stream.as_str()),
            Query::Category(category) => index.categories.get(category.as_str()),
            Query::EventType(event_type) => index.types.get(event_type.as_str()),
        };
        let mut bytes = Vec::new();
        for &position in positions.into_iter().flatten().take(limit as usize) {
            self.event(&mut bytes, &index, position, tally)?;
        }
        Ok(())
    }

    fn latest(&self, stream: &StreamName, tally: &mut Tally) -> Outcome {
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        let last = index.streams.get(stream.as_str()).and_then(|positions| positions.last());
        last.map_or(Ok(()), |&last| self.event(&mut Vec::new(), &index, last, tally))
    }
}

/// Writes zeros up to a length, and makes them durable.
fn fill(file: &File, filled: &mut u64, length: u64) -> Outcome {
    let zeros = vec![0; CHUNK];
    if *filled >= length {
        return Ok(());
    }
    while *filled < length {
        file.write_all_at(&zeros, *filled)?;
        *filled += zeros.len() as u64;
    }
    Ok(file.sync_all()?)
}

/// Reads the file up to the first frame that is not whole.
fn scan(file: &File) -> Outcome<Index> {
    let mut index = Index { begins: vec![0], ..Index::default() };
    let length = file.metadata()?.len();
    let (mut chunk, mut chunk_begin, mut at) = (Vec::new(), 0, 0);
    loop {
        let rest = chunk.get(at..).unwrap_or_default();
        let frame = whole(rest);
        if let Some(frame) = frame {
            let taken = HEAD + frame.len();
            let event = Frame::decode(frame)?;
            let end = chunk_begin + (at + taken) as u64;
            index.insert(event.stream, event.event_type, event.id, end);
            at += taken;
            continue;
        }
        // No frame is larger than a chunk, so what begins here is cut off by the chunk, or for good.
        if at == 0 && !chunk.is_empty() {
            return Ok(index);
        }
        chunk_begin += at as u64;
        at = 0;
        chunk.resize(CHUNK.min((length - chunk_begin) as usize), 0);
        file.read_exact_at(&mut chunk, chunk_begin)?;
        if chunk.is_empty() {
            return Ok(index);
        }
    }
}

fn whole(bytes: &[u8]) -> Option<&[u8]> {
    let (head, rest) = bytes.split_at_checked(HEAD)?;
    let length = u32::from_le_bytes(head[..4].try_into().ok()?) as usize;
    let crc = u32::from_le_bytes(head[4..].try_into().ok()?);
    let frame = rest.get(..length)?;
    (length > 0 && crc32fast::hash(frame) == crc).then_some(frame)
}
