//! `plumberd serve`, through the stubs of plumberd-wire.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::time::Duration;

use bytes::Bytes;
use plumberd_wire::v1::streams::append_req::options::ExpectedStreamRevision;
use plumberd_wire::v1::streams::append_req::{self, Options, ProposedMessage};
use plumberd_wire::v1::streams::append_resp::success::PositionOption;
use plumberd_wire::v1::streams::append_resp::{Result as Appended, Success};
use plumberd_wire::v1::streams::read_req::options::{
    AllOptions, CountOption, FilterOption, ReadDirection, StreamOption, StreamOptions,
    SubscriptionOptions, UuidOption, all_options, stream_options, uuid_option,
};
use plumberd_wire::v1::streams::read_req::{self};
use plumberd_wire::v1::streams::streams_client::StreamsClient;
use plumberd_wire::v1::streams::{AppendReq, ReadReq, read_resp};
use plumberd_wire::v1::{self};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Streaming};
use tonic_prost::ProstCodec;

use super::{Append, Contender, Event};
use crate::Outcome;

const EMPTY: v1::Empty = v1::Empty {};
const READ: PathAndQuery = PathAndQuery::from_static("/event_store.client.streams.Streams/Read");

#[derive(Clone)]
pub struct Ours(Channel);

impl Ours {
    /// With the settings of UmaDB's client.
    pub async fn connect(address: SocketAddr) -> Outcome<Self> {
        let endpoint = Endpoint::from_shared(format!("http://{address}"))?
            .tcp_nodelay(true)
            .http2_keep_alive_interval(Duration::from_secs(5))
            .keep_alive_timeout(Duration::from_secs(10))
            .initial_stream_window_size(4 * 1024 * 1024)
            .initial_connection_window_size(8 * 1024 * 1024);
        Ok(Self(endpoint.connect().await?))
    }

    fn streams(&self) -> StreamsClient<Channel> {
        StreamsClient::new(self.0.clone())
    }

    /// Begins a subscription, of which only the parts that are checked are decoded: a hundred
    /// subscribers share the machine with the server.
    pub async fn subscribe(&self, stream: Option<&str>) -> Outcome<Streaming<Glance>> {
        let options = read_req::Options {
            count_option: Some(CountOption::Subscription(SubscriptionOptions {})),
            ..stream.map_or_else(
                || read_log(all_options::AllOption::End(EMPTY)),
                |stream| read_stream(stream, stream_options::RevisionOption::Start(EMPTY)),
            )
        };
        let mut grpc = tonic::client::Grpc::new(self.0.clone());
        grpc.ready().await?;
        let request = Request::new(ReadReq { options: Some(options) });
        let codec = ProstCodec::<ReadReq, Glance>::default();
        Ok(grpc.server_streaming(request, READ, codec).await?.into_inner())
    }
}

/// A `ReadResp`, in part.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Glance {
    #[prost(message, optional, tag = "1")]
    read: Option<GlanceRead>,
    #[prost(message, optional, tag = "8")]
    pub caught_up: Option<v1::Empty>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct GlanceRead {
    #[prost(message, optional, tag = "1")]
    event: Option<GlanceEvent>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct GlanceEvent {
    #[prost(message, optional, tag = "2")]
    stream: Option<v1::StreamIdentifier>,
    #[prost(uint64, tag = "3")]
    revision: u64,
    #[prost(uint64, tag = "5")]
    position: u64,
    #[prost(bytes = "bytes", tag = "8")]
    data: Bytes,
}

impl Glance {
    /// The event, if it is one.
    pub fn event(&self) -> Outcome<Option<Event<'_>>> {
        let Some(event) = self.read.as_ref().and_then(|read| read.event.as_ref()) else {
            return Ok(None);
        };
        let stream = event.stream.as_ref().ok_or("an event has no stream")?;
        Ok(Some(Event {
            stream: std::str::from_utf8(&stream.stream_name)?,
            revision: event.revision,
            position: event.position,
            data: &event.data,
        }))
    }
}

fn identifier(stream: &str) -> v1::StreamIdentifier {
    v1::StreamIdentifier { stream_name: Bytes::copy_from_slice(stream.as_bytes()) }
}

fn read_stream(stream: &str, from: stream_options::RevisionOption) -> read_req::Options {
    read(StreamOption::Stream(StreamOptions {
        stream_identifier: Some(identifier(stream)),
        revision_option: Some(from),
    }))
}

fn read_log(from: all_options::AllOption) -> read_req::Options {
    read(StreamOption::All(AllOptions { all_option: Some(from) }))
}

fn read(what: StreamOption) -> read_req::Options {
    read_req::Options {
        stream_option: Some(what),
        count_option: Some(CountOption::Count(u64::MAX)),
        filter_option: Some(FilterOption::NoFilter(EMPTY)),
        uuid_option: Some(UuidOption { content: Some(uuid_option::Content::Structured(EMPTY)) }),
        ..read_req::Options::default()
    }
}

fn proposed(append: &Append<'_>) -> [AppendReq; 2] {
    let expected = match append.last {
        Some(last) => ExpectedStreamRevision::Revision(last.revision),
        None => ExpectedStreamRevision::NoStream(EMPTY),
    };
    let options = append_req::Content::Options(Options {
        stream_identifier: Some(identifier(append.stream)),
        expected_stream_revision: Some(expected),
    });
    let (most, least) = append.event.id.as_u64_pair();
    let id = v1::uuid::Structured {
        most_significant_bits: most as i64,
        least_significant_bits: least as i64,
    };
    let event = append_req::Content::ProposedMessage(ProposedMessage {
        id: Some(v1::Uuid { value: Some(v1::uuid::Value::Structured(id)) }),
        metadata: BTreeMap::from([
            ("type".to_owned(), append.event.event_type.to_owned()),
            ("content-type".to_owned(), "application/json".to_owned()),
        ]),
        custom_metadata: Bytes::new(),
        data: append.event.data.clone(),
    });
    [options, event].map(|content| AppendReq { content: Some(content) })
}

/// Gives the events of a read that the stubs decode in whole.
async fn drain(
    client: &mut StreamsClient<Channel>,
    options: read_req::Options,
    mut each: impl FnMut(&Event<'_>) -> Outcome + Send,
) -> Outcome {
    let request = ReadReq { options: Some(options) };
    let mut answers = client.read(request).await?.into_inner();
    while let Some(answer) = answers.message().await? {
        if let Some(read_resp::Content::Event(read)) = answer.content {
            let event = read.event.ok_or("an event is a link")?;
            let stream = event.stream_identifier.ok_or("an event has no stream")?;
            each(&Event {
                stream: std::str::from_utf8(&stream.stream_name)?,
                revision: event.stream_revision,
                position: event.commit_position,
                data: &event.data,
            })?;
        }
    }
    Ok(())
}

impl Contender for Ours {
    async fn append(&self, append: Append<'_>) -> Outcome<u64> {
        let request = tokio_stream::iter(proposed(&append));
        let answer = self.streams().append(request).await?.into_inner();
        match answer.result {
            Some(Appended::Success(Success {
                position_option: Some(PositionOption::Position(position)),
                ..
            })) => Ok(position.commit_position),
            other => Err(format!("an append came to {other:?}").into()),
        }
    }

    async fn read_all(&self, each: impl FnMut(&Event<'_>) -> Outcome + Send) -> Outcome {
        drain(&mut self.streams(), read_log(all_options::AllOption::Start(EMPTY)), each).await
    }

    async fn latest(
        &self,
        stream: &str,
        each: impl FnMut(&Event<'_>) -> Outcome + Send,
    ) -> Outcome {
        let options = read_req::Options {
            read_direction: ReadDirection::Backwards as i32,
            count_option: Some(CountOption::Count(1)),
            ..read_stream(stream, stream_options::RevisionOption::End(EMPTY))
        };
        drain(&mut self.streams(), options, each).await
    }

    async fn follow(
        &self,
        mut each: impl FnMut(&Event<'_>) -> Outcome<ControlFlow<()>> + Send,
    ) -> Outcome {
        let mut answers = self.subscribe(None).await?;
        while let Some(answer) = answers.message().await? {
            if let Some(event) = answer.event()?
                && each(&event)?.is_break()
            {
                return Ok(());
            }
        }
        Err("a subscription ended".into())
    }
}
