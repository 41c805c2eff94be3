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

use super::join::Join;
use super::joins::{Definition, Joins};
use super::standard::{STANDARD, details, is_running, is_standard};
use crate::auth::Action;
use crate::error;
use crate::node::Node;
use crate::service::{Method, Service};

/// Those that do something.
const METHODS: [Method; 8] = [
    Method::new("create", &["track_emitted_streams"]),
    Method::new("update", &[]),
    Method::new("delete", &[]),
    Method::new("statistics", &[]),
    Method::new("enable", &[]),
    Method::new("disable", &[]),
    Method::new("reset", &[]),
    Method::new("restartsubsystem", &[]),
];

struct ProjectionsService {
    node: Arc<Node>,
    joins: Arc<Joins>,
}

pub(crate) fn service(node: &Arc<Node>) -> Service {
    let (node, joins) = (Arc::clone(node), Joins::new(node));
    Service::new(&METHODS, ProjectionsServer::new(ProjectionsService { node, joins }))
}

impl ProjectionsService {
    async fn manage(&self, extensions: &Extensions) -> Result<(), Status> {
        self.node.authorize(extensions, Action::ManageProjections).await
    }

    /// Changes a join. `change` has it as it is, and tells how it is to be, and whether it goes
    /// through all events again.
    async fn change(
        &self,
        extensions: &Extensions,
        name: Option<String>,
        doing: &str,
        change: impl FnOnce(Definition) -> Result<(Option<Definition>, bool), Status> + Send,
    ) -> Result<(), Status> {
        self.manage(extensions).await?;
        if self.node.config.read_only {
            return Err(error::read_only());
        }
        let name = name.unwrap_or_default();
        if is_standard(&name) {
            return Err(Status::unimplemented(format!(
                "`{name}` cannot be {doing}: it is a view of the log that is always there, not a program"
            )));
        }
        let mut state = self.joins.state().await?;
        let definition = state.find(&name).cloned().ok_or_else(|| not_found(&name))?;
        let (definition, anew) = change(definition)?;
        self.joins.set(&mut state, &name, definition, anew).await
    }

    /// Refuses to tell what no projection has.
    async fn refuse<T>(
        &self,
        extensions: &Extensions,
        name: Option<String>,
        what: &str,
    ) -> Result<T, Status> {
        self.node.authorize(extensions, Action::SeeProjections).await?;
        let name = name.unwrap_or_default();
        if !is_standard(&name) && self.joins.state().await?.find(&name).is_none() {
            return Err(not_found(&name));
        }
        Err(Status::unimplemented(format!("`{name}` has no {what}: it writes links only")))
    }
}

/// The text has to be that of a join.
fn check(query: &str) -> Result<(), Status> {
    if Join::parse(query).is_some() {
        return Ok(());
    }
    Err(Status::unimplemented(
        "This server runs no JavaScript. It has what $by_category, $by_event_type, \
         $by_correlation_id and $streams make ($ce-, $et-, $bc-, $streams), and knows the text \
         fromStreams(['$et-A', '$et-B']).when({ $any: function(s,e) { linkTo('C', e) } }); \
         write other projections as subscriptions",
    ))
}

fn no_options() -> Status {
    Status::invalid_argument("The request has no options")
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
        if self.node.config.read_only {
            return Err(error::read_only());
        }
        let unnamed =
            || Status::unimplemented("A projection without a name is not run; give it one");
        let (query, mode) = request.options.map(|it| (it.query, it.mode)).ok_or_else(no_options)?;
        let Some(create_req::options::Mode::Continuous(create_req::options::Continuous {
            name,
            ..
        })) = mode
        else {
            return Err(unnamed());
        };
        if name.is_empty() {
            return Err(unnamed());
        }
        let mut state = self.joins.state().await?;
        if is_standard(&name) || state.find(&name).is_some() {
            return Err(Status::already_exists(format!("Projection '{name}' exists.")));
        }
        check(&query)?;
        let definition = Definition { query, is_enabled: true };
        self.joins.set(&mut state, &name, Some(definition), true).await?;
        Ok(Response::new(CreateResp {}))
    }

    async fn update(&self, request: Request<UpdateReq>) -> Result<Response<UpdateResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let (name, query) = request.options.map(|it| (it.name, it.query)).ok_or_else(no_options)?;
        let updated = |definition: Definition| {
            check(&query)?;
            let anew = query != definition.query;
            Ok((Some(Definition { query, ..definition }), anew))
        };
        self.change(&extensions, Some(name), "updated", updated).await?;
        Ok(Response::new(UpdateResp {}))
    }

    async fn delete(&self, request: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let name = request.options.map(|it| it.name);
        let deleted = |definition: Definition| {
            if definition.is_enabled {
                let text = "The projection is running; disable it before it is deleted";
                return Err(Status::failed_precondition(text));
            }
            Ok((None, false))
        };
        self.change(&extensions, name, "deleted", deleted).await?;
        Ok(Response::new(DeleteResp {}))
    }

    async fn statistics(
        &self,
        request: Request<StatisticsReq>,
    ) -> Result<Response<Statistics>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.node.authorize(&extensions, Action::SeeProjections).await?;
        let state = self.joins.state().await?;
        let all = || STANDARD.into_iter().map(details);
        let found: Vec<_> = match request.options.and_then(|options| options.mode) {
            Some(Mode::Name(name)) if is_standard(&name) => vec![details(&name)],
            Some(Mode::Name(name)) if state.find(&name).is_some() => vec![state.details(&name)],
            Some(Mode::Name(name)) => return Err(not_found(&name)),
            Some(Mode::All(_) | Mode::Continuous(_)) => {
                all().chain(state.names().map(|name| state.details(name))).collect()
            }
            Some(Mode::Transient(_) | Mode::OneTime(_)) => Vec::new(),
            None => {
                return Err(Status::invalid_argument(
                    "The request does not say of which projections",
                ));
            }
        };
        let answers: Vec<_> =
            found.into_iter().map(|found| Ok(StatisticsResp { details: Some(found) })).collect();
        Ok(Response::new(futures_util::stream::iter(answers)))
    }

    /// The standard ones are enabled already.
    async fn enable(&self, request: Request<EnableReq>) -> Result<Response<EnableResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let name = request.options.map(|options| options.name).unwrap_or_default();
        if is_standard(&name) {
            self.manage(&extensions).await?;
            if is_running(&name) {
                return Ok(Response::new(EnableResp {}));
            }
            return Err(Status::unimplemented(format!(
                "`{name}` cannot be enabled: this server has no $category- streams; read $streams"
            )));
        }
        let enabled = |it| Ok((Some(Definition { is_enabled: true, ..it }), false));
        self.change(&extensions, Some(name), "enabled", enabled).await?;
        Ok(Response::new(EnableResp {}))
    }

    async fn disable(&self, request: Request<DisableReq>) -> Result<Response<DisableResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let disabled = |it| Ok((Some(Definition { is_enabled: false, ..it }), false));
        let name = request.options.map(|it| it.name);
        self.change(&extensions, name, "disabled", disabled).await?;
        Ok(Response::new(DisableResp {}))
    }

    async fn reset(&self, request: Request<ResetReq>) -> Result<Response<ResetResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let name = request.options.map(|it| it.name);
        self.change(&extensions, name, "reset", |it| Ok((Some(it), true))).await?;
        Ok(Response::new(ResetResp {}))
    }

    async fn state(&self, request: Request<StateReq>) -> Result<Response<StateResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.refuse(&extensions, request.options.map(|it| it.name), "state").await
    }

    async fn result(&self, request: Request<ResultReq>) -> Result<Response<ResultResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.refuse(&extensions, request.options.map(|it| it.name), "result").await
    }

    /// There is nothing to restart.
    async fn restart_subsystem(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.manage(request.extensions()).await?;
        Ok(Response::new(Empty {}))
    }
}
