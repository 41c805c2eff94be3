//! Users, and what they may do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plumberd::engine::memory::MemoryStore;
use plumberd::store::{EventStore, ReadStream};
use plumberd::stream::StreamName;
use plumberd_server::TestServer;
use plumberd_server::auth::Accounts;
use plumberd_wire::v1::streams::ReadReq;
use plumberd_wire::v1::users::users_client::UsersClient;
use plumberd_wire::v1::users::{
    ChangePasswordReq, CreateReq, DeleteReq, DetailsReq, DisableReq, EnableReq, ResetPasswordReq,
    UpdateReq, change_password_req, create_req, delete_req, details_req, details_resp, disable_req,
    enable_req, reset_password_req, update_req,
};
use tonic::metadata::MetadataValue;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};

use crate::client::{
    Streams, any, assert_said, channel, message, options, proposed, read_all, read_stream,
};

type Users = UsersClient<Channel>;

async fn start() -> (TestServer, Streams, Users) {
    let store = Arc::new(MemoryStore::new());
    let accounts = Accounts::new(store.clone()).unwrap();
    assert!(accounts.make_first().await.unwrap());
    assert!(!accounts.make_first().await.unwrap());
    let server = TestServer::start_with(store, |builder| builder.auth(Arc::new(accounts)));
    let server = server.await.unwrap();
    let channel = channel(&server).await;
    (server, Streams::new(channel.clone()), Users::new(channel))
}

/// A request of somebody: `admin:changeit`; of nobody without a name.
fn by<T>(who: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    if !who.is_empty() {
        let value = format!("Basic {}", STANDARD.encode(who));
        request.metadata_mut().insert("authorization", MetadataValue::try_from(value).unwrap());
    }
    request
}

const ADMIN: &str = "admin:changeit";
const ANN: &str = "ann:secret";

fn create(login: &str, password: &str, groups: &[&str]) -> CreateReq {
    CreateReq {
        options: Some(create_req::Options {
            login_name: login.to_owned(),
            password: password.to_owned(),
            full_name: login.to_uppercase(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        }),
    }
}

async fn details(
    client: &mut Users,
    who: &str,
    login: Option<&str>,
) -> Result<Vec<details_resp::UserDetails>, Status> {
    let options = login.map(|login| details_req::Options { login_name: login.to_owned() });
    let mut answers = client.details(by(who, DetailsReq { options })).await?.into_inner();
    let mut found = Vec::new();
    while let Some(answer) = answers.message().await? {
        found.push(answer.user_details.unwrap());
    }
    Ok(found)
}

async fn append(client: &mut Streams, who: &str, stream: &str, data: &str) -> Result<(), Status> {
    let event_type = if stream.starts_with("$$") { "$metadata" } else { "Happened" };
    let events = vec![options(stream, any()), proposed(message(event_type, data.to_owned()))];
    client.append(by(who, tokio_stream::iter(events))).await.map(drop)
}

async fn read(client: &mut Streams, who: &str, stream: &str) -> Result<(), Status> {
    let asked = if stream == "$all" { read_all() } else { read_stream(stream) };
    client.read(by(who, ReadReq { options: Some(asked) })).await.map(drop)
}

#[track_caller]
fn assert_denied(result: Result<(), Status>) {
    let trailers = [("exception", "access-denied")];
    assert_said(&result.unwrap_err(), Code::PermissionDenied, "Access Denied", &trailers);
}

#[track_caller]
fn assert_unknown(result: Result<(), Status>) {
    assert_said(&result.unwrap_err(), Code::Unauthenticated, "Authentication failed", &[]);
}

#[tokio::test]
async fn users_come_change_and_go() {
    let (server, mut streams, mut users) = start().await;
    users.create(by(ADMIN, create("ann", "secret", &["staff"]))).await.unwrap();
    append(&mut streams, ANN, "A-1", "{}").await.unwrap();
    let [ann] = details(&mut users, ANN, Some("ann")).await.unwrap().try_into().unwrap();
    assert_eq!((ann.login_name.as_str(), ann.full_name.as_str()), ("ann", "ANN"));
    assert_eq!((ann.groups.as_slice(), ann.disabled), (["staff".to_owned()].as_slice(), false));
    assert!(ann.last_updated.unwrap().ticks_since_epoch > 17_000_000_000_000_000);
    let all = details(&mut users, ADMIN, None).await.unwrap();
    let names: Vec<_> = all.iter().map(|user| user.login_name.as_str()).collect();
    assert_eq!(names, ["admin", "ops", "ann"]);
    assert_denied(details(&mut users, ANN, None).await.map(drop));
    assert_denied(details(&mut users, ANN, Some("admin")).await.map(drop));

    let name = || "ann".to_owned();
    let update = update_req::Options {
        login_name: name(),
        full_name: "Ann A.".to_owned(),
        ..update_req::Options::default()
    };
    users.update(by(ADMIN, UpdateReq { options: Some(update) })).await.unwrap();
    let off = disable_req::Options { login_name: name() };
    users.disable(by(ADMIN, DisableReq { options: Some(off) })).await.unwrap();
    let [ann] = details(&mut users, ADMIN, Some("ann")).await.unwrap().try_into().unwrap();
    assert_eq!((ann.full_name.as_str(), ann.groups.len(), ann.disabled), ("Ann A.", 0, true));
    assert_unknown(append(&mut streams, ANN, "A-1", "{}").await);
    let on = enable_req::Options { login_name: name() };
    users.enable(by(ADMIN, EnableReq { options: Some(on) })).await.unwrap();
    append(&mut streams, ANN, "A-1", "{}").await.unwrap();
    let gone = || DeleteReq { options: Some(delete_req::Options { login_name: name() }) };
    users.delete(by(ADMIN, gone())).await.unwrap();
    assert_unknown(append(&mut streams, ANN, "A-1", "{}").await);
    let status = users.delete(by(ADMIN, gone())).await.unwrap_err();
    let trailers = [("exception", "user-not-found"), ("login-name", "ann")];
    assert_said(&status, Code::NotFound, "User 'ann' is not found.", &trailers);
    users.create(by(ADMIN, create("ann", "other", &[]))).await.unwrap();
    append(&mut streams, "ann:other", "A-1", "{}").await.unwrap();

    let stream = StreamName::parse("$user-ann").unwrap();
    let mut events = server.store().read_stream(ReadStream::forwards(stream));
    let first = std::future::poll_fn(|context| events.as_mut().poll_next(context)).await;
    let first = first.unwrap().unwrap();
    assert_eq!(&*first.event_type, "$UserCreated");
    let text = String::from_utf8(first.data.to_vec()).unwrap();
    assert!(text.contains("\"loginName\":\"ann\"") && !text.contains("other"), "{text}");
}

#[tokio::test]
async fn what_cannot_be_a_user_is_refused() {
    let (_server, _streams, mut users) = start().await;
    let status = users.create(by(ADMIN, create("admin", "x", &[]))).await.unwrap_err();
    let trailers = [("exception", "user-conflict"), ("login-name", "admin")];
    assert_said(&status, Code::FailedPrecondition, "Conflict.", &trailers);
    let status = users.create(by(ADMIN, create("ann", "", &[]))).await.unwrap_err();
    assert_said(&status, Code::InvalidArgument, "The password is empty; choose one", &[]);
    for name in ["", "a:b", "a/b"] {
        let status = users.create(by(ADMIN, create(name, "x", &[]))).await.unwrap_err();
        let text = format!(
            "`{name}` cannot be the name of a user; it has to be a text without `:` and `/`"
        );
        assert_said(&status, Code::InvalidArgument, &text, &[]);
    }
    for who in ["", "ops:changeit"] {
        assert_denied(users.create(by(who, create("ann", "x", &[]))).await.map(drop));
    }
}

#[tokio::test]
async fn passwords_are_changed_by_who_knows_them_and_reset_by_admins() {
    let (_server, mut streams, mut users) = start().await;
    users.create(by(ADMIN, create("ann", "secret", &[]))).await.unwrap();
    let change = |current: &str, new: &str| {
        let options = change_password_req::Options {
            login_name: "ann".to_owned(),
            current_password: current.to_owned(),
            new_password: new.to_owned(),
        };
        ChangePasswordReq { options: Some(options) }
    };
    assert_denied(users.change_password(by(ANN, change("guess", "x"))).await.map(drop));
    users.change_password(by(ANN, change("secret", "better"))).await.unwrap();
    assert_unknown(append(&mut streams, ANN, "A-1", "{}").await);
    append(&mut streams, "ann:better", "A-1", "{}").await.unwrap();
    let reset = || {
        let options = reset_password_req::Options {
            login_name: "ann".to_owned(),
            new_password: "best".to_owned(),
        };
        ResetPasswordReq { options: Some(options) }
    };
    assert_denied(users.reset_password(by("ann:better", reset())).await.map(drop));
    users.reset_password(by(ADMIN, reset())).await.unwrap();
    append(&mut streams, "ann:best", "A-1", "{}").await.unwrap();
}

#[tokio::test]
async fn wrong_passwords_are_slow_and_right_ones_are_remembered() {
    let (_server, mut streams, _users) = start().await;
    for who in ["admin:guess", "nobody:guess", "admin:"] {
        let begun = Instant::now();
        assert_unknown(append(&mut streams, who, "A-1", "{}").await);
        assert!(begun.elapsed() >= Duration::from_millis(500), "{who}");
    }
    append(&mut streams, ADMIN, "A-1", "{}").await.unwrap();
    let begun = Instant::now();
    for _ in 0..50 {
        append(&mut streams, ADMIN, "A-1", "{}").await.unwrap();
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn streams_say_who_may_do_what() {
    let (_server, mut streams, mut users) = start().await;
    users.create(by(ADMIN, create("ann", "secret", &["staff"]))).await.unwrap();
    append(&mut streams, ANN, "A-1", "{}").await.unwrap();
    read(&mut streams, ANN, "A-1").await.unwrap();
    assert_denied(read(&mut streams, "", "A-1").await);
    assert_denied(append(&mut streams, "", "A-1", "{}").await);
    for system in ["$all", "$users", "$user-ann", "$$$users"] {
        assert_denied(read(&mut streams, ANN, system).await);
        read(&mut streams, ADMIN, system).await.unwrap();
    }
    let acl = r#"{"$acl":{"$r":["staff"],"$w":"ops","$mw":[]}}"#;
    append(&mut streams, ANN, "$$A-1", acl).await.unwrap();
    read(&mut streams, ANN, "A-1").await.unwrap();
    assert_denied(append(&mut streams, ANN, "A-1", "{}").await);
    append(&mut streams, "ops:changeit", "A-1", "{}").await.unwrap();
    assert_denied(read(&mut streams, "ops:changeit", "A-1").await);
    assert_denied(append(&mut streams, ANN, "$$A-1", "{}").await);
    append(&mut streams, ADMIN, "$$A-1", "{}").await.unwrap();
    append(&mut streams, ANN, "A-1", "{}").await.unwrap();
    let settings = r#"{"$userStreamAcl":{"$w":"$admins"},"$systemStreamAcl":{"$r":"$all"}}"#;
    append(&mut streams, ADMIN, "$settings", settings).await.unwrap();
    assert_denied(append(&mut streams, ANN, "A-1", "{}").await);
    read(&mut streams, ANN, "$all").await.unwrap();
}

#[tokio::test]
async fn what_says_it_wrongly_shuts_out_all_but_admins() {
    let (_server, mut streams, mut users) = start().await;
    users.create(by(ADMIN, create("ann", "secret", &[]))).await.unwrap();
    for (stream, others) in [("$$A-1", true), ("$settings", false)] {
        append(&mut streams, ADMIN, stream, "{").await.unwrap();
        assert_denied(append(&mut streams, ANN, "A-1", "{}").await);
        assert_denied(read(&mut streams, ANN, "A-1").await);
        assert_eq!(append(&mut streams, ANN, "A-2", "{}").await.is_ok(), others, "{stream}");
        append(&mut streams, ADMIN, "A-1", "{}").await.unwrap();
        read(&mut streams, ADMIN, "A-1").await.unwrap();
        append(&mut streams, ADMIN, stream, "{}").await.unwrap();
        append(&mut streams, ANN, "A-1", "{}").await.unwrap();
    }
}
