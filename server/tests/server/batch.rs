use std::collections::BTreeMap;

use plumberd_wire::Detail;
use plumberd_wire::types::{Duration, Timestamp};
use plumberd_wire::v1;
use plumberd_wire::v1::streams::batch_append_req::options::{
    DeadlineOption, ExpectedStreamPosition as Expected,
};
use plumberd_wire::v1::streams::batch_append_req::{Options, ProposedMessage};
use plumberd_wire::v1::streams::batch_append_resp::{
    self, Result as Outcome, success::CurrentRevisionOption, success::PositionOption,
};
use plumberd_wire::v1::streams::{BatchAppendReq, BatchAppendResp};
use tonic::Code;
use uuid::Uuid;

use crate::client::{
    Streams, append, assert_said, id, identifier, message, read_short, read_stream, start,
};

fn event(event_type: &str) -> ProposedMessage {
    let message = message(event_type, "{}");
    ProposedMessage {
        id: message.id,
        metadata: message.metadata,
        custom_metadata: message.custom_metadata,
        data: message.data,
    }
}

fn request(number: u128, stream: &str, expected: Expected, types: &[&str]) -> BatchAppendReq {
    BatchAppendReq {
        correlation_id: Some(id(Uuid::from_u128(number))),
        options: Some(Options {
            stream_identifier: Some(identifier(stream)),
            expected_stream_position: Some(expected),
            deadline_option: None,
        }),
        proposed_messages: types.iter().map(|event_type| event(event_type)).collect(),
        is_final: true,
    }
}

/// The answers by their correlation.
async fn send(
    client: &mut Streams,
    requests: Vec<BatchAppendReq>,
) -> BTreeMap<u128, BatchAppendResp> {
    let answers = client.batch_append(tokio_stream::iter(requests)).await.unwrap();
    let mut answers = answers.into_inner();
    let mut found = BTreeMap::new();
    while let Some(answer) = answers.message().await.unwrap() {
        let Some(v1::uuid::Value::String(text)) = answer.correlation_id.clone().unwrap().value
        else {
            panic!("{answer:?}")
        };
        let number = text.parse::<Uuid>().unwrap().as_u128();
        assert_eq!(found.insert(number, answer), None);
    }
    found
}

#[track_caller]
fn revision(answer: &BatchAppendResp) -> u64 {
    let Some(Outcome::Success(success)) = &answer.result else { panic!("{answer:?}") };
    let Some(CurrentRevisionOption::CurrentRevision(revision)) = success.current_revision_option
    else {
        panic!("{answer:?}")
    };
    revision
}

/// The code, the text and the type of the details.
#[track_caller]
fn error(answer: &BatchAppendResp) -> (Code, &str, &str) {
    let Some(Outcome::Error(error)) = &answer.result else { panic!("{answer:?}") };
    let [detail] = error.details.as_slice() else { panic!("{error:?}") };
    let name = detail.type_url.strip_prefix("type.googleapis.com/event_store.client.").unwrap();
    (Code::from(error.code), &error.message, name)
}

#[tokio::test]
async fn appends_are_written_in_their_order() {
    let (_server, mut client) = start().await;
    let requests = vec![
        request(1, "A-1", Expected::NoStream(()), &["A", "B"]),
        request(2, "A-1", Expected::StreamPosition(1), &["C"]),
        request(3, "A-1", Expected::StreamExists(()), &["D"]),
        request(4, "B-1", Expected::Any(()), &["X"]),
    ];
    let answers = send(&mut client, requests).await;
    assert_eq!(answers.values().map(revision).collect::<Vec<_>>(), [1, 2, 3, 0]);
    let Some(Outcome::Success(success)) = &answers[&2].result else { panic!() };
    let position = v1::AllStreamPosition { commit_position: 3, prepare_position: 3 };
    assert_eq!(success.position_option, Some(PositionOption::Position(position)));
    assert_eq!(answers[&2].stream_identifier, Some(identifier("A-1")));
    assert_eq!(
        answers[&2].expected_stream_position,
        Some(batch_append_resp::ExpectedStreamPosition::StreamPosition(1))
    );
    let read = read_short(&mut client, read_stream("A-1")).await.unwrap();
    assert_eq!(read, ["0:A", "1:B", "2:C", "3:D"]);
}

#[tokio::test]
async fn an_append_may_come_in_parts_between_others() {
    let (_server, mut client) = start().await;
    let part = |number, types: &[&str], is_final| BatchAppendReq {
        options: None,
        is_final,
        ..request(number, "", Expected::Any(()), types)
    };
    let begin = |number, stream| BatchAppendReq {
        is_final: false,
        ..request(number, stream, Expected::NoStream(()), &["A"])
    };
    let requests = vec![
        begin(1, "A-1"),
        begin(2, "B-1"),
        part(1, &["B"], false),
        part(2, &[], true),
        part(1, &["C"], true),
    ];
    let answers = send(&mut client, requests).await;
    assert_eq!(answers.values().map(revision).collect::<Vec<_>>(), [2, 0]);
}

#[tokio::test]
async fn of_an_append_that_is_refused_the_rest_is_not_answered() {
    let (_server, mut client) = start().await;
    let part = |number, is_final| BatchAppendReq {
        options: None,
        is_final,
        ..request(number, "", Expected::Any(()), &["B"])
    };
    let malformed = BatchAppendReq {
        is_final: false,
        proposed_messages: vec![ProposedMessage { id: None, ..event("A") }],
        ..request(1, "A-1", Expected::Any(()), &[])
    };
    // The helper fails when an append is answered twice.
    let again = request(1, "A-2", Expected::Any(()), &["C"]);
    let requests = vec![malformed, part(1, false), part(1, true), part(2, true)];
    let answers = send(&mut client, requests).await;
    assert_eq!(error(&answers[&1]), (Code::InvalidArgument, "BadRequest", "BadRequest"));
    assert_eq!(error(&answers[&2]), (Code::InvalidArgument, "BadRequest", "BadRequest"));
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["not found"]);
    assert_eq!(revision(&send(&mut client, vec![again]).await[&1]), 0);
}

#[tokio::test]
async fn an_error_of_one_append_leaves_the_others_alone() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A"]).await;
    let malformed = ProposedMessage { id: None, ..event("A") };
    let without_type = ProposedMessage { metadata: BTreeMap::new(), ..event("A") };
    let with = |number, message| BatchAppendReq {
        proposed_messages: vec![message],
        ..request(number, "A-1", Expected::Any(()), &[])
    };
    let large = ProposedMessage { data: vec![0; 16 * 1024 * 1024].into(), ..event("A") };
    let requests = vec![
        request(1, "A-1", Expected::NoStream(()), &["B"]),
        with(2, malformed),
        with(3, without_type),
        BatchAppendReq { options: None, ..request(4, "", Expected::Any(()), &["B"]) },
        with(5, large),
        request(6, "", Expected::Any(()), &["B"]),
        request(7, "A-1", Expected::StreamPosition(0), &["B"]),
    ];
    let answers = send(&mut client, requests).await;
    assert_eq!(
        error(&answers[&1]),
        (Code::AlreadyExists, "WrongExpectedVersion", "WrongExpectedVersion")
    );
    assert_eq!(error(&answers[&2]), (Code::InvalidArgument, "BadRequest", "BadRequest"));
    assert_eq!(error(&answers[&3]), (Code::InvalidArgument, "BadRequest", "BadRequest"));
    assert_eq!(error(&answers[&4]), (Code::InvalidArgument, "BadRequest", "BadRequest"));
    assert_eq!(
        error(&answers[&5]),
        (Code::InvalidArgument, "MaximumAppendEventSizeExceeded", "MaximumAppendEventSizeExceeded")
    );
    assert_eq!(error(&answers[&6]), (Code::InvalidArgument, "BadRequest", "BadRequest"));
    assert_eq!(revision(&answers[&7]), 1);

    let Some(Outcome::Error(conflict)) = &answers[&1].result else { panic!() };
    let conflict = v1::WrongExpectedVersion::from_any(&conflict.details[0]).unwrap();
    assert_eq!(
        conflict,
        v1::WrongExpectedVersion {
            current_stream_revision_option: Some(
                v1::wrong_expected_version::CurrentStreamRevisionOption::CurrentStreamRevision(0)
            ),
            expected_stream_position_option: Some(
                v1::wrong_expected_version::ExpectedStreamPositionOption::ExpectedNoStream(())
            ),
        }
    );
    let Some(Outcome::Error(bad)) = &answers[&3].result else { panic!() };
    let bad = v1::BadRequest::from_any(&bad.details[0]).unwrap();
    assert_eq!(bad.message, "Required Metadata Property 'type' is missing");
    let Some(Outcome::Error(bad)) = &answers[&4].result else { panic!() };
    let bad = v1::BadRequest::from_any(&bad.details[0]).unwrap();
    assert_eq!(bad.message, "The first message of a batch has to have options");
}

#[tokio::test]
async fn a_tombstoned_stream_is_not_found() {
    let (server, mut client) = start().await;
    append(&mut client, "A-1", &["A"]).await;
    let stream = plumberd::StreamName::parse("A-1").unwrap();
    let any = plumberd::ExpectedRevision::Any;
    server.store().delete(stream, any, plumberd::store::Deletion::Tombstone).await.unwrap();
    let answers = send(&mut client, vec![request(1, "A-1", Expected::Any(()), &["B"])]).await;
    assert_eq!(error(&answers[&1]), (Code::NotFound, "StreamDeleted", "StreamDeleted"));
}

#[tokio::test]
async fn deadlines_are_relative_absolute_and_bounded() {
    let (_server, mut client) = start().await;
    let with = |number, deadline| {
        let mut request = request(number, "A-1", Expected::Any(()), &["A"]);
        if let Some(options) = &mut request.options {
            options.deadline_option = Some(deadline);
        }
        request
    };
    let requests = vec![
        with(1, DeadlineOption::Deadline(Duration { seconds: 0, nanos: 0 })),
        with(2, DeadlineOption::Deadline(Duration { seconds: -5, nanos: 0 })),
        with(3, DeadlineOption::Deadline21100(Timestamp { seconds: 5, nanos: 0 })),
        with(4, DeadlineOption::Deadline21100(Timestamp { seconds: -1, nanos: -1 })),
        // The time of day in place of a duration, as some clients send.
        with(5, DeadlineOption::Deadline(Duration { seconds: 1_795_243_191, nanos: 0 })),
        with(6, DeadlineOption::Deadline(Duration { seconds: i64::MAX, nanos: i32::MAX })),
        with(7, DeadlineOption::Deadline21100(Timestamp { seconds: i64::MAX, nanos: i32::MAX })),
        with(8, DeadlineOption::Deadline(Duration { seconds: i64::MIN, nanos: i32::MIN })),
        with(9, DeadlineOption::Deadline(Duration { seconds: 5, nanos: -1 })),
        with(10, DeadlineOption::Deadline21100(Timestamp { seconds: i64::MIN, nanos: i32::MIN })),
    ];
    let answers = send(&mut client, requests).await;
    for number in [1, 2, 3, 4, 8, 9, 10] {
        assert_eq!(error(&answers[&number]), (Code::DeadlineExceeded, "Timeout", "Timeout"));
    }
    assert_eq!([5, 6, 7].map(|number| revision(&answers[&number])), [0, 1, 2]);
}

#[tokio::test]
async fn a_batch_without_correlation_ends_the_call() {
    let (_server, mut client) = start().await;
    let request =
        BatchAppendReq { correlation_id: None, ..request(1, "A-1", Expected::Any(()), &["A"]) };
    let mut answers =
        client.batch_append(tokio_stream::iter([request])).await.unwrap().into_inner();
    let status = answers.message().await.unwrap_err();
    let text = "A batch has no correlation_id, or a malformed one";
    assert_said(&status, Code::InvalidArgument, text, &[]);
}

#[tokio::test]
async fn many_appends_on_one_call() {
    let (_server, mut client) = start().await;
    let requests = (0..5_000).map(|number| request(number, "A-1", Expected::Any(()), &["A"]));
    let answers = send(&mut client, requests.collect()).await;
    let revisions: Vec<_> = answers.values().map(revision).collect();
    assert_eq!(revisions, (0..5_000).collect::<Vec<_>>());
}
