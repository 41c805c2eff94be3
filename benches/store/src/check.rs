use std::thread;

use crate::contender::{Append, Contender, Last, Outcome, Query, Refused};
use crate::feed::Feed;
use crate::protocol::Answer;
use crate::tally::{Tally, checksum};
use crate::worker::BATCH;
use crate::workload::{self, CATEGORIES, TYPES, Workload, category_of, type_of};

const EVERYTHING: u64 = u32::MAX as u64;
const WRITERS: u64 = 8;
const EVENTS_A_WRITER: u64 = 25;

/// Whether a contender does what the figures are about: every read gives the right events in their
/// order, and what should be refused is refused.
pub fn check(store: &dyn Contender, workload: &Workload, feed: &mut Feed) -> Outcome<Answer> {
    while feed.next() < workload.events {
        let batch = feed.prepare(workload, BATCH);
        store.append_batch(batch)?;
    }
    reads(store, workload)?;
    refusals(store, workload)?;
    concurrency(store, workload)?;
    Ok(Answer::Checked)
}

fn reads(store: &dyn Contender, workload: &Workload) -> Outcome {
    let all = 0..workload.events;
    compare(store, workload, Query::All, all.clone())?;
    for category in 0..CATEGORIES {
        let events =
            all.clone().filter(|&event| category_of(workload.stream_of(event)) == category);
        compare(store, workload, Query::Category(workload::category(category)), events)?;
    }
    for number in 0..TYPES {
        let events = all.clone().filter(|&event| type_of(event) == number);
        compare(store, workload, Query::EventType(workload::event_type(number)), events)?;
    }
    for number in 0..workload.streams() {
        let stream = workload::stream(number);
        let mut latest = Tally::default();
        store.latest(&stream, &mut latest)?;
        let last = workload.events_of(number).max().ok_or("a stream is empty")?;
        let expected = (1, workload::id(last).as_u128(), workload.length(number) - 1);
        same("the last event", (latest.events, latest.ids, latest.revision), expected)?;
        compare(store, workload, Query::Stream(stream), workload.events_of(number))?;
    }
    let mut limited = Tally::default();
    store.read(&Query::All, 7, &mut limited)?;
    same("a limit", limited.events, 7)
}

/// What a query gives against what it should give.
fn compare(
    store: &dyn Contender,
    workload: &Workload,
    query: Query,
    events: impl Iterator<Item = u64>,
) -> Outcome {
    let mut expected = Tally::thorough();
    for number in events {
        let event = workload.event(number);
        let stream = workload::stream_name(workload.stream_of(number));
        let sum = checksum([
            stream.as_bytes(),
            event.event_type.as_bytes(),
            &event.data,
            &event.metadata,
        ]);
        expected.events += 1;
        expected.ids = expected.ids.wrapping_add(event.id.as_u128());
        expected.content = expected.content.map(|content| content.wrapping_add(sum));
    }
    let mut found = Tally::thorough();
    store.read(&query, EVERYTHING, &mut found)?;
    if let Query::Stream(_) = query {
        same("the revisions of a stream", found.revisions, found.events * (found.events - 1) / 2)?;
        same("the order of a stream", found.revision, found.events - 1)?;
    }
    let name = format!("{query:?}");
    same(
        &name,
        (found.events, found.ids, found.content),
        (expected.events, expected.ids, expected.content),
    )
}

fn refusals(store: &dyn Contender, workload: &Workload) -> Outcome {
    let stream = workload::stream(0);
    let mut latest = Tally::default();
    store.latest(&stream, &mut latest)?;
    let last = Some(Last { revision: latest.revision, position: latest.position });
    let fresh = workload.event(workload.events);

    // An expectation that lies behind: the position is that of the first event.
    let mut first = Tally::default();
    store.read(&Query::Stream(stream.clone()), 1, &mut first)?;
    let behind = Some(Last { revision: 0, position: first.position });
    for last in [None, behind] {
        for shared in [false, true] {
            let append = Append { stream: stream.clone(), last, event: fresh.clone() };
            let answer = if shared { store.append_shared(append) } else { store.append(append) };
            refused("a wrong revision", answer, Refused::Revision)?;
        }
    }
    if store.unique_ids() {
        let event = workload.event(0);
        let answer = store.append(Append { stream: stream.clone(), last, event });
        refused("an id that is taken", answer, Refused::DuplicateId)?;
    }
    let mut after = Tally::default();
    store.latest(&stream, &mut after)?;
    same("the stream after refusals", after, latest)
}

fn refused(what: &str, answer: Outcome<u64>, expected: Refused) -> Outcome {
    match answer {
        Ok(_) => Err(format!("{what} is not refused").into()),
        // The thread that commits for many passes errors on as text.
        Err(error) if error.to_string() == expected.to_string() => Ok(()),
        Err(error) => Err(format!("{what} gives: {error}").into()),
    }
}

fn concurrency(store: &dyn Contender, workload: &Workload) -> Outcome {
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                scope.spawn(move || -> Outcome {
                    let stream = workload::stream(workload.streams() + writer);
                    let mut last = None;
                    for revision in 0..EVENTS_A_WRITER {
                        let number = workload.events + 1 + revision * WRITERS + writer;
                        let event = workload.event(number);
                        let append = Append { stream: stream.clone(), last, event };
                        let position = store.append_shared(append)?;
                        last = Some(Last { revision, position });
                    }
                    Ok(())
                })
            })
            .collect();
        let joined = writers.into_iter().map(|writer| writer.join());
        joined.map(|outcome| outcome.unwrap_or_else(|_| Err("a writer panicked".into()))).collect()
    });
    outcomes.into_iter().collect::<Outcome>()?;
    let mut all = Tally::default();
    store.read(&Query::All, EVERYTHING, &mut all)?;
    same("all events", all.events, workload.events + WRITERS * EVENTS_A_WRITER)
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Outcome {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: {found:?} instead of {expected:?}").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contender::{Opening, Peer};
    use crate::peers::raw::Raw;
    use plumberd::stream::StreamName;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Fault {
        None,
        LosesTheLastOfAStream,
        SwapsCategories,
        TakesAnyRevision,
        TakesAnyId,
        AnswersWithoutWriting,
    }

    struct Faulty(Raw, Fault);

    impl Faulty {
        fn forgive(&self, answer: Outcome<u64>) -> Outcome<u64> {
            let forgiven = match self.1 {
                Fault::TakesAnyRevision => Refused::Revision,
                Fault::TakesAnyId => Refused::DuplicateId,
                _ => return answer,
            };
            match answer {
                Err(error) if error.to_string() == forgiven.to_string() => Ok(0),
                answer => answer,
            }
        }
    }

    impl Contender for Faulty {
        fn append(&self, append: Append) -> Outcome<u64> {
            self.forgive(self.0.append(append))
        }

        fn append_shared(&self, append: Append) -> Outcome<u64> {
            if self.1 == Fault::AnswersWithoutWriting && append.revision() == EVENTS_A_WRITER - 1 {
                return Ok(0);
            }
            self.forgive(self.0.append_shared(append))
        }

        fn append_batch(&self, appends: Vec<Append>) -> Outcome<Vec<u64>> {
            self.0.append_batch(appends)
        }

        fn read(&self, query: &Query, limit: u64, tally: &mut Tally) -> Outcome {
            match (self.1, query) {
                (Fault::LosesTheLastOfAStream, Query::Stream(_)) => {
                    self.0.read(query, limit.min(9), tally)
                }
                (Fault::SwapsCategories, Query::Category(_)) => {
                    self.0.read(&Query::Category("Category0".into()), limit, tally)
                }
                _ => self.0.read(query, limit, tally),
            }
        }

        fn latest(&self, stream: &StreamName, tally: &mut Tally) -> Outcome {
            self.0.latest(stream, tally)
        }
    }

    fn outcome(fault: Fault) -> Option<String> {
        let name = format!("plumberd-check-{}-{fault:?}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let opening = Opening { capacity: 4000, for_reading: false };
        let faulty = Faulty(Raw::open(&folder, opening).unwrap(), fault);
        let workload = Workload::new(2000, false);
        let checked = check(&faulty, &workload, &mut Feed::new(&workload));
        std::fs::remove_dir_all(&folder).unwrap();
        checked.err().map(|error| error.to_string())
    }

    #[test]
    fn faults_are_found() {
        assert_eq!(outcome(Fault::None), None);
        for (fault, found) in [
            (Fault::LosesTheLastOfAStream, "Stream("),
            (Fault::SwapsCategories, "Category(\"Category1\")"),
            (Fault::TakesAnyRevision, "a wrong revision is not refused"),
            (Fault::TakesAnyId, "an id that is taken is not refused"),
            (Fault::AnswersWithoutWriting, "all events: 2192 instead of 2200"),
        ] {
            let error = outcome(fault).unwrap_or_default();
            assert!(error.contains(found), "{fault:?}: {error:?}");
        }
    }

    #[test]
    fn peers_have_the_names_that_options_take() {
        let names = Peer::ALL.map(|peer| serde_json::to_value(peer).unwrap());
        assert_eq!(names, Peer::ALL.map(|peer| serde_json::Value::from(peer.name())));
    }
}
