//! What the tests ask with.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use plumberd_server::TestServer;
use plumberd_wire::v1;
use plumberd_wire::v1::streams::append_req::options::ExpectedStreamRevision;
use plumberd_wire::v1::streams::append_req::{Content, Options, ProposedMessage};
use plumberd_wire::v1::streams::read_req::options::{
    AllOptions, CountOption, FilterOption, StreamOption, StreamOptions, SubscriptionOptions,
    UuidOption, all_options, stream_options, uuid_option,
};
use plumberd_wire::v1::streams::read_req::{self};
use plumberd_wire::v1::streams::streams_client::StreamsClient;
use plumberd_wire::v1::streams::{AppendReq, AppendResp, ReadReq, ReadResp, read_resp};
use tonic::transport::Channel;
use tonic::{Code, Status, Streaming};
use uuid::Uuid;

/// The limit of a test that waits.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) type Streams = StreamsClient<Channel>;

pub(crate) async fn channel(server: &TestServer) -> Channel {
    let url = format!("http://{}", server.address());
    Channel::from_shared(url).unwrap().connect().await.unwrap()
}

pub(crate) async fn start() -> (TestServer, Streams) {
    let server = TestServer::start().await.unwrap();
    let client = StreamsClient::new(channel(&server).await)
        .max_decoding_message_size(usize::MAX)
        .max_encoding_message_size(usize::MAX);
    (server, client)
}

pub(crate) const fn empty() -> v1::Empty {
    v1::Empty {}
}

pub(crate) fn id(id: Uuid) -> v1::Uuid {
    v1::Uuid { value: Some(v1::uuid::Value::String(id.to_string())) }
}

pub(crate) fn identifier(stream: &str) -> v1::StreamIdentifier {
    v1::StreamIdentifier { stream_name: Bytes::copy_from_slice(stream.as_bytes()) }
}

pub(crate) fn metadata(event_type: &str) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("type".to_owned(), event_type.to_owned()),
        ("content-type".to_owned(), "application/json".to_owned()),
    ])
}

pub(crate) fn message(event_type: &str, data: impl Into<Bytes>) -> ProposedMessage {
    ProposedMessage {
        id: Some(id(Uuid::new_v4())),
        metadata: metadata(event_type),
        custom_metadata: Bytes::new(),
        data: data.into(),
    }
}

pub(crate) fn options(stream: &str, expected: ExpectedStreamRevision) -> AppendReq {
    let options = Options {
        stream_identifier: Some(identifier(stream)),
        expected_stream_revision: Some(expected),
    };
    AppendReq { content: Some(Content::Options(options)) }
}

pub(crate) fn proposed(message: ProposedMessage) -> AppendReq {
    AppendReq { content: Some(Content::ProposedMessage(message)) }
}

pub(crate) fn any() -> ExpectedStreamRevision {
    ExpectedStreamRevision::Any(empty())
}

/// Appends as it is given.
pub(crate) async fn send(
    client: &mut Streams,
    requests: Vec<AppendReq>,
) -> Result<AppendResp, Status> {
    client.append(tokio_stream::iter(requests)).await.map(tonic::Response::into_inner)
}

/// Appends events of these types to a stream.
pub(crate) async fn append(client: &mut Streams, stream: &str, types: &[&str]) {
    let mut requests = vec![options(stream, any())];
    requests.extend(types.iter().map(|event_type| proposed(message(event_type, "{}"))));
    send(client, requests).await.unwrap();
}

/// Reads a stream forwards, from its start.
pub(crate) fn read_stream(stream: &str) -> read_req::Options {
    read_req::Options {
        stream_option: Some(StreamOption::Stream(StreamOptions {
            stream_identifier: Some(identifier(stream)),
            revision_option: Some(stream_options::RevisionOption::Start(empty())),
        })),
        count_option: Some(CountOption::Count(u64::MAX)),
        filter_option: Some(FilterOption::NoFilter(empty())),
        uuid_option: Some(UuidOption { content: Some(uuid_option::Content::String(empty())) }),
        ..read_req::Options::default()
    }
}

/// Reads the log forwards, from its start.
pub(crate) fn read_all() -> read_req::Options {
    let all = AllOptions { all_option: Some(all_options::AllOption::Start(empty())) };
    read_req::Options { stream_option: Some(StreamOption::All(all)), ..read_stream("") }
}

/// Begins a read elsewhere.
pub(crate) fn from(
    mut options: read_req::Options,
    from: stream_options::RevisionOption,
) -> read_req::Options {
    if let Some(StreamOption::Stream(stream)) = &mut options.stream_option {
        stream.revision_option = Some(from);
    }
    options
}

/// Begins a read of the log elsewhere.
pub(crate) fn all_from(
    mut options: read_req::Options,
    from: all_options::AllOption,
) -> read_req::Options {
    options.stream_option = Some(StreamOption::All(AllOptions { all_option: Some(from) }));
    options
}

/// Makes a subscription of a read.
pub(crate) fn live(options: read_req::Options) -> read_req::Options {
    let count_option = Some(CountOption::Subscription(SubscriptionOptions {}));
    read_req::Options { count_option, ..options }
}

pub(crate) async fn begin(
    client: &mut Streams,
    options: read_req::Options,
) -> Result<Streaming<ReadResp>, Status> {
    client.read(ReadReq { options: Some(options) }).await.map(tonic::Response::into_inner)
}

/// Everything that a read gives.
pub(crate) async fn read(
    client: &mut Streams,
    options: read_req::Options,
) -> Result<Vec<read_resp::Content>, Status> {
    let mut answers = begin(client, options).await?;
    let mut contents = Vec::new();
    while let Some(answer) = answers.message().await? {
        contents.push(answer.content.unwrap());
    }
    Ok(contents)
}

/// The next thing that a subscription gives.
pub(crate) async fn next(answers: &mut Streaming<ReadResp>) -> Result<read_resp::Content, Status> {
    let answer =
        tokio::time::timeout(PATIENCE, answers.message()).await.expect("it gives something");
    Ok(answer?.expect("it does not end").content.unwrap())
}

/// In short: `1:Started` for an event with revision 1, `checkpoint`, `caught up`, ….
pub(crate) fn short(content: &read_resp::Content) -> String {
    use read_resp::Content;
    match content {
        Content::Event(event) => {
            let show = |event: &read_resp::read_event::RecordedEvent| {
                format!("{}:{}", event.stream_revision, event.metadata["type"])
            };
            let target = event.event.as_ref().map(show);
            let link = event.link.as_ref().map(show);
            [target, link].into_iter().flatten().collect::<Vec<_>>().join(" by ")
        }
        Content::Confirmation(_) => "confirmation".to_owned(),
        Content::Checkpoint(checkpoint) => format!("checkpoint {}", checkpoint.commit_position),
        Content::StreamNotFound(_) => "not found".to_owned(),
        Content::FirstStreamPosition(first) => format!("first {first}"),
        Content::LastStreamPosition(last) => format!("last {last}"),
        Content::LastAllStreamPosition(_) => "last of all".to_owned(),
        Content::CaughtUp(up) => match (up.stream_revision, up.position) {
            (Some(revision), None) => format!("caught up at revision {revision}"),
            (None, Some(position)) => format!("caught up at {}", position.commit_position),
            (None, None) => "caught up".to_owned(),
            both => panic!("{both:?}"),
        },
        Content::FellBehind(_) => "fell behind".to_owned(),
    }
}

pub(crate) async fn read_short(
    client: &mut Streams,
    options: read_req::Options,
) -> Result<Vec<String>, Status> {
    Ok(read(client, options).await?.iter().map(short).collect())
}

/// The code, the message, and the trailers that KurrentDB sets.
pub(crate) fn said(status: &Status) -> (Code, String, Vec<(String, String)>) {
    const OF_HTTP: [&str; 3] = ["content-type", "date", "content-length"];
    let trailers = status.metadata().iter().filter_map(|pair| match pair {
        tonic::metadata::KeyAndValueRef::Ascii(key, value) => {
            Some((key.as_str().to_owned(), value.to_str().unwrap().to_owned()))
        }
        tonic::metadata::KeyAndValueRef::Binary(..) => None,
    });
    let mut trailers: Vec<_> =
        trailers.filter(|(key, _)| !OF_HTTP.contains(&key.as_str())).collect();
    trailers.sort();
    (status.code(), status.message().to_owned(), trailers)
}

/// Holds a refusal against what it has to be, to the letter.
#[track_caller]
pub(crate) fn assert_said(status: &Status, code: Code, message: &str, trailers: &[(&str, &str)]) {
    let mut trailers: Vec<_> =
        trailers.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    trailers.sort();
    assert_eq!(said(status), (code, message.to_owned(), trailers));
}
