use plumberd::store::Deletion;
use plumberd_wire::v2::streams::consistency_check::{StreamStateCheck, Type};
use plumberd_wire::v2::streams::errors::AppendConsistencyViolationErrorDetails;
use plumberd_wire::v2::streams::errors::consistency_violation::Type as Violated;
use plumberd_wire::v2::streams::{
    AppendRecord, AppendRecordsRequest, AppendRecordsResponse, ConsistencyCheck, StreamRevision,
};
use tonic::{Code, Status};

use crate::client::{append, read_all, read_short, read_stream};
use crate::session::{Records, detail, record, start};

fn of(stream: &str, event_type: &str) -> AppendRecord {
    AppendRecord { stream: stream.to_owned(), ..record(event_type) }
}

fn check(stream: &str, expected_state: i64) -> ConsistencyCheck {
    let check = StreamStateCheck { stream: stream.to_owned(), expected_state };
    ConsistencyCheck { r#type: Some(Type::StreamState(check)) }
}

async fn send(
    client: &mut Records,
    records: Vec<AppendRecord>,
    checks: Vec<ConsistencyCheck>,
) -> Result<AppendRecordsResponse, Status> {
    let request = AppendRecordsRequest { records, checks };
    client.append_records(request).await.map(tonic::Response::into_inner)
}

/// Index, stream, expected and actual state of each violation.
#[track_caller]
fn violations(status: &Status) -> Vec<(i32, String, i64, i64)> {
    assert_eq!(status.code(), Code::FailedPrecondition);
    let details: AppendConsistencyViolationErrorDetails = detail(status);
    let found = details.violations.into_iter().map(|violation| {
        let Some(Violated::StreamState(state)) = violation.r#type else { panic!("no state") };
        (violation.check_index, state.stream, state.expected_state, state.actual_state)
    });
    found.collect()
}

#[tokio::test]
async fn records_keep_their_order_across_streams() {
    let (_server, mut client, mut records) = start().await;
    let sent = vec![of("A-1", "1"), of("B-1", "2"), of("A-1", "3"), of("A-1", "4"), of("B-1", "5")];
    let answer = send(&mut records, sent, vec![]).await.unwrap();
    let one = |stream: &str, revision| StreamRevision { stream: stream.to_owned(), revision };
    assert_eq!(
        answer,
        AppendRecordsResponse { revisions: vec![one("A-1", 2), one("B-1", 1)], position: 5 }
    );
    let log = read_short(&mut client, read_all()).await.unwrap();
    assert_eq!(log, ["0:1", "0:2", "1:3", "2:4", "1:5"]);
}

#[tokio::test]
async fn checks_are_of_any_stream_and_state() {
    let (server, mut client, mut records) = start().await;
    append(&mut client, "A-1", &["A", "B", "C"]).await;
    for (stream, deletion) in [("gone-1", Deletion::Soft), ("ended-1", Deletion::Tombstone)] {
        append(&mut client, stream, &["A"]).await;
        let stream = plumberd::StreamName::parse(stream).unwrap();
        server.store().delete(stream, plumberd::ExpectedRevision::Any, deletion).await.unwrap();
    }
    let met = vec![
        check("A-1", 2),
        check("A-1", -4),
        check("A-1", -2),
        check("none-1", -1),
        check("gone-1", -1),
        check("gone-1", -5),
        check("ended-1", -6),
    ];
    send(&mut records, vec![of("W-1", "A")], met).await.unwrap();

    let mixed = vec![
        check("A-1", 2),
        check("A-1", 1),
        check("A-1", -1),
        check("none-1", -4),
        check("none-1", 10),
        check("gone-1", -4),
        check("ended-1", -4),
        check("ended-1", 0),
        check("A-1", -5),
        check("none-1", -6),
        check("gone-1", -6),
        check("ended-1", -5),
    ];
    let status = send(&mut records, vec![of("W-1", "B")], mixed).await.unwrap_err();
    assert_eq!(status.message(), "11 of the consistency checks failed; nothing was written.");
    let one = |index, stream: &str, expected, actual| (index, stream.to_owned(), expected, actual);
    assert_eq!(
        violations(&status),
        [
            one(1, "A-1", 1, 2),
            one(2, "A-1", -1, 2),
            one(3, "none-1", -4, -1),
            one(4, "none-1", 10, -1),
            one(5, "gone-1", -4, -5),
            one(6, "ended-1", -4, -6),
            one(7, "ended-1", 0, -6),
            one(8, "A-1", -5, 2),
            one(9, "none-1", -6, -1),
            one(10, "gone-1", -6, -5),
            one(11, "ended-1", -5, -6),
        ]
    );
    assert_eq!(read_short(&mut client, read_stream("W-1")).await.unwrap(), ["0:A"]);
}

#[tokio::test]
async fn a_check_holds_against_others_that_write() {
    let (_server, mut client, records) = start().await;
    append(&mut client, "guard-1", &["A"]).await;
    // Of many that check the same revision and write the same stream, one succeeds.
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let mut records = records.clone();
            tokio::spawn(async move {
                let sent = vec![of("guard-1", "B"), of("W-1", "C")];
                send(&mut records, sent, vec![check("guard-1", 0)]).await
            })
        })
        .collect();
    let mut written = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => written += 1,
            Err(status) => assert_eq!(violations(&status), [(0, "guard-1".to_owned(), 0, 1)]),
        }
    }
    assert_eq!(written, 1);
    assert_eq!(read_short(&mut client, read_stream("W-1")).await.unwrap(), ["0:C"]);
}

#[tokio::test]
async fn malformed_requests_are_refused() {
    let (_server, _client, mut records) = start().await;
    let unknown = ConsistencyCheck { r#type: None };
    for (sent, checks, text) in [
        (vec![], vec![], "There are no records to append"),
        (vec![record("A")], vec![], "a stream name or id cannot be empty"),
        (vec![of("A-1", "A")], vec![unknown], "A consistency check is of no kind that is known"),
        (
            vec![of("A-1", "A")],
            vec![check("A-1", -3)],
            "-3 is no expected revision; use one from 0, -1 (no stream), -2 (any) or -4 (exists)",
        ),
    ] {
        let status = send(&mut records, sent, checks).await.unwrap_err();
        assert_eq!((status.code(), status.message()), (Code::InvalidArgument, text));
    }
}
