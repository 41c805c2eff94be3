use super::super::append::tests::{Fake, SOFTLY_DELETED, events, metadata, name};
use super::*;
use ExpectedRevision::{Any, Exact, Exists, NoStream};

fn run(fake: &mut Fake, stream: &str, expected: ExpectedRevision, deletion: Deletion) -> String {
    let Ok(verdict) = judge_delete(&name(stream), expected, deletion, fake);
    match verdict {
        DeleteVerdict::Write(write) => {
            let [event] = write.events.as_slice() else { panic!("one event is written") };
            let data = std::str::from_utf8(&event.data).unwrap();
            format!("{}:{} {} {data}", write.stream, write.first, event.event_type)
        }
        DeleteVerdict::Refused(AppendError::WrongExpectedRevision { actual, .. }) => {
            format!("wrong {actual:?}")
        }
        DeleteVerdict::Refused(AppendError::StreamDeleted { .. }) => "deleted".into(),
        DeleteVerdict::Refused(error) => error.to_string(),
    }
}

const SOFT: &str = r#"$$A-1:0 $metadata {"$tb":9223372036854775807}"#;
const HARD: &str = "A-1:9223372036854775807 $streamDeleted ";

#[test]
fn of_a_stream() {
    let mut fake = Fake::default();
    fake.put("A-1", &events(3));
    for (expected, met) in [
        (Any, true),
        (Exists, true),
        (NoStream, false),
        (Exact(2), true),
        (Exact(1), false),
        (Exact(3), false),
    ] {
        let said = |text| if met { text } else { "wrong Some(2)" };
        assert_eq!(run(&mut fake, "A-1", expected, Deletion::Soft), said(SOFT), "{expected}");
        assert_eq!(run(&mut fake, "A-1", expected, Deletion::Tombstone), said(HARD), "{expected}");
    }
}

#[test]
fn of_a_stream_that_never_was() {
    let mut fake = Fake::default();
    for (expected, hard) in
        [(Any, HARD), (NoStream, HARD), (Exists, "wrong None"), (Exact(0), "wrong None")]
    {
        assert_eq!(run(&mut fake, "A-1", expected, Deletion::Soft), "wrong None", "{expected}");
        assert_eq!(run(&mut fake, "A-1", expected, Deletion::Tombstone), hard, "{expected}");
    }
    // One with metadata alone is one.
    fake.put("$$A-1", &[metadata("{}")]);
    for expected in [Any, NoStream, Exists] {
        let said = SOFT.replace("A-1:0", "A-1:1");
        assert_eq!(run(&mut fake, "A-1", expected, Deletion::Soft), said, "{expected}");
    }
}

#[test]
fn of_a_deleted_stream() {
    let mut fake = Fake::default();
    fake.put("A-1", &events(3));
    fake.put("$$A-1", &[metadata(SOFTLY_DELETED)]);
    for (expected, refused) in [
        (Any, None),
        (NoStream, None),
        (Exact(2), None),
        (Exact(1), Some("wrong Some(2)")),
        (Exists, Some("deleted")),
    ] {
        let soft = SOFT.replace("A-1:0", "A-1:1");
        let said = refused.unwrap_or(&soft);
        assert_eq!(run(&mut fake, "A-1", expected, Deletion::Soft), said, "{expected}");
        let said = refused.unwrap_or(HARD);
        assert_eq!(run(&mut fake, "A-1", expected, Deletion::Tombstone), said, "{expected}");
    }
    fake.tombstone("A-1");
    for expected in [Any, NoStream, Exact(2), Exists] {
        for deletion in [Deletion::Soft, Deletion::Tombstone] {
            assert_eq!(run(&mut fake, "A-1", expected, deletion), "deleted", "{expected}");
        }
    }
}

#[test]
fn of_what_cannot_be_deleted() {
    let mut fake = Fake::default();
    fake.put("$$A-1", &[metadata("{}")]);
    let long = "l".repeat(1023);
    fake.put(&long, &events(1));
    for (stream, reason) in [
        ("$ce-A", "it is virtual, and shows events of other streams; append to those"),
        ("$$A-1", "metadata cannot be deleted; set empty metadata (`{}`)"),
        (&long, "its name is too long for a metadata stream (`$$…`), so it can only be tombstoned"),
    ] {
        assert_eq!(
            run(&mut fake, stream, Any, Deletion::Soft),
            format!("stream `{stream}` does not take this: {reason}")
        );
    }
    assert_eq!(
        run(&mut fake, &long, Any, Deletion::Tombstone),
        format!("{long}:9223372036854775807 $streamDeleted ")
    );
}
