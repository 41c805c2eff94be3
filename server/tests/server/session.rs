use plumberd_server::{Limits, TestServer};
use plumberd_wire::types::value::Kind;
use plumberd_wire::types::{ListValue, Struct, Value};
use plumberd_wire::v1::streams::read_resp::Content;
use plumberd_wire::v2::streams::errors::{
    AppendRecordSizeExceededErrorDetails, AppendTransactionSizeExceededErrorDetails,
    StreamAlreadyInAppendSessionErrorDetails, StreamDeletedErrorDetails,
    StreamRevisionConflictErrorDetails, StreamTombstonedErrorDetails,
};
use plumberd_wire::v2::streams::streams_service_client::StreamsServiceClient;
use plumberd_wire::v2::streams::{
    AppendRecord, AppendRequest, AppendResponse, AppendSessionResponse, SchemaFormat, SchemaInfo,
};
use plumberd_wire::{Detail, rpc};
use prost::Message;
use tonic::transport::Channel;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::client::{Streams, append, channel, read, read_short, read_stream};

pub(crate) type Records = StreamsServiceClient<Channel>;

pub(crate) async fn start() -> (TestServer, Streams, Records) {
    let server = TestServer::start().await.unwrap();
    let channel = channel(&server).await;
    let records = Records::new(channel.clone()).max_encoding_message_size(usize::MAX);
    (server, Streams::new(channel), records)
}

pub(crate) fn record(event_type: &str) -> AppendRecord {
    let format = SchemaFormat::Json.into();
    AppendRecord {
        schema: Some(SchemaInfo { format, name: event_type.to_owned(), id: None }),
        data: "{}".into(),
        ..AppendRecord::default()
    }
}

/// The only detail of an error. Code and message stand twice, and are the same.
#[track_caller]
pub(crate) fn detail<T: Detail>(status: &Status) -> T {
    let rich = rpc::Status::decode(status.details()).unwrap();
    assert_eq!((Code::from(rich.code), rich.message.as_str()), (status.code(), status.message()));
    let [any] = rich.details.as_slice() else { panic!("{rich:?}") };
    T::from_any(any).unwrap_or_else(|| panic!("{}", any.type_url))
}

fn to(stream: &str, expected: Option<i64>, types: &[&str]) -> AppendRequest {
    AppendRequest {
        stream: stream.to_owned(),
        records: types.iter().map(|event_type| record(event_type)).collect(),
        expected_revision: expected,
    }
}

async fn send(
    client: &mut Records,
    requests: Vec<AppendRequest>,
) -> Result<AppendSessionResponse, Status> {
    client.append_session(tokio_stream::iter(requests)).await.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn many_streams_are_written_together() {
    let (_server, mut client, mut records) = start().await;
    let requests =
        vec![to("A-1", Some(-1), &["A", "B"]), to("B-1", None, &["C"]), to("C-1", Some(-2), &[])];
    let answer = send(&mut records, requests).await.unwrap();
    let one = |stream: &str, stream_revision, position| AppendResponse {
        stream: stream.to_owned(),
        stream_revision,
        position,
    };
    assert_eq!(
        answer,
        AppendSessionResponse {
            output: vec![one("A-1", 1, Some(2)), one("B-1", 0, Some(3)), one("C-1", -1, None)],
            position: 3,
        }
    );
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["0:A", "1:B"]);
    // Each expectation, met.
    for expected in [1, -4, -2] {
        send(&mut records, vec![to("A-1", Some(expected), &["D"])]).await.unwrap();
    }
}

#[tokio::test]
async fn properties_come_back_as_metadata() {
    let (_server, mut client, mut records) = start().await;
    let id = Uuid::new_v4();
    let value = |kind| Value { kind: Some(kind) };
    let list = ListValue { values: vec![value(Kind::NumberValue(1.5)), value(Kind::NullValue(0))] };
    let nested = Struct { fields: [("k".to_owned(), value(Kind::BoolValue(true)))].into() };
    let full = AppendRecord {
        record_id: Some(id.to_string()),
        properties: [
            ("tenant".to_owned(), value(Kind::StringValue("ä".to_owned()))),
            ("count".to_owned(), value(Kind::NumberValue(42.0))),
            ("list".to_owned(), value(Kind::ListValue(list))),
            ("nested".to_owned(), value(Kind::StructValue(nested))),
        ]
        .into(),
        schema: Some(SchemaInfo {
            format: SchemaFormat::Protobuf.into(),
            name: "Full".to_owned(),
            id: Some("7".to_owned()),
        }),
        data: vec![1, 2, 3].into(),
        stream: "ignored".to_owned(),
    };
    let request = AppendRequest { records: vec![full, record("Plain")], ..to("A-1", None, &[]) };
    send(&mut records, vec![request]).await.unwrap();

    let contents = read(&mut client, read_stream("A-1")).await.unwrap();
    let [Content::Event(full), Content::Event(plain)] = contents.as_slice() else { panic!() };
    let (full, plain) = (full.event.as_ref().unwrap(), plain.event.as_ref().unwrap());
    assert_eq!(full.id, Some(crate::client::id(id)));
    assert_eq!(full.metadata["type"], "Full");
    assert_eq!(full.metadata["content-type"], "application/octet-stream");
    assert_eq!(&full.data[..], [1, 2, 3]);
    let metadata: serde_json::Value = serde_json::from_slice(&full.custom_metadata).unwrap();
    assert_eq!(
        metadata,
        serde_json::json!({
            "tenant": "ä", "count": 42, "list": [1.5, null], "nested": {"k": true},
            "$schema.name": "Full", "$schema.format": "Protobuf", "$schema.id": "7",
        })
    );
    assert_eq!(plain.metadata["content-type"], "application/json");
    let metadata: serde_json::Value = serde_json::from_slice(&plain.custom_metadata).unwrap();
    let expected = serde_json::json!({"$schema.name": "Plain", "$schema.format": "Json"});
    assert_eq!(metadata, expected);
}

#[tokio::test]
async fn all_or_nothing_is_written() {
    let (_server, mut client, mut records) = start().await;
    append(&mut client, "B-1", &["X"]).await;
    let requests = vec![to("A-1", None, &["A"]), to("B-1", Some(-1), &["B"])];
    let status = send(&mut records, requests).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(
        status.message(),
        "Append failed due to a revision conflict on stream 'B-1'. Expected revision: -1. Actual revision: 0."
    );
    assert_eq!(
        detail::<StreamRevisionConflictErrorDetails>(&status),
        StreamRevisionConflictErrorDetails {
            stream: "B-1".to_owned(),
            expected_revision: -1,
            actual_revision: 0,
        }
    );
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["not found"]);
}

#[tokio::test]
async fn deleted_streams() {
    let (server, mut client, mut records) = start().await;
    for (stream, deletion) in
        [("A-1", plumberd::store::Deletion::Soft), ("B-1", plumberd::store::Deletion::Tombstone)]
    {
        append(&mut client, stream, &["A"]).await;
        let stream = plumberd::StreamName::parse(stream).unwrap();
        server.store().delete(stream, plumberd::ExpectedRevision::Any, deletion).await.unwrap();
    }
    let status = send(&mut records, vec![to("A-1", Some(-4), &["B"])]).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(status.message(), "Stream 'A-1' has been deleted.");
    assert_eq!(detail::<StreamDeletedErrorDetails>(&status).stream, "A-1");
    let status = send(&mut records, vec![to("B-1", None, &["B"])]).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(status.message(), "Stream 'B-1' has been tombstoned.");
    assert_eq!(detail::<StreamTombstonedErrorDetails>(&status).stream, "B-1");
}

#[tokio::test]
async fn a_session_names_a_stream_once_and_is_not_empty() {
    let (_server, _client, mut records) = start().await;
    let requests = vec![to("A-1", None, &["A"]), to("A-1", None, &["B"])];
    let status = send(&mut records, requests).await.unwrap_err();
    assert_eq!(status.code(), Code::Aborted);
    assert_eq!(
        status.message(),
        "Stream 'A-1' is already part of this append session. Appending to the same stream multiple times is currently not supported."
    );
    assert_eq!(detail::<StreamAlreadyInAppendSessionErrorDetails>(&status).stream, "A-1");
    let status = send(&mut records, vec![]).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(
        status.message(),
        "Append session started but no append requests were sent before completing the stream."
    );
}

#[tokio::test]
async fn sizes_are_limited() {
    let mut limits = Limits::default();
    (limits.event, limits.append) = (100, 150);
    let store = std::sync::Arc::new(plumberd::engine::memory::MemoryStore::new());
    let server = TestServer::start_with(store, |builder| builder.limits(limits)).await.unwrap();
    let mut records = Records::new(channel(&server).await);
    let id = Uuid::new_v4();
    let large = |bytes: usize| AppendRecord {
        record_id: Some(id.to_string()),
        data: vec![b'x'; bytes].into(),
        ..record("T")
    };
    let request = AppendRequest { records: vec![large(100)], ..to("A-1", None, &[]) };
    let status = send(&mut records, vec![request]).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let expected = AppendRecordSizeExceededErrorDetails {
        stream: "A-1".to_owned(),
        record_id: id.to_string(),
        size: 101,
        max_size: 100,
    };
    assert_eq!(detail::<AppendRecordSizeExceededErrorDetails>(&status), expected);
    let request = AppendRequest { records: vec![large(75), large(75)], ..to("A-1", None, &[]) };
    let status = send(&mut records, vec![request]).await.unwrap_err();
    assert_eq!(status.code(), Code::Aborted);
    let expected = AppendTransactionSizeExceededErrorDetails { size: 152, max_size: 150 };
    assert_eq!(detail::<AppendTransactionSizeExceededErrorDetails>(&status), expected);
}

#[tokio::test]
async fn malformed_records_are_refused() {
    let (_server, _client, mut records) = start().await;
    let nan = Value { kind: Some(Kind::NumberValue(f64::NAN)) };
    let id = Uuid::new_v4().to_string();
    let with = |change: fn(&mut AppendRecord)| {
        let mut record = AppendRecord { record_id: Some(id.clone()), ..record("T") };
        change(&mut record);
        record
    };
    let unnumbered = AppendRecord { properties: [("x".to_owned(), nan)].into(), ..with(|_| {}) };
    for (record, text) in [
        (with(|it| it.schema = None), format!("Record {id} has no schema with a name")),
        (
            with(|it| it.schema = Some(SchemaInfo { format: 1, ..SchemaInfo::default() })),
            format!("Record {id} has no schema with a name"),
        ),
        (
            with(|it| it.schema = Some(SchemaInfo { format: 0, name: "T".to_owned(), id: None })),
            format!("The schema of record {id} has no format that is known"),
        ),
        (
            with(|it| it.record_id = Some("x".to_owned())),
            "The record_id `x` is no UUID, or is nil".to_owned(),
        ),
        (unnumbered, format!("Property `x` of record {id} is no JSON")),
    ] {
        let request = AppendRequest { records: vec![record], ..to("A-1", None, &[]) };
        let status = send(&mut records, vec![request]).await.unwrap_err();
        assert_eq!((status.code(), status.message()), (Code::InvalidArgument, text.as_str()));
    }
    let status = send(&mut records, vec![to("A-1", Some(-3), &["A"])]).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (
            Code::InvalidArgument,
            "-3 is no expected revision; use one from 0, -1 (no stream), -2 (any) or -4 (exists)"
        )
    );
    let status = send(&mut records, vec![to("", None, &["A"])]).await.unwrap_err();
    assert_eq!(status.message(), "a stream name or id cannot be empty");
}
