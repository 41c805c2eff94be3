//! `kurrentdb.protocol.v2.streams.StreamsService`.

mod check;
mod fault;
mod record;
mod records;
mod session;

use std::sync::Arc;

use plumberd_wire::v2::streams::streams_service_server::{StreamsService, StreamsServiceServer};
use plumberd_wire::v2::streams::{
    AppendRecordsRequest, AppendRecordsResponse, AppendRequest, AppendSessionResponse,
};
use tonic::{Request, Response, Status, Streaming};

use crate::node::Node;
use crate::service::{Method, Service};

const METHODS: [Method; 2] = [Method::new("appendsession", &[]), Method::new("appendrecords", &[])];

struct Records(Arc<Node>);

pub(crate) fn service(node: &Arc<Node>) -> Service {
    let server = StreamsServiceServer::new(Records(Arc::clone(node)))
        .max_decoding_message_size(node.config.limits.message);
    Service::new(&METHODS, server)
}

#[tonic::async_trait]
impl StreamsService for Records {
    async fn append_session(
        &self,
        request: Request<Streaming<AppendRequest>>,
    ) -> Result<Response<AppendSessionResponse>, Status> {
        session::append(&self.0, request).await.map(Response::new)
    }

    async fn append_records(
        &self,
        request: Request<AppendRecordsRequest>,
    ) -> Result<Response<AppendRecordsResponse>, Status> {
        records::append(&self.0, request).await.map(Response::new)
    }
}
