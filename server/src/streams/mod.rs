//! `event_store.client.streams.Streams`.

mod append;
mod batch;
mod batch_answer;
mod codec;
mod delete;
mod encode;
mod ends;
mod expected;
mod filter;
mod proposed;
mod read;
mod request;
pub(crate) mod response;
mod subscribe;

use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;
use plumberd::store::BoxFuture;
use plumberd_wire::v1::streams::streams_server::{Streams, StreamsServer};
use plumberd_wire::v1::streams::{
    AppendReq, AppendResp, BatchAppendReq, DeleteReq, DeleteResp, ReadReq, ReadResp, TombstoneReq,
    TombstoneResp,
};
use tonic::server::{ClientStreamingService, Grpc, ServerStreamingService};
use tonic::{Request, Response, Status, Streaming};

use self::batch::Batches;
use self::codec::Small;
use self::encode::{Answer, ReadCodec};
use self::read::Answers;
pub(crate) use self::read::next;
use crate::node::Node;
use crate::service::{Method, Service};

const METHODS: [Method; 5] = [
    Method::new("read", &["position", "events"]),
    Method::new("append", &[]),
    Method::new("batchappend", &["deadline_duration"]),
    Method::new("delete", &[]),
    Method::new("tombstone", &[]),
];

const READ: &str = "/event_store.client.streams.Streams/Read";
const APPEND: &str = "/event_store.client.streams.Streams/Append";

#[derive(Clone)]
struct StreamsService(Arc<Node>);

pub(crate) fn service(node: &Arc<Node>) -> Service {
    let streams = StreamsService(Arc::clone(node));
    let message = node.config.limits.message;
    let server = StreamsServer::new(streams.clone())
        .max_decoding_message_size(message)
        .max_encoding_message_size(usize::MAX);
    let (reads, appends) = (streams.clone(), streams);
    Service::new(&METHODS, server)
        .answering(READ, move |request| {
            let streams = reads.clone();
            Box::pin(async move {
                let mut grpc = Grpc::new(ReadCodec)
                    .max_decoding_message_size(message)
                    .max_encoding_message_size(usize::MAX);
                grpc.server_streaming(streams, request).await
            })
        })
        .answering(APPEND, move |request| {
            let streams = appends.clone();
            Box::pin(async move {
                let mut grpc = Grpc::new(Small::default()).max_decoding_message_size(message);
                grpc.client_streaming(streams, request).await
            })
        })
}

/// `Read`, by its own codec.
impl ServerStreamingService<ReadReq> for StreamsService {
    type Response = Answer;
    type ResponseStream = Answers;
    type Future = BoxFuture<'static, Result<Response<Answers>, Status>>;

    fn call(&mut self, request: Request<ReadReq>) -> Self::Future {
        let node = Arc::clone(&self.0);
        Box::pin(async move { read::read(&node, request).await.map(Response::new) })
    }
}

/// `Append`, by its own codec.
impl ClientStreamingService<AppendReq> for StreamsService {
    type Response = AppendResp;
    type Future = BoxFuture<'static, Result<Response<AppendResp>, Status>>;

    fn call(&mut self, request: Request<Streaming<AppendReq>>) -> Self::Future {
        let node = Arc::clone(&self.0);
        Box::pin(async move { append::append(&node, request).await.map(Response::new) })
    }
}

#[tonic::async_trait]
impl Streams for StreamsService {
    type ReadStream = Pin<Box<dyn Stream<Item = Result<ReadResp, Status>> + Send>>;
    type BatchAppendStream = Batches;

    /// Never called: `service` answers its path.
    async fn read(&self, _: Request<ReadReq>) -> Result<Response<Self::ReadStream>, Status> {
        Err(Status::unimplemented(READ))
    }

    /// Never called either.
    async fn append(
        &self,
        _: Request<Streaming<AppendReq>>,
    ) -> Result<Response<AppendResp>, Status> {
        Err(Status::unimplemented(APPEND))
    }

    async fn delete(&self, request: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        delete::delete(&self.0, request).await.map(Response::new)
    }

    async fn tombstone(
        &self,
        request: Request<TombstoneReq>,
    ) -> Result<Response<TombstoneResp>, Status> {
        delete::tombstone(&self.0, request).await.map(Response::new)
    }

    async fn batch_append(
        &self,
        request: Request<Streaming<BatchAppendReq>>,
    ) -> Result<Response<Batches>, Status> {
        Ok(Response::new(Batches::new(Arc::clone(&self.0), request)))
    }
}
