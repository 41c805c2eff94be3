use std::collections::HashMap;
use std::convert::Infallible;

use bytes::Bytes;

use super::super::plan::{MetadataStreams, Write};
use super::*;
use crate::engine::reserved::original_of;
use crate::engine::visibility::Truncation;
use crate::store::ContentType;
use crate::testing::event;

/// Streams as simple as can be.
#[derive(Debug, Default)]
pub(crate) struct Fake {
    pub(crate) streams: HashMap<StreamName, Vec<(NewEvent, Position)>>,
    tombstoned: Vec<StreamName>,
    position: u64,
}

impl Fake {
    pub(crate) fn write(&mut self, write: Write) {
        if write.first == TOMBSTONE {
            self.tombstoned.push(write.stream);
            return;
        }
        let events = self.streams.entry(write.stream.clone()).or_default();
        assert_eq!(events.len() as u64, write.first, "a gap in {}", write.stream);
        for event in write.events {
            self.position += 1;
            events.push((event, Position::single(self.position)));
        }
    }

    pub(crate) fn put(&mut self, stream: &str, events: &[NewEvent]) {
        let stream = name(stream);
        let first = self.streams.get(&stream).map_or(0, |events| events.len() as u64);
        self.write(Write { stream, first, events: events.to_vec(), append: None });
    }

    pub(crate) fn tombstone(&mut self, stream: &str) {
        self.tombstoned.push(name(stream));
    }

    pub(crate) fn last_data(&self, stream: &str) -> &str {
        let (event, _) = self.streams[&name(stream)].last().unwrap();
        std::str::from_utf8(&event.data).unwrap()
    }
}

impl Streams for Fake {
    type Error = Infallible;

    fn head(&mut self, stream: &StreamName) -> Result<Head, Infallible> {
        let metadata = self.metadata(stream)?;
        let deleted = metadata
            .as_ref()
            .is_some_and(|data| Truncation::of_event(ContentType::Json, data).is_deleted());
        let state = if self.tombstoned.contains(stream) {
            StreamState::Tombstoned
        } else if deleted {
            StreamState::Deleted
        } else {
            StreamState::Live
        };
        let events = self.streams.get(stream);
        let last = events.and_then(|events| (events.len() as u64).checked_sub(1));
        Ok(Head { last, state, has_metadata: metadata.is_some() })
    }

    fn id_at(
        &mut self,
        stream: &StreamName,
        revision: Revision,
    ) -> Result<Option<(Uuid, Position)>, Infallible> {
        let found =
            self.streams.get(stream).and_then(|events| events.get(usize::try_from(revision).ok()?));
        Ok(found.map(|(event, position)| (event.id, *position)))
    }

    fn find(
        &mut self,
        stream: &StreamName,
        id: Uuid,
    ) -> Result<Option<(Revision, Position)>, Infallible> {
        let events = self.streams.get(stream).into_iter().flatten();
        let found = (0..).zip(events).filter(|(_, (event, _))| event.id == id).last();
        Ok(found.map(|(revision, (_, position))| (revision, *position)))
    }
}

impl MetadataStreams for Fake {
    fn metadata(&mut self, stream: &StreamName) -> Result<Option<Bytes>, Infallible> {
        let found =
            self.streams.iter().find(|(name, _)| original_of(name).as_ref() == Some(stream));
        Ok(found.and_then(|(_, events)| events.last()).map(|(event, _)| event.data.clone()))
    }
}

pub(crate) fn name(name: &str) -> StreamName {
    StreamName::parse(name).unwrap()
}

pub(crate) fn events(count: usize) -> Vec<NewEvent> {
    (0..count).map(|_| event("Happened")).collect()
}

pub(crate) fn metadata(json: &str) -> NewEvent {
    crate::testing::json_event("$metadata", json)
}

pub(crate) const SOFTLY_DELETED: &str = r#"{"$tb":9223372036854775807,"mine":1}"#;

/// The verdict in a few words.
fn verdict(
    fake: &mut Fake,
    stream: &str,
    expected: ExpectedRevision,
    events: &[NewEvent],
) -> String {
    let Ok(verdict) = judge(&name(stream), expected, events, fake);
    match verdict {
        Verdict::Write { first, undelete: Undelete::No } => format!("write {first}"),
        Verdict::Write { first, undelete } => format!("write {first} {undelete:?}"),
        Verdict::Done(Appended { revision, position }) => {
            let text = |number: Option<u64>| number.map_or("none".into(), |n| n.to_string());
            let position = position.map(|position| position.commit);
            format!("done {} at {}", text(revision), text(position))
        }
        Verdict::Refused(AppendError::WrongExpectedRevision { actual, .. }) => {
            format!("wrong {actual:?}")
        }
        Verdict::Refused(AppendError::StreamDeleted { .. }) => "deleted".into(),
        Verdict::Refused(error) => panic!("{error}"),
    }
}

use ExpectedRevision::{Any, Exact, Exists, NoStream};

#[test]
fn expectations_of_a_stream_that_is_not_there() {
    let mut fake = Fake::default();
    for (expected, new, none) in [
        (Any, "write 0", "done none at none"),
        (NoStream, "write 0", "done none at none"),
        (Exists, "wrong None", "wrong None"),
        (Exact(0), "wrong None", "wrong None"),
        (Exact(u64::MAX), "wrong None", "wrong None"),
    ] {
        assert_eq!(verdict(&mut fake, "A-1", expected, &events(2)), new, "{expected}");
        assert_eq!(verdict(&mut fake, "A-1", expected, &[]), none, "{expected}");
    }
    // Metadata is enough for a stream to exist, and has no events.
    fake.put("$$A-1", &[metadata("{}")]);
    assert_eq!(verdict(&mut fake, "A-1", Exists, &events(1)), "write 0");
    assert_eq!(verdict(&mut fake, "A-1", Exists, &[]), "done none at none");
    assert_eq!(verdict(&mut fake, "A-1", NoStream, &events(1)), "write 0");
    assert_eq!(verdict(&mut fake, "A-1", Exact(0), &events(1)), "wrong None");
}

#[test]
fn expectations_of_a_stream() {
    let mut fake = Fake::default();
    fake.put("A-1", &events(4));
    for (expected, new, none) in [
        (Any, "write 4", "done 3 at none"),
        (NoStream, "wrong Some(3)", "wrong Some(3)"),
        (Exists, "write 4", "done 3 at none"),
        (Exact(0), "wrong Some(3)", "wrong Some(3)"),
        (Exact(2), "wrong Some(3)", "wrong Some(3)"),
        (Exact(3), "write 4", "done 3 at none"),
        (Exact(4), "wrong Some(3)", "wrong Some(3)"),
        (Exact(u64::MAX), "wrong Some(3)", "wrong Some(3)"),
    ] {
        assert_eq!(verdict(&mut fake, "A-1", expected, &events(2)), new, "{expected}");
        assert_eq!(verdict(&mut fake, "A-1", expected, &[]), none, "{expected}");
    }
}

#[test]
fn weak_idempotency() {
    let mut fake = Fake::default();
    let all = events(5);
    fake.put("B-1", &all);
    fake.put("A-1", &all[..4]);
    for expected in [Any, Exists] {
        assert_eq!(verdict(&mut fake, "A-1", expected, &all[1..3]), "done 2 at 8");
        // Whatever the order: the last id answers.
        let turned = [all[3].clone(), all[0].clone()];
        assert_eq!(verdict(&mut fake, "A-1", expected, &turned), "done 0 at 6");
        // Held, then not held.
        assert_eq!(verdict(&mut fake, "A-1", expected, &all[2..5]), "wrong Some(3)");
        // The first is not held: all are new, also those that are not.
        let turned = [all[4].clone(), all[0].clone()];
        assert_eq!(verdict(&mut fake, "A-1", expected, &turned), "write 4");
    }
    // An id may come twice; the newest place answers.
    fake.put("A-1", &all[..1]);
    assert_eq!(verdict(&mut fake, "A-1", Any, &all[..1]), "done 4 at 10");
    let twice = [all[4].clone(), all[4].clone()];
    assert_eq!(verdict(&mut fake, "A-1", Any, &twice), "write 5");
}

#[test]
fn strong_idempotency() {
    let mut fake = Fake::default();
    let all = events(5);
    fake.put("A-1", &all[..4]);
    for (expected, events, said) in [
        (NoStream, &all[0..4], "done 3 at 4"),
        (NoStream, &all[0..1], "done 0 at 1"),
        (NoStream, &all[1..2], "wrong Some(3)"),
        (NoStream, &all[0..5], "wrong Some(3)"),
        (Exact(0), &all[1..3], "done 2 at 3"),
        (Exact(0), &all[2..3], "wrong Some(3)"),
        (Exact(1), &all[2..5], "wrong Some(3)"),
        // At the end of the stream nothing is compared.
        (Exact(3), &all[0..2], "write 4"),
    ] {
        assert_eq!(verdict(&mut fake, "A-1", expected, events), said, "{expected}");
    }
}

#[test]
fn a_softly_deleted_stream_comes_back_by_an_append() {
    let mut fake = Fake::default();
    let all = events(3);
    fake.put("A-1", &all);
    fake.put("$$A-1", &[metadata(SOFTLY_DELETED)]);
    for (expected, new, none) in [
        (Any, "write 3 This", "done 2 at none"),
        (NoStream, "write 3 This", "done 2 at none"),
        (Exists, "deleted", "deleted"),
        (Exact(2), "write 3 This", "done 2 at none"),
        (Exact(1), "wrong Some(2)", "wrong Some(2)"),
        (Exact(3), "wrong Some(2)", "wrong Some(2)"),
    ] {
        assert_eq!(verdict(&mut fake, "A-1", expected, &events(2)), new, "{expected}");
        assert_eq!(verdict(&mut fake, "A-1", expected, &[]), none, "{expected}");
    }
    // A retry of what was hidden is still one.
    assert_eq!(verdict(&mut fake, "A-1", NoStream, &all), "done 2 at 3");
    assert_eq!(verdict(&mut fake, "A-1", Any, &all), "done 2 at 3");
    // So is a part of one that goes wrong.
    let part = [all[0].clone(), event("New")];
    assert_eq!(verdict(&mut fake, "A-1", NoStream, &part), "wrong Some(2)");

    // A stream without events can be deleted too.
    fake.put("$$A-2", &[metadata(SOFTLY_DELETED)]);
    assert_eq!(verdict(&mut fake, "A-2", NoStream, &events(1)), "write 0 This");
    assert_eq!(verdict(&mut fake, "A-2", Exists, &events(1)), "deleted");
}

#[test]
fn metadata_of_a_softly_deleted_stream_brings_it_back() {
    let mut fake = Fake::default();
    fake.put("A-1", &events(3));
    fake.put("$$A-1", &[metadata(SOFTLY_DELETED)]);
    let new = [metadata("{}")];
    assert_eq!(verdict(&mut fake, "$$A-1", Any, &new), r#"write 1 Original("A-1", 3)"#);
    assert_eq!(verdict(&mut fake, "$$A-1", Any, &[]), "done 0 at none");
}

#[test]
fn a_tombstoned_stream_takes_nothing() {
    let mut fake = Fake::default();
    let all = events(3);
    fake.put("A-1", &all);
    fake.put("$$A-1", &[metadata("{}")]);
    fake.tombstone("A-1");
    for (expected, none) in [
        (Any, "done none at none"),
        (NoStream, "done none at none"),
        (Exists, "deleted"),
        (Exact(2), "deleted"),
    ] {
        assert_eq!(verdict(&mut fake, "A-1", expected, &events(1)), "deleted", "{expected}");
        assert_eq!(verdict(&mut fake, "A-1", expected, &all), "deleted", "{expected}");
        assert_eq!(verdict(&mut fake, "A-1", expected, &[]), none, "{expected}");
        assert_eq!(verdict(&mut fake, "$$A-1", expected, &events(1)), "deleted", "{expected}");
    }
}

#[test]
fn events_that_cannot_be_are_refused() {
    let stream = name("A-1");
    let limits = Limits { event: 10, append: 25 };
    let check = |events: &[NewEvent]| check_events(&stream, events, limits);
    let of = |size: usize| NewEvent { data: vec![b' '; size].into(), ..event("Happened") };
    assert_eq!(check(&[]).unwrap(), 0);
    assert_eq!(check(&[of(10), of(10), of(5)]).unwrap(), 25);
    let metadata = NewEvent { metadata: "{}".into(), ..of(9) };
    let nil = NewEvent { id: Uuid::nil(), ..of(1) };
    let unnamed = NewEvent { event_type: "".into(), ..of(1) };
    for (events, said) in [
        (
            vec![of(1), of(11)],
            "event 1 (`Happened`) for stream `A-1` has 11 bytes; the limit is 10",
        ),
        (vec![metadata], "event 0 (`Happened`) for stream `A-1` has 11 bytes; the limit is 10"),
        (
            vec![of(10), of(10), of(6)],
            "the append to stream `A-1` has 26 bytes; the limit is 25, so split it",
        ),
        (
            vec![of(1), nil],
            "event 1 (`Happened`) for stream `A-1` has the nil id; give it a fresh one",
        ),
        (vec![unnamed], "stream `A-1` does not take this: event 0 has an empty type; name it"),
    ] {
        assert_eq!(check(&events).unwrap_err().to_string(), said);
    }
    let append = |stream: &str, size| StreamAppend::new(name(stream), Any, vec![of(size)]);
    let appends = [append("A-1", 10), append("B-1", 10), append("A-1", 5)];
    assert_eq!(check_appends(&appends, limits).unwrap(), 25);
    assert_eq!(check_appends(&[], limits).unwrap(), 0);
    let appends = [append("A-1", 10), append("B-1", 10), append("A-1", 6)];
    assert_eq!(
        check_appends(&appends, limits).unwrap_err().to_string(),
        "the append to stream `A-1` has 26 bytes; the limit is 25, so split it"
    );
    let appends = [append("A-1", 10), append("$ce-B", 1)];
    assert!(matches!(check_appends(&appends, limits), Err(AppendError::Reserved { .. })));
}
