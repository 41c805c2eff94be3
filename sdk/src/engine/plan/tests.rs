use super::super::append::tests::{Fake, SOFTLY_DELETED, events, metadata, name};
use super::*;
use crate::stream::ExpectedRevision::{self, Any, Exact, Exists, NoStream};

fn append(stream: &str, expected: ExpectedRevision, events: &[NewEvent]) -> StreamAppend {
    StreamAppend::new(name(stream), expected, events.to_vec())
}

/// Plans, writes, and tells what happened.
fn run(fake: &mut Fake, appends: &[StreamAppend]) -> String {
    let Ok(plan) = plan(appends.to_vec(), fake);
    let text = |answers: &[Appended]| {
        let answers = answers.iter().map(|done| match (done.revision, done.position) {
            (Some(revision), Some(position)) => format!("{revision}@{}", position.commit),
            (Some(revision), None) => format!("{revision}"),
            (None, _) => "-".into(),
        });
        answers.collect::<Vec<_>>().join(" ")
    };
    match plan {
        Plan::Write(writes, answers) => {
            let said = writes
                .iter()
                .map(|write| format!("{}:{}+{}", write.stream, write.first, write.events.len()))
                .collect::<Vec<_>>()
                .join(" ");
            for write in writes {
                fake.write(write);
            }
            format!("write {said} ({})", text(&answers))
        }
        Plan::Done(answers) => format!("done {}", text(&answers)),
        Plan::Refused(error) => error.to_string(),
    }
}

#[test]
fn a_stream_may_come_more_than_once() {
    let mut fake = Fake::default();
    let all = events(6);
    let appends = [
        append("A-1", NoStream, &all[..2]),
        append("B-1", Any, &all[2..3]),
        append("A-1", Exact(1), &all[3..5]),
        append("A-1", Exists, &[]),
        append("B-1", Exact(0), &all[5..]),
    ];
    assert_eq!(run(&mut fake, &appends), "write A-1:0+2 B-1:0+1 A-1:2+2 B-1:1+1 (- - - 3 -)");
    // Again: the whole is a retry, and its check does not count.
    assert_eq!(run(&mut fake, &appends), "done 1@2 0@3 3@5 3 1@6");
    let mut appends = appends;
    appends[3] = append("A-1", Exact(77), &[]);
    assert_eq!(run(&mut fake, &appends), "done 1@2 0@3 3@5 - 1@6");
}

#[test]
fn all_or_nothing() {
    let mut fake = Fake::default();
    let all = events(4);
    fake.put("A-1", &all[..1]);
    for (appends, said) in [
        (
            vec![append("B-1", NoStream, &all[1..2]), append("A-1", NoStream, &all[2..3])],
            "stream `A-1` has revision 0, but no stream was expected; read it again and retry",
        ),
        (
            vec![append("B-1", NoStream, &all[1..2]), append("C-1", Exists, &[])],
            "stream `C-1` has no events, but an existing stream was expected; read it again and retry",
        ),
        // The second expects what the first one leaves, and that is not it.
        (
            vec![append("A-1", Exact(0), &all[1..2]), append("A-1", Exact(0), &all[2..3])],
            "stream `A-1` has revision 1, but revision 0 was expected; read it again and retry",
        ),
        // One half is a retry, and one is not.
        (
            vec![append("A-1", NoStream, &all[..1]), append("B-1", Any, &all[1..2])],
            "stream `A-1` has revision 0, but no stream was expected; read it again and retry",
        ),
        (
            vec![append("B-1", Any, &all[1..2]), append("A-1", Any, &all[..1])],
            "stream `A-1` has revision 0, but any revision was expected; read it again and retry",
        ),
        // A check that fails is forgiven in a retry only, and a retry that fails is none.
        (
            vec![
                append("C-1", Exists, &[]),
                append("A-1", NoStream, &all[..1]),
                append("A-1", NoStream, &all[1..2]),
            ],
            "stream `A-1` has revision 0, but no stream was expected; read it again and retry",
        ),
    ] {
        assert_eq!(run(&mut fake, &appends), said);
    }
    assert_eq!(run(&mut fake, &[]), "done ");
    assert_eq!(run(&mut fake, &[append("A-1", Exists, &[])]), "done 0");
    // An id that comes twice in one append is written twice.
    let twice = [append("B-1", Any, &all[1..2]), append("B-1", Any, &all[1..2])];
    assert_eq!(run(&mut fake, &twice), "write B-1:0+1 B-1:1+1 (- -)");
}

#[test]
fn undeletion_comes_first_and_keeps_the_other_keys() {
    let mut fake = Fake::default();
    fake.put("A-1", &events(3));
    fake.put("$$A-1", &[metadata(SOFTLY_DELETED)]);
    let appends = [append("A-1", NoStream, &events(2)), append("A-1", Exists, &events(1))];
    assert_eq!(run(&mut fake, &appends), "write $$A-1:1+1 A-1:3+2 A-1:5+1 (- -)");
    assert_eq!(fake.last_data("$$A-1"), r#"{"$tb":3,"mine":1}"#);
}

#[test]
fn new_metadata_of_a_deleted_stream_is_written_with_where_the_stream_goes_on() {
    let mut fake = Fake::default();
    fake.put("A-1", &events(3));
    fake.put("$$A-1", &[metadata(SOFTLY_DELETED)]);
    let new = [metadata(r#"{"$maxCount":7}"#)];
    assert_eq!(run(&mut fake, &[append("$$A-1", Exact(0), &new)]), "write $$A-1:1+1 $$A-1:2+1 (-)");
    assert_eq!(fake.last_data("$$A-1"), r#"{"$maxCount":7,"$tb":3}"#);

    // What is not metadata brings it back as it was.
    fake.put("$$A-1", &[metadata(SOFTLY_DELETED)]);
    assert_eq!(run(&mut fake, &[append("$$A-1", Any, &[metadata("[1]")])]), "write $$A-1:4+1 (-)");
    assert_eq!(fake.last_data("$$A-1"), "[1]");
}

#[test]
fn a_deletion_inside_of_an_append_counts_for_what_follows() {
    let mut fake = Fake::default();
    fake.put("A-1", &events(3));
    let appends = [
        append("$$A-1", NoStream, &[metadata(SOFTLY_DELETED)]),
        append("A-1", NoStream, &events(1)),
    ];
    assert_eq!(run(&mut fake, &appends), "write $$A-1:0+1 $$A-1:1+1 A-1:3+1 (- -)");
    assert_eq!(fake.last_data("$$A-1"), r#"{"$tb":3,"mine":1}"#);
}

#[test]
fn an_append_alone_has_the_same_writes() {
    use crate::engine::append::{Verdict, judge};
    let mut fake = Fake::default();
    fake.put("A-1", &events(3));
    fake.put("$$A-1", &[metadata(SOFTLY_DELETED)]);
    let (stream, events) = (name("A-1"), events(2));
    let Ok(Verdict::Write { first, undelete }) = judge(&stream, Any, &events, &mut fake) else {
        panic!("it can be written");
    };
    let append = Write { stream, first, events, append: Some(0) };
    let Ok(writes) = writes(append.clone(), undelete, &mut fake);
    assert_eq!(writes.len(), 2);
    assert_eq!((&writes[0].stream, writes[0].first), (&name("$$A-1"), 1));
    assert_eq!(&writes[0].events[0].data[..], br#"{"$tb":3,"mine":1}"#);
    assert_eq!(writes[1], append);
}
