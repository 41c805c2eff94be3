use bytes::Bytes;
use plumberd_server::{Limits, TestServer};
use plumberd_wire::v1;
use plumberd_wire::v1::streams::append_req::options::ExpectedStreamRevision as Expected;
use plumberd_wire::v1::streams::append_resp::{
    Position, Result as Outcome, WrongExpectedVersion, success, wrong_expected_version,
};
use plumberd_wire::v1::streams::{AppendReq, AppendResp};
use tonic::Code;
use uuid::Uuid;

use crate::client::{
    any, append, assert_said, channel, empty, id, identifier, message, options, proposed,
    read_short, read_stream, send, start,
};

fn written(answer: AppendResp) -> (Option<u64>, Option<u64>) {
    let Some(Outcome::Success(success)) = answer.result else { panic!("{answer:?}") };
    let revision = match success.current_revision_option.unwrap() {
        success::CurrentRevisionOption::CurrentRevision(revision) => Some(revision),
        success::CurrentRevisionOption::NoStream(_) => None,
    };
    let position = match success.position_option.unwrap() {
        success::PositionOption::Position(Position { commit_position, prepare_position }) => {
            assert_eq!(commit_position, prepare_position);
            Some(commit_position)
        }
        success::PositionOption::NoPosition(_) => None,
    };
    (revision, position)
}

fn conflict(answer: AppendResp) -> WrongExpectedVersion {
    let Some(Outcome::WrongExpectedVersion(conflict)) = answer.result else { panic!("{answer:?}") };
    conflict
}

#[tokio::test]
async fn events_get_revisions_and_positions() {
    let (_server, mut client) = start().await;
    let event = || proposed(message("Started", "{}"));
    let requests = vec![options("A-1", Expected::NoStream(empty())), event(), event()];
    assert_eq!(written(send(&mut client, requests).await.unwrap()), (Some(1), Some(2)));
    let requests = vec![options("A-1", Expected::Revision(1)), event()];
    assert_eq!(written(send(&mut client, requests).await.unwrap()), (Some(2), Some(3)));
    let requests = vec![options("A-1", Expected::StreamExists(empty())), event()];
    assert_eq!(written(send(&mut client, requests).await.unwrap()), (Some(3), Some(4)));
}

#[tokio::test]
async fn an_append_without_events_checks_only() {
    let (_server, mut client) = start().await;
    let answer = send(&mut client, vec![options("A-1", any())]).await.unwrap();
    assert_eq!(written(answer), (None, None));
    append(&mut client, "A-1", &["Started"]).await;
    let answer = send(&mut client, vec![options("A-1", Expected::Revision(0))]).await.unwrap();
    assert_eq!(written(answer), (Some(0), None));
    let answer = send(&mut client, vec![options("A-1", Expected::Revision(3))]).await.unwrap();
    conflict(answer);
}

#[tokio::test]
async fn a_retry_is_known() {
    let (_server, mut client) = start().await;
    let requests = vec![options("A-1", any()), proposed(message("Started", "{}"))];
    let first = send(&mut client, requests.clone()).await.unwrap();
    assert_eq!(send(&mut client, requests).await.unwrap(), first);
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["0:Started"]);
}

#[tokio::test]
async fn a_conflict_is_an_answer() {
    use wrong_expected_version::{
        CurrentRevisionOption as Current, CurrentRevisionOption2060 as Current2060,
        ExpectedRevisionOption as Wanted, ExpectedRevisionOption2060 as Wanted2060,
    };
    let (_server, mut client) = start().await;
    let event = || proposed(message("Started", "{}"));
    let answer = send(&mut client, vec![options("A-1", Expected::Revision(7)), event()]).await;
    assert_eq!(
        conflict(answer.unwrap()),
        WrongExpectedVersion {
            current_revision_option_20_6_0: Some(Current2060::NoStream2060(empty())),
            expected_revision_option_20_6_0: Some(Wanted2060::ExpectedRevision2060(7)),
            current_revision_option: Some(Current::CurrentNoStream(empty())),
            expected_revision_option: Some(Wanted::ExpectedRevision(7)),
        }
    );
    let answer = send(&mut client, vec![options("A-1", Expected::StreamExists(empty())), event()]);
    assert_eq!(
        conflict(answer.await.unwrap()),
        WrongExpectedVersion {
            current_revision_option_20_6_0: Some(Current2060::NoStream2060(empty())),
            expected_revision_option_20_6_0: Some(Wanted2060::StreamExists2060(empty())),
            current_revision_option: Some(Current::CurrentNoStream(empty())),
            expected_revision_option: Some(Wanted::ExpectedStreamExists(empty())),
        }
    );
    append(&mut client, "A-1", &["Started", "Stopped"]).await;
    let answer = send(&mut client, vec![options("A-1", Expected::NoStream(empty())), event()]);
    assert_eq!(
        conflict(answer.await.unwrap()),
        WrongExpectedVersion {
            current_revision_option_20_6_0: Some(Current2060::CurrentRevision2060(1)),
            expected_revision_option_20_6_0: None,
            current_revision_option: Some(Current::CurrentRevision(1)),
            expected_revision_option: Some(Wanted::ExpectedNoStream(empty())),
        }
    );
}

#[tokio::test]
async fn what_an_event_needs() {
    let (_server, mut client) = start().await;
    for property in ["type", "content-type"] {
        let mut event = message("Started", "{}");
        event.metadata.remove(property);
        let requests = vec![options("A-1", any()), proposed(event)];
        let text = format!("Required Metadata Property '{property}' is missing");
        assert_said(
            &send(&mut client, requests).await.unwrap_err(),
            Code::InvalidArgument,
            &text,
            &[
                ("exception", "missing-required-metadata-property"),
                ("required-metadata-properties", "type,content-type"),
            ],
        );
    }
    let text = |text: &str| v1::Uuid { value: Some(v1::uuid::Value::String(text.to_owned())) };
    for wrong in [None, Some(v1::Uuid { value: None }), Some(text("1")), Some(id(Uuid::nil()))] {
        let event =
            v1::streams::append_req::ProposedMessage { id: wrong, ..message("Started", "") };
        let requests = vec![options("A-1", any()), proposed(event)];
        assert_said(
            &send(&mut client, requests).await.unwrap_err(),
            Code::InvalidArgument,
            "The id of an event is missing, malformed or nil; give each a UUID of its own",
            &[],
        );
    }
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["not found"]);
}

#[tokio::test]
async fn the_options_come_first_and_once() {
    let (_server, mut client) = start().await;
    let first = "The first message of an append has to be its options";
    for requests in [vec![], vec![AppendReq::default()], vec![proposed(message("Started", "{}"))]] {
        let status = send(&mut client, requests).await.unwrap_err();
        assert_said(&status, Code::InvalidArgument, first, &[]);
    }
    let twice = vec![options("A-1", any()), options("A-1", any())];
    let status = send(&mut client, twice).await.unwrap_err();
    let text = "After the options come events, and nothing else";
    assert_said(&status, Code::InvalidArgument, text, &[]);
}

#[tokio::test]
async fn the_stream_has_to_have_a_name() {
    let (_server, mut client) = start().await;
    let with = |identifier: Option<v1::StreamIdentifier>, expected| {
        let options = v1::streams::append_req::Options {
            stream_identifier: identifier,
            expected_stream_revision: expected,
        };
        vec![AppendReq { content: Some(v1::streams::append_req::Content::Options(options)) }]
    };
    let bytes =
        |bytes: &'static [u8]| v1::StreamIdentifier { stream_name: Bytes::from_static(bytes) };
    for (identifier, expected, text) in [
        (None, Some(any()), "The request has no stream_identifier"),
        (Some(bytes(b"\xff")), Some(any()), "The stream_identifier is not UTF-8"),
        (Some(bytes(b"")), Some(any()), "a stream name or id cannot be empty"),
        (
            Some(bytes(b"A\n")),
            Some(any()),
            "the stream name \"A\\n\" holds a control character at byte 1",
        ),
        (Some(identifier("A-1")), None, "The options say nothing of the expected revision"),
    ] {
        let status = send(&mut client, with(identifier, expected)).await.unwrap_err();
        assert_said(&status, Code::InvalidArgument, text, &[]);
    }
    let long = "x".repeat(1025);
    let status = send(&mut client, vec![options(&long, any())]).await.unwrap_err();
    let text = "a stream name or id of 1025 bytes is too long; the limit is 1024";
    assert_said(&status, Code::InvalidArgument, text, &[]);
}

#[tokio::test]
async fn events_and_appends_have_a_largest_size() {
    let mut limits = Limits::default();
    (limits.event, limits.append) = (100, 150);
    let store = std::sync::Arc::new(plumberd::engine::memory::MemoryStore::new());
    let server = TestServer::start_with(store, |builder| builder.limits(limits)).await.unwrap();
    let mut client = v1::streams::streams_client::StreamsClient::new(channel(&server).await);

    // The type counts twice.
    let event = message("T", vec![b'x'; 99]);
    let event_id = match event.id.clone().unwrap().value.unwrap() {
        v1::uuid::Value::String(text) => text,
        v1::uuid::Value::Structured(_) => panic!("it was given as text"),
    };
    let status = send(&mut client, vec![options("A-1", any()), proposed(event)]).await.unwrap_err();
    let text =
        format!("Event with Id: {event_id}, Size: 101, exceeds Maximum Append Event Size of 100.");
    assert_said(
        &status,
        Code::InvalidArgument,
        &text,
        &[
            ("exception", "maximum-append-event-size-exceeded"),
            ("event-id", &event_id),
            ("event-size", "101"),
            ("maximum-append-event-size", "100"),
        ],
    );

    let half = || proposed(message("T", vec![b'x'; 74]));
    let status = send(&mut client, vec![options("A-1", any()), half(), half()]).await.unwrap_err();
    assert_said(
        &status,
        Code::InvalidArgument,
        "Maximum Append Size of 150 Exceeded.",
        &[("exception", "maximum-append-size-exceeded"), ("maximum-append-size", "150")],
    );
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["not found"]);
}

#[tokio::test]
async fn appends_that_are_not_written_yet_share_memory() {
    let mut limits = Limits::default();
    limits.pending = 4096;
    let store = std::sync::Arc::new(plumberd::engine::memory::MemoryStore::new());
    let server = TestServer::start_with(store, |builder| builder.limits(limits)).await.unwrap();
    let mut client = v1::streams::streams_client::StreamsClient::new(channel(&server).await);
    let event = |bytes: usize| proposed(message("T", vec![b'x'; bytes]));
    let requests = vec![options("A-1", any()), event(3000), event(3000)];
    let status = send(&mut client, requests).await.unwrap_err();
    assert_said(&status, Code::Unavailable, "Server Is Too Busy", &[]);
    // What was refused has given back what it took.
    for revision in 0..3 {
        let requests = vec![options("A-1", any()), event(3000)];
        let answer = send(&mut client, requests).await.unwrap();
        assert_eq!(written(answer).0, Some(revision));
    }
}

#[tokio::test]
async fn an_event_of_16_mib_goes_there_and_back() {
    let (_server, mut client) = start().await;
    let data = vec![b'7'; 16 * 1024 * 1024 - 2];
    let requests = vec![options("A-1", any()), proposed(message("T", data))];
    assert_eq!(written(send(&mut client, requests).await.unwrap()), (Some(0), Some(1)));
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["0:T"]);
}

#[tokio::test]
async fn virtual_streams_take_no_events() {
    let (_server, mut client) = start().await;
    let requests = vec![options("$ce-A", any()), proposed(message("T", "{}"))];
    let status = send(&mut client, requests).await.unwrap_err();
    let text = "stream `$ce-A` does not take this: it is virtual, and shows events of other streams; append to those";
    assert_said(&status, Code::InvalidArgument, text, &[]);
}

#[tokio::test]
async fn a_server_that_only_reads_does_not_write() {
    let store = std::sync::Arc::new(plumberd::engine::memory::MemoryStore::new());
    let server = TestServer::start_with(store, |builder| builder.read_only(true)).await.unwrap();
    let mut client = v1::streams::streams_client::StreamsClient::new(channel(&server).await);
    let status = send(&mut client, vec![options("A-1", any())]).await.unwrap_err();
    let text = "Access Denied: this server is read-only; start it without --read-only to write";
    assert_said(&status, Code::PermissionDenied, text, &[("exception", "access-denied")]);
    let request = v1::streams::DeleteReq {
        options: Some(v1::streams::delete_req::Options {
            stream_identifier: Some(identifier("A-1")),
            expected_stream_revision: Some(
                v1::streams::delete_req::options::ExpectedStreamRevision::Any(empty()),
            ),
        }),
    };
    let status = client.delete(request).await.unwrap_err();
    assert_said(&status, Code::PermissionDenied, text, &[("exception", "access-denied")]);
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["not found"]);
}
