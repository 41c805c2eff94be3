use std::sync::Arc;

use plumberd_wire::v1::Empty;
use plumberd_wire::v1::operations::operations_server::{Operations, OperationsServer};
use plumberd_wire::v1::operations::scavenge_resp::ScavengeResult;
use plumberd_wire::v1::operations::{
    ScavengeResp, SetNodePriorityReq, StartScavengeReq, StopScavengeReq,
};
use tonic::{Code, Extensions, Request, Response, Status};

use super::scavenge::{Began, Scavenges};
use crate::auth::Action;
use crate::error;
use crate::node::Node;
use crate::persistent::Subsystem;
use crate::service::{Method, Service};

const METHODS: [Method; 7] = [
    Method::new("startscavenge", &[]),
    Method::new("stopscavenge", &[]),
    Method::new("shutdown", &[]),
    Method::new("mergeindexes", &[]),
    Method::new("resignnode", &[]),
    Method::new("setnodepriority", &[]),
    Method::new("restartpersistentsubscriptions", &[]),
];

struct OperationsService {
    node: Arc<Node>,
    groups: Arc<Subsystem>,
    scavenges: Scavenges,
}

pub(crate) fn service(node: &Arc<Node>, groups: &Arc<Subsystem>) -> Service {
    let (node, groups) = (Arc::clone(node), Arc::clone(groups));
    let scavenges = Scavenges::default();
    Service::new(&METHODS, OperationsServer::new(OperationsService { node, groups, scavenges }))
}

impl OperationsService {
    async fn operate(&self, extensions: &Extensions) -> Result<(), Status> {
        self.node.authorize(extensions, Action::Operate).await
    }

    /// For what has nothing to do here: there is one node, whose index looks after itself.
    async fn nothing_to_do(
        &self,
        extensions: &Extensions,
        asked: &str,
    ) -> Result<Response<Empty>, Status> {
        self.operate(extensions).await?;
        tracing::info!(asked, "there is nothing to do for it");
        Ok(Response::new(Empty {}))
    }
}

fn answer(id: String, result: ScavengeResult) -> Response<ScavengeResp> {
    Response::new(ScavengeResp { scavenge_id: id, scavenge_result: result.into() })
}

#[tonic::async_trait]
impl Operations for OperationsService {
    async fn start_scavenge(
        &self,
        request: Request<StartScavengeReq>,
    ) -> Result<Response<ScavengeResp>, Status> {
        self.operate(request.extensions()).await?;
        if self.node.config.read_only {
            return Err(error::read_only());
        }
        let Some(scavenger) = &self.node.config.scavenger else {
            return Err(Status::unimplemented(
                "The store of this server cannot be scavenged; one in a file (--data) can",
            ));
        };
        Ok(match self.scavenges.begin(scavenger) {
            Began::Now(id) => answer(id.to_string(), ScavengeResult::Started),
            Began::Before(id) => answer(id.to_string(), ScavengeResult::InProgress),
        })
    }

    async fn stop_scavenge(
        &self,
        request: Request<StopScavengeReq>,
    ) -> Result<Response<ScavengeResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.operate(&extensions).await?;
        let id = request.options.map(|options| options.scavenge_id).unwrap_or_default();
        if !self.scavenges.stop(&id) {
            let trailers = [("exception", "scavenge-not-found"), ("scavenge-id", &*id)];
            return Err(error::status(Code::NotFound, "Scavenge id was invalid.", &trailers));
        }
        Ok(answer(id, ScavengeResult::Stopped))
    }

    async fn shutdown(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.operate(request.extensions()).await?;
        tracing::warn!("a client stops the server");
        self.node.stopping.cancel();
        Ok(Response::new(Empty {}))
    }

    async fn merge_indexes(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.nothing_to_do(request.extensions(), "MergeIndexes").await
    }

    async fn resign_node(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.nothing_to_do(request.extensions(), "ResignNode").await
    }

    async fn set_node_priority(
        &self,
        request: Request<SetNodePriorityReq>,
    ) -> Result<Response<Empty>, Status> {
        self.nothing_to_do(request.extensions(), "SetNodePriority").await
    }

    async fn restart_persistent_subscriptions(
        &self,
        request: Request<Empty>,
    ) -> Result<Response<Empty>, Status> {
        self.operate(request.extensions()).await?;
        self.groups.restart_for_client(&self.node).await?;
        Ok(Response::new(Empty {}))
    }
}
