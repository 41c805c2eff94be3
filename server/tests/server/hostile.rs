//! What no honest client sends.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use plumberd_server::{Limits, TestServer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{PATIENCE, Streams, append, channel, read_short, read_stream, start};

/// Calls a method with a body as it is, and gives the status of gRPC.
async fn call(address: SocketAddr, path: &str, body: Bytes) -> (String, String) {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    let request = http::Request::post(format!("http://{address}{path}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(Full::new(body))
        .unwrap();
    let response =
        tokio::time::timeout(PATIENCE, sender.send_request(request)).await.unwrap().unwrap();
    let headers = response.headers().clone();
    let trailers =
        response.into_body().collect().await.ok().and_then(|body| body.trailers().cloned());
    let of = |name: &str| {
        let value = trailers.as_ref().and_then(|it| it.get(name)).or_else(|| headers.get(name));
        value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
    };
    (of("grpc-status"), of("grpc-message"))
}

fn frame(compressed: u8, length: u32, body: &[u8]) -> Bytes {
    let mut frame = BytesMut::new();
    frame.put_u8(compressed);
    frame.put_u32(length);
    frame.put_slice(body);
    frame.freeze()
}

const READ: &str = "/event_store.client.streams.Streams/Read";
const APPEND: &str = "/event_store.client.streams.Streams/Append";

#[tokio::test]
async fn frames_that_are_none() {
    let (server, mut client) = start().await;
    let address = server.address();
    let (internal, invalid, too_large, unimplemented) = ("13", "3", "11", "12");
    for (path, body, expected) in [
        (READ, frame(0, 5, b"\xff\xff\xff\xff\xff"), internal), // no message
        (READ, frame(0, 2, b"\x0a\x7f"), internal), // a field that is longer than its message
        (READ, frame(9, 0, b""), internal),         // a flag that there is not
        (READ, frame(1, 1, b"x"), internal),        // compressed, which nobody agreed on
        (READ, frame(0, 0, b""), invalid),          // empty, and so without options
        (READ, frame(0, u32::MAX, b"x"), too_large),
        (APPEND, frame(0, 100 * 1024 * 1024, b"x"), too_large),
        (APPEND, Bytes::new(), invalid),
        ("/event_store.client.streams.Streams/Nothing", Bytes::new(), unimplemented),
        ("/event_store.client.nothing.Nothing/Read", Bytes::new(), unimplemented),
        ("/", Bytes::new(), unimplemented),
        ("//", Bytes::new(), unimplemented),
        ("/../etc/passwd", Bytes::new(), unimplemented),
    ] {
        let (status, message) = call(address, path, body.clone()).await;
        assert_eq!(status, expected, "{path} {body:?}: {message}");
    }
    // It serves others as before.
    append(&mut client, "A-1", &["A"]).await;
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["0:A"]);
}

#[tokio::test]
async fn a_frame_that_is_cut_off_writes_nothing() {
    let (server, mut client) = start().await;
    let (status, _) = call(server.address(), APPEND, frame(0, 50, b"\x0a")).await;
    assert!(matches!(status.as_str(), "13" | "3" | "1" | "2"), "{status}");
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["not found"]);
}

#[tokio::test]
async fn noise_ends_the_connection_only() {
    let (server, mut client) = start().await;
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..200_usize {
        let mut noise =
            if round % 2 == 0 { b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec() } else { Vec::new() };
        for _ in 0..round * 3 {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            noise.push(seed.to_be_bytes()[0]);
        }
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        // The server may have hung up already.
        let _ = stream.write_all(&noise).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap();
    }
    append(&mut client, "A-1", &["A"]).await;
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["0:A"]);
}

#[tokio::test]
async fn headers_have_a_largest_size() {
    let server = TestServer::start().await.unwrap();
    let large = "x".repeat(64 * 1024);
    let request = format!("GET /info HTTP/1.1\r\nhost: x\r\nlarge: {large}\r\n\r\n");
    let (head, _) = crate::plain_http::ask(server.address(), &request).await;
    assert!(head.starts_with("HTTP/1.1 431 "), "{head}");
}

#[tokio::test]
async fn whoever_says_nothing_is_sent_away() {
    let mut limits = Limits::default();
    limits.handshake = Duration::from_millis(100);
    let store = std::sync::Arc::new(plumberd::engine::memory::MemoryStore::new());
    let server = TestServer::start_with(store, |builder| builder.limits(limits)).await.unwrap();
    for begun in [&b""[..], b"GET /info HT"] {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(begun).await.unwrap();
        let mut answer = Vec::new();
        tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn connections_have_a_largest_number_and_wait() {
    let mut limits = Limits::default();
    limits.connections = 1;
    let store = std::sync::Arc::new(plumberd::engine::memory::MemoryStore::new());
    let server = TestServer::start_with(store, |builder| builder.limits(limits)).await.unwrap();
    let mut client = Streams::new(channel(&server).await);
    append(&mut client, "A-1", &["A"]).await;
    let request = "GET /info HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let second = tokio::spawn(crate::plain_http::ask(server.address(), request));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!second.is_finished());
    drop(client);
    let (head, _) = tokio::time::timeout(PATIENCE, second).await.unwrap().unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
}
