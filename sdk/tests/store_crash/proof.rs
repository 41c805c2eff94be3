//! The ledger finds what it is there for.

use plumberd::clock::DateTimeOffset;
use plumberd::store::RecordedEvent;
use plumberd::stream::{ExpectedRevision, Position, Revision};
use uuid::Uuid;

use super::append::{Append, Part};
use super::findings::Findings;
use super::ledger::{Log, Tried};

/// Two appends: three events in one stream, then one there and two in another.
fn appends() -> [Append; 2] {
    let any = ExpectedRevision::Any;
    [
        Append::to_one("Hot-1", any, 3),
        Append::new(vec![Part::new("Hot-1", any, 1), Part::new("Cold-1", any, 2)]),
    ]
}

fn recorded(append: &Append, index: usize, revision: Revision, position: u64) -> RecordedEvent {
    let (stream, event) = append.event(index).unwrap();
    RecordedEvent {
        id: event.id,
        stream: stream.clone(),
        revision,
        position: Some(Position::single(position)),
        event_type: event.event_type,
        content_type: event.content_type,
        data: event.data,
        metadata: event.metadata,
        recorded_at: DateTimeOffset::UNIX_EPOCH,
        link: None,
    }
}

fn whole([one, two]: &[Append; 2]) -> Vec<RecordedEvent> {
    vec![
        recorded(one, 0, 0, 1),
        recorded(one, 1, 1, 2),
        recorded(one, 2, 2, 3),
        recorded(two, 0, 3, 4),
        recorded(two, 1, 0, 5),
        recorded(two, 2, 1, 6),
    ]
}

/// What is found in a log, when both appends were acknowledged.
fn findings(appends: &[Append; 2], log: &[RecordedEvent]) -> Findings {
    let (mut tried, mut findings) = (Tried::default(), Findings::default());
    for append in appends {
        tried.begin(append.clone());
    }
    tried.acknowledge(appends[0].id, vec![(2, 3)], &mut findings);
    tried.acknowledge(appends[1].id, vec![(3, 4), (1, 6)], &mut findings);
    let mut read = Log::default();
    read.extend(0, log, &tried, &mut findings);
    read.settle(&tried, tried.ids(), &mut findings);
    findings
}

#[test]
fn a_whole_log() {
    let appends = appends();
    let findings = findings(&appends, &whole(&appends));
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn an_append_that_is_lost() {
    let appends = appends();
    let findings = findings(&appends, &whole(&appends)[..3]);
    assert_eq!((findings.lost, findings.half, findings.other), (3, 0, 0), "{findings:?}");
}

#[test]
fn an_event_that_is_there_twice() {
    let appends = appends();
    let mut log = whole(&appends);
    log.push(recorded(&appends[0], 0, 4, 7));
    let findings = findings(&appends, &log);
    assert_eq!((findings.duplicated, findings.lost, findings.gaps), (1, 0, 0), "{findings:?}");
}

#[test]
fn half_of_an_append() {
    let appends = appends();
    // The second stream of the second append is not there.
    let findings = findings(&appends, &whole(&appends)[..4]);
    assert_eq!((findings.half, findings.lost), (1, 2), "{findings:?}");
}

#[test]
fn gaps_and_disorder() {
    let appends = appends();
    let mut log = whole(&appends);
    log[5].revision = 2;
    let found = findings(&appends, &log);
    // The second finding: it was acknowledged elsewhere.
    assert_eq!((found.gaps, found.other), (1, 1), "{found:?}");
    let mut log = whole(&appends);
    log[4].position = Some(Position::single(4));
    assert_eq!(findings(&appends, &log).other, 1);
    let mut log = whole(&appends);
    log[4].data = bytes::Bytes::new();
    assert_eq!(findings(&appends, &log).other, 1);
    let mut log = whole(&appends);
    log[4].id = Uuid::from_u128(7 << 16);
    // Nobody appended it, and the one that stood there is lost.
    assert!(findings(&appends, &log).other > 0);
}

#[test]
fn what_was_seen_may_not_go() {
    let appends = appends();
    let (mut tried, mut findings) = (Tried::default(), Findings::default());
    for append in &appends {
        tried.begin(append.clone());
    }
    // Nothing was acknowledged, but somebody has read it.
    let mut log = Log::default();
    log.extend(0, &whole(&appends), &tried, &mut findings);
    log.extend(2, &whole(&appends)[2..], &tried, &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    log.extend(2, &whole(&appends)[2..3], &tried, &mut findings);
    assert_eq!(findings.lost, 3);
}

#[test]
fn answers_that_contradict() {
    let append = Append::to_one("Hot-1", ExpectedRevision::NoStream, 1);
    let (mut tried, mut findings) = (Tried::default(), Findings::default());
    tried.begin(append.clone());
    tried.refuse(append.id, &mut findings);
    let mut log = Log::default();
    log.extend(0, &[recorded(&append, 0, 0, 1)], &tried, &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    log.settle(&tried, [append.id], &mut findings);
    assert_eq!(findings.other, 1, "refused, and there");
    tried.acknowledge(append.id, vec![(0, 1)], &mut findings);
    assert_eq!(findings.other, 2, "refused, then acknowledged");
}
