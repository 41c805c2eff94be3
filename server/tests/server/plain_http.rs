use std::net::SocketAddr;

use plumberd_server::TestServer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{append, start};

/// The head and the body of the answer to a request of HTTP/1.1.
pub(crate) async fn ask(address: SocketAddr, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

async fn request(server: &TestServer, line: &str) -> (String, String) {
    let request = format!("{line} HTTP/1.1\r\nhost: localhost:7\r\nconnection: close\r\n\r\n");
    ask(server.address(), &request).await
}

fn status(head: &str) -> &str {
    head.lines().next().unwrap().strip_prefix("HTTP/1.1 ").unwrap()
}

#[tokio::test]
async fn health() {
    let server = TestServer::start().await.unwrap();
    for (line, expected) in [
        ("GET /health/live", "204 No Content"),
        ("HEAD /health/live", "204 No Content"),
        ("GET /health/live?liveCode=200", "200 OK"),
        ("GET /health/live?x=1&liveCode=201", "201 Created"),
        ("GET /health/live?liveCode=500", "204 No Content"),
        ("GET /health/live?liveCode=x", "204 No Content"),
    ] {
        let (head, body) = request(&server, line).await;
        assert_eq!((status(&head), body.as_str()), (expected, ""), "{line}");
    }
}

#[tokio::test]
async fn documents() {
    let server = TestServer::start().await.unwrap();
    let (head, body) = request(&server, "GET /info").await;
    assert_eq!(status(&head), "200 OK");
    assert!(
        head.to_lowercase().contains("content-type: application/json; charset=utf-8"),
        "{head}"
    );
    let info: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(info["dbVersion"], "26.1.0");
    assert_eq!(info["state"], "leader");
    assert_eq!(info["authentication"]["type"], "insecure");

    let (_, body) = request(&server, "GET /gossip").await;
    let gossip: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(gossip["members"][0]["state"], "Leader");
    assert_eq!(gossip["members"][0]["isAlive"], true);
    assert_eq!(gossip["members"][0]["httpEndPointIp"], "localhost");
    assert_eq!(gossip["members"][0]["httpEndPointPort"], 7);
    assert_eq!(gossip["members"][0]["epochId"], "00000000-0000-0000-0000-000000000000");
    let time = gossip["members"][0]["timeStamp"].as_str().unwrap();
    assert_eq!((time.len(), &time[10..11], &time[19..]), (20, "T", "Z"), "{time}");
}

#[tokio::test]
async fn measurements() {
    let (server, mut client) = start().await;
    append(&mut client, "A-1", &["A", "B"]).await;
    append(&mut client, "A-1", &["C"]).await;
    let (head, body) = request(&server, "GET /metrics").await;
    assert!(head.to_lowercase().contains("content-type: text/plain; version=0.0.4"), "{head}");
    for line in [
        "# TYPE plumberd_events_appended_total counter",
        "plumberd_events_appended_total 3",
        "plumberd_appends_total 2",
        "plumberd_connections 2",
        "plumberd_subscriptions 0",
    ] {
        assert!(body.lines().any(|it| it == line), "{line} is not in\n{body}");
    }
    let (_, body) = request(&server, "GET /stats").await;
    let stats: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(stats["plumberd_events_appended_total"], 3);
}

#[tokio::test]
async fn what_is_not_there() {
    let server = TestServer::start().await.unwrap();
    for line in ["GET /streams/A-1", "GET /../../etc/passwd", "GET /health/../info", "POST /x"] {
        let (head, body) = request(&server, line).await;
        assert_eq!(status(&head), "404 Not Found", "{line}");
        assert_eq!(body, "There is nothing here. See /info.\n");
    }
    for line in [
        "GET /%2e%2e/%2e%2e/etc/passwd",
        "GET /..%2f..%2fetc%2fpasswd",
        "GET //etc/passwd",
        "GET /info/..;/etc/passwd",
        "GET /info/",
        "GET /etc/passwd%00",
        "GET file:///etc/passwd",
        "GET http://localhost/../etc/passwd",
    ] {
        let (head, body) = request(&server, line).await;
        assert!(matches!(status(&head), "404 Not Found" | "400 Bad Request"), "{line}: {head}");
        assert!(!body.contains("root:"), "{line}: {body}");
    }
    let (head, _) = request(&server, "DELETE /info").await;
    assert_eq!(status(&head), "405 Method Not Allowed");
    assert!(head.to_lowercase().contains("allow: get, head"), "{head}");
}

#[tokio::test]
async fn grpc_needs_http2() {
    let server = TestServer::start().await.unwrap();
    // The body never comes, and nobody waits for it.
    let request = "POST /event_store.client.streams.Streams/Read HTTP/1.1\r\nhost: x\r\ncontent-type: application/grpc\r\ncontent-length: 10\r\nconnection: close\r\n\r\n";
    let (head, body) = ask(server.address(), request).await;
    assert_eq!(status(&head), "426 Upgrade Required");
    assert!(head.to_lowercase().contains("upgrade: http/2.0"), "{head}");
    assert_eq!(body, "gRPC needs HTTP/2: connect by it from the beginning.\n");
}
