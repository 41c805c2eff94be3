//! `event_store.client.persistent_subscriptions.PersistentSubscriptions`: the consumer groups of the store.

mod consume;
mod event;
mod fault;
mod info;
mod request;
mod settings;
mod subsystem;

use std::sync::Arc;

use plumberd_wire::v1::Empty;
use plumberd_wire::v1::persistent_subscriptions::persistent_subscriptions_server::{
    PersistentSubscriptions, PersistentSubscriptionsServer,
};
use plumberd_wire::v1::persistent_subscriptions::{
    CreateReq, CreateResp, DeleteReq, DeleteResp, GetInfoReq, GetInfoResp, ListReq, ListResp,
    ReadReq, ReplayParkedReq, ReplayParkedResp, UpdateReq, UpdateResp,
};
use tonic::{Extensions, Request, Response, Status, Streaming};

use self::consume::Consuming;
pub(crate) use self::subsystem::Subsystem;
use crate::auth::Action;
use crate::error;
use crate::node::Node;
use crate::service::{Method, Service};

const METHODS: [Method; 8] = [
    Method::new("create", &["stream", "all"]),
    Method::new("update", &["stream", "all"]),
    Method::new("delete", &["stream", "all"]),
    Method::new("read", &["stream", "all"]),
    Method::new("getinfo", &["stream", "all"]),
    Method::new("list", &["stream", "all"]),
    Method::new("replayparked", &["stream", "all"]),
    Method::new("restartsubsystem", &[]),
];

struct Groups {
    node: Arc<Node>,
    subsystem: Arc<Subsystem>,
}

pub(crate) fn service(node: &Arc<Node>, subsystem: &Arc<Subsystem>) -> Service {
    let groups = Groups { node: Arc::clone(node), subsystem: Arc::clone(subsystem) };
    let server = PersistentSubscriptionsServer::new(groups)
        .max_decoding_message_size(node.config.limits.message)
        .max_encoding_message_size(usize::MAX);
    Service::new(&METHODS, server)
}

impl Groups {
    /// Whether the caller may look after groups.
    async fn manage(&self, extensions: &Extensions) -> Result<(), Status> {
        self.node.authorize(extensions, Action::ManageSubscriptions).await
    }

    /// The same, where it writes.
    async fn change(&self, extensions: &Extensions) -> Result<(), Status> {
        if self.node.config.read_only {
            return Err(error::read_only());
        }
        self.manage(extensions).await
    }
}

#[tonic::async_trait]
impl PersistentSubscriptions for Groups {
    type ReadStream = Consuming;

    async fn create(&self, request: Request<CreateReq>) -> Result<Response<CreateResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let (group, settings) = settings::of_create(request)?;
        self.change(&extensions).await?;
        self.subsystem.groups().create(&group, settings).await.map_err(|e| fault::of(&group, e))?;
        Ok(Response::new(CreateResp {}))
    }

    async fn update(&self, request: Request<UpdateReq>) -> Result<Response<UpdateResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let (group, settings) = settings::of_update(request)?;
        self.change(&extensions).await?;
        self.subsystem.groups().update(&group, settings).await.map_err(|e| fault::of(&group, e))?;
        Ok(Response::new(UpdateResp {}))
    }

    async fn delete(&self, request: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let group = request::of_delete(request)?;
        self.change(&extensions).await?;
        self.subsystem.groups().delete(&group).await.map_err(|e| fault::of(&group, e))?;
        Ok(Response::new(DeleteResp {}))
    }

    async fn read(
        &self,
        request: Request<Streaming<ReadReq>>,
    ) -> Result<Response<Consuming>, Status> {
        consume::begin(&self.node, &self.subsystem, request).await.map(Response::new)
    }

    async fn get_info(
        &self,
        request: Request<GetInfoReq>,
    ) -> Result<Response<GetInfoResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let group = request::of_info(request)?;
        self.manage(&extensions).await?;
        let found = self.subsystem.groups().info(&group).await.map_err(|e| fault::of(&group, e))?;
        Ok(Response::new(GetInfoResp { subscription_info: Some(info::message(&found)) }))
    }

    async fn replay_parked(
        &self,
        request: Request<ReplayParkedReq>,
    ) -> Result<Response<ReplayParkedResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let (group, limit) = request::of_replay(request)?;
        self.change(&extensions).await?;
        let replayed = self.subsystem.groups().replay_parked(&group, limit).await;
        replayed.map_err(|e| fault::of(&group, e))?;
        Ok(Response::new(ReplayParkedResp {}))
    }

    async fn list(&self, request: Request<ListReq>) -> Result<Response<ListResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let source = request::of_list(request)?;
        self.manage(&extensions).await?;
        let groups = self.subsystem.groups();
        let found = match &source {
            None => groups.list().await,
            Some(source) => groups.list_from(source.clone()).await,
        };
        let found = found.map_err(fault::of_all)?;
        if let Some(source) = source.filter(|_| found.is_empty()) {
            return Err(fault::does_not_exist(source.as_str(), ""));
        }
        Ok(Response::new(ListResp { subscriptions: found.iter().map(info::message).collect() }))
    }

    async fn restart_subsystem(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        let (_, extensions, _) = request.into_parts();
        self.manage(&extensions).await?;
        self.subsystem.restart_for_client(&self.node).await?;
        Ok(Response::new(Empty {}))
    }
}
