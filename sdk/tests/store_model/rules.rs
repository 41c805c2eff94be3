//! What an append and a deletion come to.

use plumberd::store::{AppendError, Appended, Deletion, NewEvent, StreamAppend};
use plumberd::stream::{ExpectedRevision, Position, StreamName};
use serde_json::{Map, Value};

use super::model::{MAX, Model, Row};
use super::names::{CORRELATIONS, name};

/// What an engine answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer<T> {
    Done(T),
    Wrong { stream: StreamName, actual: Option<u64> },
    Deleted { stream: StreamName },
    Reserved { stream: StreamName },
}

impl<T> Answer<T> {
    pub(crate) fn of(result: Result<T, AppendError>) -> Self {
        match result {
            Ok(done) => Self::Done(done),
            Err(AppendError::WrongExpectedRevision { stream, actual, .. }) => {
                Self::Wrong { stream, actual }
            }
            Err(AppendError::StreamDeleted { stream }) => Self::Deleted { stream },
            Err(AppendError::Reserved { stream, .. }) => Self::Reserved { stream },
            Err(error) => panic!("{error}"),
        }
    }
}

enum Judged {
    /// Write at the end, or check only.
    Met,
    Retry(Appended),
    Wrong,
    Deleted,
}

impl Model {
    fn judge(
        &self,
        stream: &StreamName,
        expected: ExpectedRevision,
        events: &[NewEvent],
        known: &Self,
    ) -> Judged {
        use ExpectedRevision::{Any, Exact, Exists, NoStream};
        let last = self.last(stream);
        let deleted = self.is_softly_deleted(stream);
        if self.has_ended(stream) {
            let met = events.is_empty() && matches!(expected, Any | NoStream);
            return if met { Judged::Met } else { Judged::Deleted };
        }
        if expected == Exists && deleted {
            return Judged::Deleted;
        }
        let rows: Vec<&Row> = known.of(stream).collect();
        let answer = |row: &Row| {
            let position = Some(Position::single(row.position));
            Judged::Retry(Appended { revision: Some(row.revision), position })
        };
        // Where revisions are expected, ids are looked for behind them; the first tells new events
        // from old ones.
        let behind = match expected {
            Exists if last.is_none() && self.metadata(stream).is_none() => return Judged::Wrong,
            Any | Exists => {
                let held = |event: &NewEvent| rows.iter().rfind(|row| row.id == Some(event.id));
                return match events.iter().map(held).collect::<Option<Vec<_>>>() {
                    Some(found) if !found.is_empty() => answer(found[found.len() - 1]),
                    _ if events.first().is_some_and(|first| held(first).is_some()) => Judged::Wrong,
                    _ => Judged::Met,
                };
            }
            NoStream => 0,
            Exact(revision) if Some(revision) > last => return Judged::Wrong,
            Exact(revision) => revision + 1,
        };
        if last.map_or(0, |last| last + 1) == behind {
            return Judged::Met;
        }
        let stands = |index: usize| {
            let at = usize::try_from(behind).unwrap() + index;
            rows.get(at).filter(|row| row.id == Some(events[index].id))
        };
        match (0..events.len()).map(stands).collect::<Option<Vec<_>>>() {
            Some(found) if !found.is_empty() => answer(found[found.len() - 1]),
            _ if expected == NoStream && deleted && (events.is_empty() || stands(0).is_none()) => {
                Judged::Met
            }
            _ => Judged::Wrong,
        }
    }

    fn push(&mut self, row: Row) -> Appended {
        let (revision, position) = (Some(row.revision), Some(Position::single(row.position)));
        self.log.push(row);
        Appended { revision, position }
    }

    fn next(&self, stream: &StreamName) -> u64 {
        self.last(stream).map_or(0, |last| last + 1)
    }

    /// The event that the store writes to the metadata stream of a stream.
    fn push_metadata(&mut self, stream: &StreamName, keys: Map<String, Value>) -> Appended {
        let stream = name(&format!("$${stream}"));
        self.push(Row {
            revision: self.next(&stream),
            position: self.log.len() as u64 + 1,
            id: None,
            event_type: "$metadata".into(),
            is_json: true,
            data: Value::Object(keys).to_string(),
            correlation: None,
            recorded_at: self.now,
            stream,
        })
    }

    /// Shows a softly deleted stream again, from its next revision on.
    fn undelete(&mut self, stream: &StreamName) {
        let row = self.metadata(stream).unwrap();
        let Ok(mut keys) = serde_json::from_str::<Map<String, Value>>(&row.data) else { return };
        keys.insert("$tb".into(), self.next(stream).into());
        self.push_metadata(stream, keys);
    }

    fn write(&mut self, stream: &StreamName, events: &[NewEvent]) -> Appended {
        if self.is_softly_deleted(stream) {
            self.undelete(stream);
        }
        let original = stream.as_str().strip_prefix("$$").map(name);
        let was_deleted = original.filter(|original| self.is_softly_deleted(original));
        let mut done = Appended { revision: None, position: None };
        for event in events {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            let metadata = text(&event.metadata);
            done = self.push(Row {
                stream: stream.clone(),
                revision: self.next(stream),
                position: self.log.len() as u64 + 1,
                id: Some(event.id),
                event_type: event.event_type.to_string(),
                is_json: event.content_type == plumberd::store::ContentType::Json,
                data: text(&event.data),
                correlation: CORRELATIONS
                    .into_iter()
                    .find(|id| metadata.contains(&format!("\"{id}\""))),
                recorded_at: self.now,
            });
        }
        if let Some(original) = was_deleted {
            self.undelete(&original);
        }
        done
    }

    pub(crate) fn append(
        &mut self,
        stream: &StreamName,
        expected: ExpectedRevision,
        events: &[NewEvent],
    ) -> Answer<Appended> {
        match self.judge(stream, expected, events, self) {
            Judged::Wrong => Answer::Wrong { stream: stream.clone(), actual: self.last(stream) },
            Judged::Deleted => Answer::Deleted { stream: stream.clone() },
            Judged::Retry(done) => Answer::Done(done),
            Judged::Met if events.is_empty() => {
                let revision = self.last(stream).filter(|_| !self.has_ended(stream));
                Answer::Done(Appended { revision, position: None })
            }
            Judged::Met => Answer::Done(self.write(stream, events)),
        }
    }

    /// Tries on a copy, part by part.
    pub(crate) fn append_many(&mut self, appends: &[StreamAppend]) -> Answer<Vec<Appended>> {
        let mut after = Self { log: self.log.clone(), now: self.now };
        let (mut answers, mut failed, mut check_failed, mut retried) =
            (Vec::new(), None, None, None);
        let mut written = false;
        for StreamAppend { stream, expected, events } in appends {
            let actual = after.last(stream);
            let wrong = Answer::Wrong { stream: stream.clone(), actual };
            let mut done = Appended { revision: None, position: None };
            match after.judge(stream, *expected, events, self) {
                Judged::Met if events.is_empty() => {
                    done.revision = actual.filter(|_| !after.has_ended(stream));
                }
                Judged::Met => {
                    written = true;
                    done = after.write(stream, events);
                }
                Judged::Retry(again) => {
                    done = again;
                    retried.get_or_insert(wrong);
                }
                refused => {
                    let error = match refused {
                        Judged::Deleted => Answer::Deleted { stream: stream.clone() },
                        _ => wrong,
                    };
                    if events.is_empty() {
                        check_failed.get_or_insert(error);
                    } else {
                        failed.get_or_insert(error);
                    }
                }
            }
            answers.push(done);
        }
        // A retry of everything is not checked again.
        if failed.is_none() && !written && retried.is_some() {
            return Answer::Done(answers);
        }
        match failed.or(check_failed).or(retried) {
            Some(error) => error,
            None => {
                *self = after;
                Answer::Done(answers)
            }
        }
    }

    /// The position of the event that says so.
    pub(crate) fn delete(
        &mut self,
        stream: &StreamName,
        expected: ExpectedRevision,
        deletion: Deletion,
    ) -> Answer<u64> {
        if stream.as_str().starts_with("$$") {
            return Answer::Reserved { stream: stream.clone() };
        }
        // As an append of an event that never was.
        let new = plumberd::testing::event("Deletion");
        let never_was = self.last(stream).is_none() && self.metadata(stream).is_none();
        match self.judge(stream, expected, &[new], self) {
            Judged::Deleted => return Answer::Deleted { stream: stream.clone() },
            Judged::Met if !(never_was && deletion == Deletion::Soft) => {}
            _ => return Answer::Wrong { stream: stream.clone(), actual: self.last(stream) },
        }
        let done = match deletion {
            Deletion::Soft => {
                self.push_metadata(stream, Map::from_iter([("$tb".into(), MAX.into())]))
            }
            Deletion::Tombstone => self.push(Row {
                stream: stream.clone(),
                revision: MAX,
                position: self.log.len() as u64 + 1,
                id: None,
                event_type: "$streamDeleted".into(),
                is_json: false,
                data: String::new(),
                correlation: None,
                recorded_at: self.now,
            }),
        };
        Answer::Done(done.position.unwrap().commit)
    }
}
