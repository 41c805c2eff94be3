use plumberd_schema::lock::{Lock, State, check};
use plumberd_schema::model::{Kind, Schema};

use crate::base::{add_version, field, options, rename_type};
use crate::small;

const STARTED: &str = "recording.v1.Started";

/// The lock after the event was accepted, removed and accepted again.
fn without_started() -> Lock {
    let lock = Lock::of(&small()).accept(&Schema::default());
    assert_eq!(Lock::parse(&lock.to_json()), Ok(lock.clone()));
    lock
}

fn found(schema: &Schema, lock: &Lock) -> (State, Vec<String>) {
    let report = check(schema, Some(&lock.to_json())).unwrap();
    let lines = report.changes.iter().map(|change| change.to_diagnostic().to_string()).collect();
    (report.state, lines)
}

#[test]
fn what_is_removed_is_remembered() {
    let lock = without_started();
    assert!(lock.schema().types.is_empty());
    assert_eq!(lock.removed().types.len(), 3);
    assert_eq!(lock.removed().types[STARTED].fields().len(), 10);
    assert!(lock.to_json().contains("\"removed\": true"));
    // Accepted as removed, it is no change any more.
    assert_eq!(found(&Schema::default(), &lock), (State::Equal, Vec::new()));
}

#[test]
fn removing_is_refused_until_it_is_accepted() {
    let mut schema = small();
    schema.types.remove(STARTED);
    let (state, lines) = found(&schema, &Lock::of(&small()));
    assert_eq!(state, State::Refused);
    assert_eq!(
        lines,
        [
            "error[event-removed]: the event `Started` v1 (`recording.v1.Started`) is gone: new readers break on old events"
        ]
    );
}

#[test]
fn what_comes_back_as_it_was_is_welcome() {
    let (state, lines) = found(&small(), &without_started());
    assert_eq!(state, State::Unaccepted);
    assert_eq!(
        lines,
        [
            "proto/recording/v1/Started.proto:40:1: note[type-restored]: `recording.v1.Quality` is back",
            "proto/recording/v1/Started.proto:30:1: note[type-restored]: `recording.v1.Size` is back",
            "proto/recording/v1/Started.proto:7:1: note[type-restored]: `recording.v1.Started` is back",
        ]
    );
}

#[test]
fn what_comes_back_with_another_meaning_is_refused() {
    let mut schema = small();
    field(&mut schema, STARTED, "frames").kind = Kind::Bytes;
    let (state, lines) = found(&schema, &without_started());
    assert_eq!(state, State::Refused);
    let refused: Vec<&String> = lines.iter().filter(|line| line.contains("error[")).collect();
    assert_eq!(
        refused,
        [
            "proto/recording/v1/Started.proto:12:3: error[field-kind]: `frames` of `recording.v1.Started` was int32, is bytes: old readers break; new readers need an upcaster for old events"
        ]
    );
}

#[test]
fn the_name_and_version_of_a_removed_event_are_taken() {
    let mut schema = small();
    field(&mut schema, STARTED, "frames").number = Some(77);
    for path in ["Quality", "Size", "Started"] {
        rename_type(&mut schema, &format!("recording.v1.{path}"), "capture.v1", path);
    }
    let (state, lines) = found(&schema, &without_started());
    assert_eq!(state, State::Refused);
    let rules: Vec<bool> = ["type-moved", "field-renumbered"]
        .into_iter()
        .map(|rule| lines.iter().any(|line| line.contains(&format!("error[{rule}]"))))
        .collect();
    assert_eq!(rules, [true, true], "{lines:?}");
}

#[test]
fn a_removed_version_is_no_gap() {
    let mut two = small();
    add_version(&mut two, STARTED, 2);
    options(&mut two, "recording.v2.Started").oldest = 1;
    let mut without_one = two.clone();
    without_one.types.remove(STARTED);
    let lock = Lock::of(&small()).accept(&two).accept(&without_one);
    let mut three = without_one.clone();
    add_version(&mut three, "recording.v2.Started", 3);
    let (state, lines) = found(&three, &lock);
    assert_eq!(state, State::Unaccepted, "{lines:?}");
    assert_eq!(
        lines,
        [
            "proto/recording/v1/Started.proto:7:1: note[version-added]: `recording.v3.Started` is v3 of `Started`"
        ]
    );
    // Without the versions that were there before, it is one.
    let mut four = without_one;
    add_version(&mut four, "recording.v2.Started", 4);
    let (state, lines) = found(&four, &lock);
    assert_eq!(state, State::Refused);
    assert_eq!(
        lines,
        [
            "proto/recording/v1/Started.proto:7:1: error[version-skipped]: `recording.v4.Started` is v4 of `Started`, but there is no v3; the newest before it is v2"
        ]
    );
}
