//! `event_store.client.streams.Streams`.

mod append;
mod batch;
mod batch_answer;
mod delete;
mod ends;
mod expected;
mod filter;
mod proposed;
mod read;
mod request;
pub(crate) mod response;
mod subscribe;

use std::sync::Arc;

use plumberd_wire::v1::streams::streams_server::{Streams, StreamsServer};
use plumberd_wire::v1::streams::{
    AppendReq, AppendResp, BatchAppendReq, DeleteReq, DeleteResp, ReadReq, TombstoneReq,
    TombstoneResp,
};
use tonic::{Request, Response, Status, Streaming};

use self::batch::Batches;
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

struct StreamsService(Arc<Node>);

pub(crate) fn service(node: &Arc<Node>) -> Service {
    let server = StreamsServer::new(StreamsService(Arc::clone(node)))
        .max_decoding_message_size(node.config.limits.message)
        .max_encoding_message_size(usize::MAX);
    Service::new(&METHODS, server)
}

#[tonic::async_trait]
impl Streams for StreamsService {
    type ReadStream = Answers;
    type BatchAppendStream = Batches;

    async fn read(&self, request: Request<ReadReq>) -> Result<Response<Answers>, Status> {
        read::read(&self.0, request).await.map(Response::new)
    }

    async fn append(
        &self,
        request: Request<Streaming<AppendReq>>,
    ) -> Result<Response<AppendResp>, Status> {
        append::append(&self.0, request).await.map(Response::new)
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
