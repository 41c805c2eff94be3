//! UmaDB's core in this process: stream and category are tags, and an expected revision is the condition
//! that no event of the stream stands behind the last one that the writer knows. Events of one type are
//! found by a scan, and ids are stored but not compared: it has less to do than the others.
use std::path::Path;
use std::sync::Arc;

use plumberd::stream::StreamName;
use umadb_core::db::{UmaDb, is_integrity_error, process_append_request};
use umadb_core::mvcc::{Mvcc, StorageOptions};
use umadb_dcb::{
    DcbAppendCondition, DcbEvent, DcbEventStoreSync, DcbQuery, DcbQueryItem, DcbSequencedEvent,
};

use super::CACHE_MIB;
use crate::contender::{Append, Contender, Opening, Outcome, Query, Refused};
use crate::frame;
use crate::tally::{Event, Tally};
use crate::writer::{Sink, Writer};

/// A read gives all of its events at once; its server asks for this many.
const PAGE: u32 = 1024;

pub struct Umadb {
    database: UmaDb,
    writer: Writer<Requests>,
}

struct Requests(Arc<Mvcc>);

impl Umadb {
    pub fn open(folder: &Path, opening: Opening) -> Outcome<Self> {
        // Its cache slows scans down, and is off by default.
        let cache = if opening.for_reading { 0 } else { CACHE_MIB };
        let options = StorageOptions::default().db_path(folder).page_cache_max_mb(cache);
        let mvcc = Arc::new(Mvcc::new(false, options)?);
        let writer = Writer::start(Requests(Arc::clone(&mvcc)));
        Ok(Self { database: UmaDb::from_arc(mvcc), writer })
    }

    fn page(
        &self,
        query: DcbQuery,
        from: Option<u64>,
        backwards: bool,
        limit: u32,
    ) -> Outcome<Vec<DcbSequencedEvent>> {
        let query = (!query.items.is_empty()).then_some(query);
        Ok(self.database.read_with_head(query, from, backwards, Some(limit))?.0)
    }
}

fn stream_tag(stream: &str) -> String {
    format!("stream:{stream}")
}

fn category_tag(category: &str) -> String {
    format!("category:{category}")
}

fn tagged(tag: String) -> DcbQuery {
    DcbQuery::new().item(DcbQueryItem::new().tags([tag]))
}

fn event(append: Append) -> (DcbEvent, DcbAppendCondition) {
    let stream = append.stream.as_str();
    let condition = DcbAppendCondition::new(tagged(stream_tag(stream)))
        .after(append.last.map(|last| last.position));
    let metadata = String::from_utf8_lossy(&append.event.metadata).into_owned();
    let event = DcbEvent {
        event_type: append.event.event_type.as_ref().to_owned(),
        tags: vec![stream_tag(stream), category_tag(frame::category(stream))],
        uuid: Some(append.event.id),
        // It knows no revisions.
        metadata: vec![
            ("revision".to_owned(), append.revision().to_string()),
            ("metadata".to_owned(), metadata),
        ],
        data: append.event.data.into(),
    };
    (event, condition)
}

impl Sink for Requests {
    /// As its writer thread does it.
    fn commit(&mut self, appends: Vec<Append>) -> Outcome<Vec<Result<u64, Refused>>> {
        let mut writer = self.0.writer()?;
        let mut answers = Vec::with_capacity(appends.len());
        for append in appends {
            let (event, condition) = event(append);
            let (events, condition) = (vec![event], Some(condition));
            match process_append_request(events, condition, None, &*self.0, &mut writer, None) {
                Ok(position) => answers.push(Ok(position)),
                Err(error) if is_integrity_error(&error) => answers.push(Err(Refused::Revision)),
                Err(error) => return Err(error.into()),
            }
        }
        self.0.commit(&mut writer)?;
        Ok(answers)
    }
}

impl Contender for Umadb {
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
        let query = match query {
            Query::All => DcbQuery::new(),
            Query::Stream(stream) => tagged(stream_tag(stream.as_str())),
            Query::Category(category) => tagged(category_tag(category)),
            Query::EventType(name) => {
                DcbQuery::new().item(DcbQueryItem::new().types([name.as_str()]))
            }
        };
        let (mut from, mut rest) = (None, limit);
        loop {
            let page = rest.min(u64::from(PAGE)) as u32;
            let events = self.page(query.clone(), from, false, page)?;
            let read = events.len() as u64;
            from = events.last().map(|event| event.position + 1);
            for event in events {
                tally.take(owned(event)?);
            }
            rest -= read;
            if read < u64::from(page) || rest == 0 {
                return Ok(());
            }
        }
    }

    fn latest(&self, stream: &StreamName, tally: &mut Tally) -> Outcome {
        for event in self.page(tagged(stream_tag(stream.as_str())), None, true, 1)? {
            tally.take(owned(event)?);
        }
        Ok(())
    }

    fn unique_ids(&self) -> bool {
        false
    }
}

fn owned(read: DcbSequencedEvent) -> Outcome<Event> {
    let mut event = read.event;
    let (_, metadata) = event.metadata.pop().ok_or("an event has no metadata")?;
    let (_, revision) = event.metadata.pop().ok_or("an event has no revision")?;
    let mut stream = event.tags.swap_remove(0);
    stream.drain(.."stream:".len());
    Ok(Event {
        id: event.uuid.ok_or("an event has no id")?.as_u128(),
        stream,
        event_type: event.event_type,
        data: event.data,
        metadata: metadata.into_bytes(),
        revision: revision.parse()?,
        position: read.position,
    })
}
