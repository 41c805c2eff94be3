//! What the port answers to plain HTTP.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, UPGRADE, WWW_AUTHENTICATE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};
use tonic::body::Body;
use uuid::Uuid;

use crate::auth::{Action, Caller, Refusal};
use crate::features::VERSION;
use crate::gossip::{Reached, iso_now};
use crate::node::Node;

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const METRICS: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// What is here.
const PATHS: [&str; 7] = ["/", "/health/live", "/info", "/gossip", "/stats", "/metrics", "/ping"];

pub(crate) async fn answer<B>(
    node: &Arc<Node>,
    request: &Request<B>,
    reached: &Reached,
    caller: &Caller,
) -> Response<Body> {
    let path = request.uri().path();
    if !PATHS.contains(&path) {
        return text(StatusCode::NOT_FOUND, "There is nothing here. See /info.\n");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response =
            text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    if matches!(path, "/stats" | "/metrics")
        && let Err(refusal) = node.auth.authorize(caller, Action::Observe).await
    {
        return refused(refusal);
    }
    match path {
        "/health/live" => live(node, request.uri().query()),
        "/info" => document(&info(node)),
        "/gossip" => document(&gossip(node, reached)),
        "/stats" => document(&stats(node)),
        "/metrics" => body(StatusCode::OK, METRICS, node.metrics.prometheus()),
        "/ping" => document(&json!({"text": "Ping request successfully handled"})),
        _ => text(StatusCode::OK, "plumberd: gRPC for KurrentDB's clients. See /info.\n"),
    }
}

/// A call of gRPC that came by HTTP/1.
pub(crate) fn needs_http2() -> Response<Body> {
    let mut response = text(
        StatusCode::UPGRADE_REQUIRED,
        "gRPC needs HTTP/2: connect by it from the beginning.\n",
    );
    response.headers_mut().insert(UPGRADE, HeaderValue::from_static("HTTP/2.0"));
    response
}

/// Somebody who is not let in.
pub(crate) fn refused(refusal: Refusal) -> Response<Body> {
    let status = match refusal {
        Refusal::Unauthenticated => StatusCode::UNAUTHORIZED,
        Refusal::Denied => StatusCode::FORBIDDEN,
        Refusal::NotReady => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut response = text(status, format!("{refusal}\n"));
    if status == StatusCode::UNAUTHORIZED {
        let realm = HeaderValue::from_static("Basic realm=\"plumberd\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, realm);
    }
    response
}

/// 204, or the code that the caller asks for (`?liveCode=200`), as on `KurrentDB`.
fn live(node: &Node, query: Option<&str>) -> Response<Body> {
    if node.stopping.is_cancelled() {
        return text(StatusCode::SERVICE_UNAVAILABLE, "");
    }
    let asked = query
        .into_iter()
        .flat_map(|query| query.split('&'))
        .find_map(|pair| pair.strip_prefix("liveCode="))
        .and_then(|code| code.parse::<u16>().ok())
        .filter(|code| (200..300).contains(code))
        .and_then(|code| StatusCode::from_u16(code).ok());
    text(asked.unwrap_or(StatusCode::NO_CONTENT), "")
}

fn info(node: &Node) -> Value {
    let authentication = if node.auth.demands_credentials() { "internal" } else { "insecure" };
    json!({
        "dbVersion": VERSION,
        "esVersion": VERSION,
        "server": concat!("plumberd ", env!("CARGO_PKG_VERSION")),
        "state": "leader",
        "readOnly": node.config.read_only,
        "features": {"projections": false, "userManagement": false, "atomPub": false},
        "authentication": {"type": authentication, "properties": {}},
    })
}

fn gossip(node: &Node, reached: &Reached) -> Value {
    let (host, port) = node.endpoint(Some(reached));
    json!({
        "members": [{
            "instanceId": node.id.to_string(),
            "timeStamp": iso_now(),
            "state": "Leader",
            "isAlive": true,
            "httpEndPointIp": host,
            "httpEndPointPort": port,
            "externalHttpIp": host,
            "externalHttpPort": port,
            // Clients demand these; there is no TCP, and no election that would count epochs.
            "internalTcpIp": host,
            "internalTcpPort": 0,
            "internalSecureTcpPort": 0,
            "externalTcpIp": host,
            "externalTcpPort": 0,
            "externalSecureTcpPort": 0,
            "lastCommitPosition": 0,
            "writerCheckpoint": 0,
            "chaserCheckpoint": 0,
            "epochPosition": 0,
            "epochNumber": 0,
            "epochId": Uuid::nil().to_string(),
            "nodePriority": 0,
            "isReadOnlyReplica": false,
        }],
        "serverIp": host,
        "serverPort": port,
    })
}

fn stats(node: &Node) -> Value {
    let samples = node.metrics.samples();
    let mut stats: serde_json::Map<String, Value> =
        samples.iter().map(|sample| (sample.name.to_owned(), sample.value.into())).collect();
    stats.insert("plumberd_uptime_seconds".to_owned(), node.started.elapsed().as_secs().into());
    Value::Object(stats)
}

fn document(value: &Value) -> Response<Body> {
    body(StatusCode::OK, JSON, value.to_string())
}

fn text(status: StatusCode, text: impl Into<Bytes>) -> Response<Body> {
    body(status, TEXT, text)
}

fn body(status: StatusCode, kind: HeaderValue, content: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Body::new(Full::new(content.into())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
