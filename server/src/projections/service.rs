use std::sync::Arc;

use plumberd_wire::v1::Empty;
use plumberd_wire::v1::projections::projections_server::{Projections, ProjectionsServer};
use plumberd_wire::v1::projections::statistics_req::options::Mode;
use plumberd_wire::v1::projections::{
    CreateReq, CreateResp, DeleteReq, DeleteResp, DisableReq, DisableResp, EnableReq, EnableResp,
    ResetReq, ResetResp, ResultReq, ResultResp, StateReq, StateResp, StatisticsReq, StatisticsResp,
    UpdateReq, UpdateResp, create_req,
};
use tonic::{Extensions, Request, Response, Status};

use super::standard::{STANDARD, details, is_running, is_standard};
use crate::auth::Action;
use crate::node::Node;
use crate::service::{Method, Service};

/// Those that do something.
const METHODS: [Method; 3] = [
    Method::new("statistics", &[]),
    Method::new("enable", &[]),
    Method::new("restartsubsystem", &[]),
];

struct ProjectionsService(Arc<Node>);

pub(crate) fn service(node: &Arc<Node>) -> Service {
    Service::new(&METHODS, ProjectionsServer::new(ProjectionsService(Arc::clone(node))))
}

impl ProjectionsService {
    async fn manage(&self, extensions: &Extensions) -> Result<(), Status> {
        self.0.authorize(extensions, Action::ManageProjections).await
    }

    /// Refuses to do to a projection what can be done to none.
    async fn refuse<T>(
        &self,
        extensions: &Extensions,
        name: Option<String>,
        doing: &str,
    ) -> Result<T, Status> {
        self.manage(extensions).await?;
        let name = name.unwrap_or_default();
        if !is_standard(&name) {
            return Err(not_found(&name));
        }
        Err(Status::unimplemented(format!(
            "`{name}` cannot be {doing}: it is a view of the log that is always there, not a program"
        )))
    }
}

fn not_found(name: &str) -> Status {
    Status::not_found(format!("Projection '{name}' is not found."))
}

type Statistics = futures_util::stream::Iter<std::vec::IntoIter<Result<StatisticsResp, Status>>>;

#[tonic::async_trait]
impl Projections for ProjectionsService {
    type StatisticsStream = Statistics;

    async fn create(&self, request: Request<CreateReq>) -> Result<Response<CreateResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.manage(&extensions).await?;
        let name = match request.options.and_then(|options| options.mode) {
            Some(create_req::options::Mode::Continuous(of)) => of.name,
            Some(create_req::options::Mode::Transient(of)) => of.name,
            _ => String::new(),
        };
        if is_standard(&name) {
            return Err(Status::already_exists(format!("Projection '{name}' exists.")));
        }
        Err(Status::unimplemented(
            "This server runs no JavaScript. It has what $by_category, $by_event_type, \
             $by_correlation_id and $streams make ($ce-, $et-, $bc-, $streams); write other \
             projections as subscriptions",
        ))
    }

    async fn update(&self, request: Request<UpdateReq>) -> Result<Response<UpdateResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.refuse(&extensions, request.options.map(|it| it.name), "updated").await
    }

    async fn delete(&self, request: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.refuse(&extensions, request.options.map(|it| it.name), "deleted").await
    }

    async fn statistics(
        &self,
        request: Request<StatisticsReq>,
    ) -> Result<Response<Statistics>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.0.authorize(&extensions, Action::SeeProjections).await?;
        let names: Vec<String> = match request.options.and_then(|options| options.mode) {
            Some(Mode::Name(name)) if is_standard(&name) => vec![name],
            Some(Mode::Name(name)) => return Err(not_found(&name)),
            Some(Mode::All(_) | Mode::Continuous(_)) => {
                STANDARD.into_iter().map(str::to_owned).collect()
            }
            Some(Mode::Transient(_) | Mode::OneTime(_)) => Vec::new(),
            None => {
                return Err(Status::invalid_argument(
                    "The request does not say of which projections",
                ));
            }
        };
        let answers: Vec<_> =
            names.iter().map(|name| Ok(StatisticsResp { details: Some(details(name)) })).collect();
        Ok(Response::new(futures_util::stream::iter(answers)))
    }

    /// The standard ones are enabled already.
    async fn enable(&self, request: Request<EnableReq>) -> Result<Response<EnableResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.manage(&extensions).await?;
        let name = request.options.map(|options| options.name).unwrap_or_default();
        if !is_standard(&name) {
            return Err(not_found(&name));
        }
        if !is_running(&name) {
            return Err(Status::unimplemented(format!(
                "`{name}` cannot be enabled: this server has no $category- streams; read $streams"
            )));
        }
        Ok(Response::new(EnableResp {}))
    }

    async fn disable(&self, request: Request<DisableReq>) -> Result<Response<DisableResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.refuse(&extensions, request.options.map(|it| it.name), "disabled").await
    }

    async fn reset(&self, request: Request<ResetReq>) -> Result<Response<ResetResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.refuse(&extensions, request.options.map(|it| it.name), "reset").await
    }

    async fn state(&self, request: Request<StateReq>) -> Result<Response<StateResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.refuse(&extensions, request.options.map(|it| it.name), "asked for a state").await
    }

    async fn result(&self, request: Request<ResultReq>) -> Result<Response<ResultResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.refuse(&extensions, request.options.map(|it| it.name), "asked for a result").await
    }

    /// There is nothing to restart.
    async fn restart_subsystem(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.manage(request.extensions()).await?;
        Ok(Response::new(Empty {}))
    }
}
