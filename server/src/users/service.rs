use std::sync::Arc;

use plumberd_wire::v1::users::users_server::{Users, UsersServer};
use plumberd_wire::v1::users::{
    ChangePasswordReq, ChangePasswordResp, CreateReq, CreateResp, DeleteReq, DeleteResp,
    DetailsReq, DetailsResp, DisableReq, DisableResp, EnableReq, EnableResp, ResetPasswordReq,
    ResetPasswordResp, UpdateReq, UpdateResp, details_resp,
};
use tonic::{Code, Extensions, Request, Response, Status};

use super::directory::{Directory, Fault, Found};
use crate::auth::Action;
use crate::error;
use crate::node::Node;
use crate::service::{Method, Service};
use crate::streams::response::ticks;

const METHODS: [Method; 8] = [
    Method::new("create", &[]),
    Method::new("update", &[]),
    Method::new("delete", &[]),
    Method::new("disable", &[]),
    Method::new("enable", &[]),
    Method::new("details", &[]),
    Method::new("changepassword", &[]),
    Method::new("resetpassword", &[]),
];

struct UsersService {
    node: Arc<Node>,
    directory: Directory,
}

pub(crate) fn service(node: &Arc<Node>) -> Service {
    let directory = Directory::new(Arc::clone(&node.store));
    Service::new(&METHODS, UsersServer::new(UsersService { node: Arc::clone(node), directory }))
}

impl UsersService {
    async fn change(&self, extensions: &Extensions, action: Action<'_>) -> Result<(), Status> {
        if self.node.config.read_only {
            return Err(error::read_only());
        }
        self.node.authorize(extensions, action).await
    }

    /// Switches a user on or off.
    async fn switch(
        &self,
        extensions: &Extensions,
        login_name: &str,
        disabled: bool,
    ) -> Result<(), Status> {
        self.change(extensions, Action::ManageUsers).await?;
        let changed = self.directory.change(login_name, None, |it| it.is_disabled = disabled);
        changed.await.map_err(|fault| told(fault, login_name))
    }
}

fn no_options() -> Status {
    Status::invalid_argument("The request has no options")
}

/// An empty password would be one that everybody knows.
fn password(password: String) -> Result<String, Status> {
    if password.is_empty() {
        return Err(Status::invalid_argument("The password is empty; choose one"));
    }
    Ok(password)
}

fn told(fault: Fault, login_name: &str) -> Status {
    match fault {
        Fault::NotFound => error::status(
            Code::NotFound,
            format!("User '{login_name}' is not found."),
            &[("exception", "user-not-found"), ("login-name", login_name)],
        ),
        Fault::Conflict => error::status(
            Code::FailedPrecondition,
            "Conflict.",
            &[("exception", "user-conflict"), ("login-name", login_name)],
        ),
        Fault::Name => Status::invalid_argument(format!(
            "`{login_name}` cannot be the name of a user; it has to be a text without `:` and `/`"
        )),
        Fault::Random => Status::unavailable("Server Is Not Ready: it has no random numbers"),
        Fault::Read(error) => error::read(&error),
        Fault::Append(error) => error::append("Append", &error),
    }
}

fn details(found: Found) -> DetailsResp {
    let Found { account, at, .. } = found;
    let last_updated = details_resp::user_details::DateTime { ticks_since_epoch: ticks(at) };
    DetailsResp {
        user_details: Some(details_resp::UserDetails {
            login_name: account.login_name,
            full_name: account.full_name,
            groups: account.groups,
            last_updated: Some(last_updated),
            disabled: account.is_disabled,
        }),
    }
}

type Details = futures_util::stream::Iter<std::vec::IntoIter<Result<DetailsResp, Status>>>;

#[tonic::async_trait]
impl Users for UsersService {
    type DetailsStream = Details;

    async fn create(&self, request: Request<CreateReq>) -> Result<Response<CreateResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let options = request.options.ok_or_else(no_options)?;
        self.change(&extensions, Action::ManageUsers).await?;
        let (name, password) = (options.login_name.clone(), password(options.password)?);
        let created =
            self.directory.create(options.login_name, options.full_name, options.groups, password);
        created.await.map_err(|fault| told(fault, &name))?;
        Ok(Response::new(CreateResp {}))
    }

    async fn update(&self, request: Request<UpdateReq>) -> Result<Response<UpdateResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let options = request.options.ok_or_else(no_options)?;
        self.change(&extensions, Action::ManageUsers).await?;
        // The password has calls of its own.
        let changed = self.directory.change(&options.login_name, None, |account| {
            account.full_name = options.full_name;
            account.groups = options.groups;
        });
        changed.await.map_err(|fault| told(fault, &options.login_name))?;
        Ok(Response::new(UpdateResp {}))
    }

    async fn delete(&self, request: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let name = request.options.ok_or_else(no_options)?.login_name;
        self.change(&extensions, Action::ManageUsers).await?;
        self.directory.remove(&name).await.map_err(|fault| told(fault, &name))?;
        Ok(Response::new(DeleteResp {}))
    }

    async fn disable(&self, request: Request<DisableReq>) -> Result<Response<DisableResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let name = request.options.ok_or_else(no_options)?.login_name;
        self.switch(&extensions, &name, true).await?;
        Ok(Response::new(DisableResp {}))
    }

    async fn enable(&self, request: Request<EnableReq>) -> Result<Response<EnableResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let name = request.options.ok_or_else(no_options)?.login_name;
        self.switch(&extensions, &name, false).await?;
        Ok(Response::new(EnableResp {}))
    }

    async fn details(&self, request: Request<DetailsReq>) -> Result<Response<Details>, Status> {
        let (_, extensions, request) = request.into_parts();
        let name = request.options.map(|options| options.login_name).unwrap_or_default();
        let found = if name.is_empty() {
            self.node.authorize(&extensions, Action::ManageUsers).await?;
            self.directory.all().await.map_err(|fault| told(fault, ""))?
        } else {
            self.node.authorize(&extensions, Action::SeeUser(&name)).await?;
            let found = self.directory.find(&name).await.map_err(|error| error::read(&error))?;
            vec![found.ok_or_else(|| told(Fault::NotFound, &name))?]
        };
        let found: Vec<_> = found.into_iter().map(|found| Ok(details(found))).collect();
        Ok(Response::new(futures_util::stream::iter(found)))
    }

    async fn change_password(
        &self,
        request: Request<ChangePasswordReq>,
    ) -> Result<Response<ChangePasswordResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let options = request.options.ok_or_else(no_options)?;
        let (name, new) = (options.login_name, password(options.new_password)?);
        self.change(&extensions, Action::SeeUser(&name)).await?;
        let found = self.directory.find(&name).await.map_err(|error| error::read(&error))?;
        let kept = found.ok_or_else(|| told(Fault::NotFound, &name))?.account.password;
        if !crate::auth::Guess::new(options.current_password).check(kept).await {
            return Err(error::access_denied());
        }
        let changed = self.directory.change(&name, Some(new), |_| {});
        changed.await.map_err(|fault| told(fault, &name))?;
        Ok(Response::new(ChangePasswordResp {}))
    }

    async fn reset_password(
        &self,
        request: Request<ResetPasswordReq>,
    ) -> Result<Response<ResetPasswordResp>, Status> {
        let (_, extensions, request) = request.into_parts();
        let options = request.options.ok_or_else(no_options)?;
        let (name, new) = (options.login_name, password(options.new_password)?);
        self.change(&extensions, Action::ManageUsers).await?;
        let changed = self.directory.change(&name, Some(new), |_| {});
        changed.await.map_err(|fault| told(fault, &name))?;
        Ok(Response::new(ResetPasswordResp {}))
    }
}
