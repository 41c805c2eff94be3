//! Random appends, metadata and deletions.

use plumberd::store::{ContentType, Deletion, EventStore, NewEvent, StreamAppend};
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd::testing::{block_on, event};
use uuid::Uuid;

use super::World;
use super::model::Model;
use super::names::{CHANGED, CORRELATIONS, TYPES, choose, name, stream};
use super::rules::Answer;
use crate::common::random::Random;

fn expected(random: &mut Random, last: Option<u64>) -> ExpectedRevision {
    match random.below(8) {
        0 => ExpectedRevision::NoStream,
        1 => ExpectedRevision::Exists,
        2 => ExpectedRevision::Exact(random.below(12)),
        3 | 4 => last.map_or(ExpectedRevision::NoStream, ExpectedRevision::Exact),
        _ => ExpectedRevision::Any,
    }
}

fn new_event(random: &mut Random) -> NewEvent {
    let mut new = event(choose(random, &TYPES));
    if random.one_in(6) {
        let (revision, target) = (random.below(8), stream(random));
        new.event_type = "$>".into();
        new.content_type = ContentType::Binary;
        new.data = format!("{revision}@{target}").into_bytes().into();
    }
    if random.one_in(3) {
        let id = choose(random, &CORRELATIONS);
        new.metadata = format!(r#"{{"$correlationId":"{id}"}}"#).into_bytes().into();
    }
    new
}

/// Events that are new, or a retry of what the stream holds, or a bit of both.
fn new_events(random: &mut Random, model: &Model, stream: &StreamName) -> Vec<NewEvent> {
    let mut events: Vec<_> = (0..random.below(4)).map(|_| new_event(random)).collect();
    let held: Vec<Uuid> = model.of(stream).filter_map(|row| row.id).collect();
    let all: Vec<Uuid> = model.log.iter().filter_map(|row| row.id).collect();
    match random.below(5) {
        0 | 1 if !held.is_empty() => {
            let first = random.index(held.len());
            for (event, id) in events.iter_mut().zip(&held[first..]) {
                event.id = *id;
            }
        }
        2 if !all.is_empty() => {
            for event in &mut events {
                if random.one_in(2) {
                    event.id = choose(random, &all);
                }
            }
        }
        _ => {}
    }
    events
}

fn random_append(random: &mut Random, model: &Model) -> StreamAppend {
    let stream = stream(random);
    let expected = expected(random, model.last(&stream));
    let events = new_events(random, model, &stream);
    StreamAppend::new(stream, expected, events)
}

impl<S: EventStore> World<S> {
    pub(crate) fn append(&mut self) {
        let append = random_append(&mut self.random, &self.model);
        self.check_append(append);
    }

    fn check_append(&mut self, StreamAppend { stream, expected, events }: StreamAppend) {
        let said = self.model.append(&stream, expected, &events);
        let found =
            Answer::of(block_on(self.store.append(stream.clone(), expected, events.clone())));
        assert_eq!(found, said, "append of {events:?} to {stream} with {expected}");
    }

    pub(crate) fn append_many(&mut self) {
        let count = self.random.below(4);
        let mut appends: Vec<_> =
            (0..count).map(|_| random_append(&mut self.random, &self.model)).collect();
        self.check_append_many(&appends);
        // Often it is sent again.
        if self.random.one_in(3) {
            self.check_append_many(&appends);
        }
        if self.random.one_in(6) {
            appends.pop();
            self.check_append_many(&appends);
        }
    }

    fn check_append_many(&mut self, appends: &[StreamAppend]) {
        let said = self.model.append_many(appends);
        let found = Answer::of(block_on(self.store.append_many(appends.to_vec())));
        assert_eq!(found, said, "{appends:?}");
    }

    pub(crate) fn set_metadata(&mut self) {
        let random = &mut self.random;
        let stream = name(&format!("$${}", choose(random, &CHANGED)));
        let json = match random.below(8) {
            0 => format!(r#"{{"$maxCount":{}}}"#, 1 + random.below(5)),
            1 => format!(r#"{{"$maxAge":{}}}"#, 1 + random.below(30)),
            2 => format!(r#"{{"$tb":{},"mine":1}}"#, random.below(10)),
            3 => format!(r#"{{"$maxCount":{},"$maxAge":20,"$tb":2}}"#, 1 + random.below(5)),
            4 => format!(r#"{{"$tb":{},"$maxCount":3}}"#, i64::MAX),
            5 => r#"{"$tb":"x","$maxCount":1}"#.into(),
            6 => "[1]".into(),
            _ => "{}".into(),
        };
        let mut event = plumberd::testing::json_event("$metadata", &json);
        if random.one_in(8) {
            event.content_type = ContentType::Binary;
        }
        let expected = expected(random, self.model.last(&stream));
        self.check_append(StreamAppend::new(stream, expected, vec![event]));
    }

    pub(crate) fn delete(&mut self) {
        let random = &mut self.random;
        let mut stream = name(choose(random, &CHANGED));
        if random.one_in(10) {
            stream = name("$$A-2");
        }
        let expected = expected(random, self.model.last(&stream));
        // A tombstone takes a stream out of the game.
        let deletion = if random.one_in(6) { Deletion::Tombstone } else { Deletion::Soft };
        let said = self.model.delete(&stream, expected, deletion);
        let done = block_on(self.store.delete(stream.clone(), expected, deletion));
        let found = Answer::of(done.map(|done| done.position.unwrap().commit));
        assert_eq!(found, said, "{deletion:?} of {stream} with {expected}");
    }
}
