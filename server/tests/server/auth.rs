use std::sync::Arc;

use plumberd::engine::memory::MemoryStore;
use plumberd::store::BoxFuture;
use plumberd_server::auth::{Action, Auth, Caller, Credentials, Refusal};
use plumberd_server::{StartError, TestServer, Tls};
use plumberd_wire::v1::streams::ReadReq;
use tonic::metadata::MetadataValue;
use tonic::{Code, Request, Status};

use crate::client::{Streams, any, assert_said, channel, options, read_all, read_stream};
use crate::plain_http::ask;

/// `reader` may read streams, `writer` may do everything but observe.
#[derive(Debug)]
struct Two;

impl Auth for Two {
    fn demands_credentials(&self) -> bool {
        true
    }

    fn authenticate(
        &self,
        credentials: Option<Credentials>,
    ) -> BoxFuture<'_, Result<Caller, Refusal>> {
        Box::pin(std::future::ready(match credentials {
            None => Ok(Caller::Anonymous),
            Some(it) if it.password == "right" => Ok(Caller::user(it.user, Vec::<String>::new())),
            Some(_) => Err(Refusal::Unauthenticated),
        }))
    }

    fn authorize<'a>(
        &'a self,
        caller: &'a Caller,
        action: Action<'a>,
    ) -> BoxFuture<'a, Result<(), Refusal>> {
        let may = match (caller.name(), action) {
            (Some("reader"), Action::Read(_)) => true,
            (Some("writer"), action) => action != Action::Observe,
            _ => false,
        };
        Box::pin(std::future::ready(if may { Ok(()) } else { Err(Refusal::Denied) }))
    }
}

async fn start() -> (TestServer, Streams) {
    let store = Arc::new(MemoryStore::new());
    let server =
        TestServer::start_with(store, |builder| builder.auth(Arc::new(Two))).await.unwrap();
    let client = Streams::new(channel(&server).await);
    (server, client)
}

const READER: &str = "Basic cmVhZGVyOnJpZ2h0";
const WRITER: &str = "Basic d3JpdGVyOnJpZ2h0";
const WRONG: &str = "Basic d3JpdGVyOndyb25n";

fn with<T>(message: T, authorization: Option<&'static str>) -> Request<T> {
    let mut request = Request::new(message);
    if let Some(authorization) = authorization {
        request.metadata_mut().insert("authorization", MetadataValue::from_static(authorization));
    }
    request
}

async fn append(client: &mut Streams, who: Option<&'static str>) -> Result<(), Status> {
    let requests = tokio_stream::iter(vec![options("A-1", any())]);
    client.append(with(requests, who)).await.map(drop)
}

#[tokio::test]
async fn who_may_do_what() {
    let (_server, mut client) = start().await;
    append(&mut client, Some(WRITER)).await.unwrap();
    for who in [None, Some(READER)] {
        let status = append(&mut client, who).await.unwrap_err();
        let trailers = [("exception", "access-denied")];
        assert_said(&status, Code::PermissionDenied, "Access Denied", &trailers);
    }
    let read = |options| ReadReq { options: Some(options) };
    client.read(with(read(read_stream("A-1")), Some(READER))).await.unwrap();
    let status = client.read(with(read(read_all()), Some(READER))).await.unwrap_err();
    assert_said(
        &status,
        Code::PermissionDenied,
        "Access Denied",
        &[("exception", "access-denied")],
    );
}

#[tokio::test]
async fn wrong_credentials_are_refused_whatever_is_asked() {
    let (_server, mut client) = start().await;
    for who in [WRONG, "Basic !", "Bearer token", ""] {
        let status = append(&mut client, Some(who)).await.unwrap_err();
        assert_said(&status, Code::Unauthenticated, "Authentication failed", &[]);
    }
}

#[tokio::test]
async fn an_open_server_takes_any_credentials() {
    let server = TestServer::start().await.unwrap();
    let mut client = Streams::new(channel(&server).await);
    for who in [WRONG, "Basic !", "Bearer token"] {
        append(&mut client, Some(who)).await.unwrap();
    }
}

#[tokio::test]
async fn plain_http_asks_for_credentials_too() {
    let (server, _client) = start().await;
    let get = |path: &str, who: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: {who}\r\n\r\n"
        )
    };
    let (head, body) = ask(server.address(), &get("/info", WRONG)).await;
    assert!(head.starts_with("HTTP/1.1 401 Unauthorized"), "{head}");
    assert!(head.to_lowercase().contains("www-authenticate: basic realm=\"plumberd\""), "{head}");
    assert_eq!(body, "Authentication failed\n");
    for path in ["/metrics", "/stats"] {
        let (head, body) = ask(server.address(), &get(path, WRITER)).await;
        assert!(head.starts_with("HTTP/1.1 403 Forbidden"), "{head}");
        assert_eq!(body, "Access Denied\n");
    }
    let (head, body) = ask(server.address(), &get("/info", READER)).await;
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    assert!(body.contains("\"type\":\"internal\""), "{body}");
}

#[tokio::test]
async fn where_others_reach_it_a_server_is_careful() {
    let everywhere = [std::net::SocketAddr::from(([0, 0, 0, 0], 0))];
    let start = |change: fn(plumberd_server::Builder) -> plumberd_server::Builder| {
        let store = Arc::new(MemoryStore::new());
        TestServer::start_with(store, move |builder| change(builder.listen(everywhere)))
    };
    let text = |missing| {
        format!(
            "0.0.0.0:0 can be reached from other machines, so the server demands {missing}; set them up, listen on 127.0.0.1, or say `insecure_anyway` (`--insecure-anyway`) to let everybody who reaches it read and write everything, unencrypted"
        )
    };
    let refused = |result: Result<TestServer, StartError>| match result {
        Err(error @ StartError::Insecure { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(start(|it| it).await), text("TLS and credentials"));
    assert_eq!(refused(start(|it| it.auth(Arc::new(Two))).await), text("TLS"));
    assert_eq!(refused(start(|it| it.tls(Tls::Development)).await), text("credentials"));
    start(|it| it.insecure_anyway(true)).await.unwrap().stop().await;
    start(|it| it.tls(Tls::Development).auth(Arc::new(Two))).await.unwrap().stop().await;
}
