//! What no honest client sends.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};
use http::Response;
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Incoming;
use hyper::client::conn::http2::SendRequest;
use hyper_util::rt::{TokioExecutor, TokioIo};
use plumberd_server::{Limits, TestServer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{
    PATIENCE, Streams, any, append, assert_said, channel, options, read_short, read_stream, send,
    start,
};

/// Calls a method with a body as it is, and gives the status of gRPC.
async fn call(address: SocketAddr, path: &str, body: Bytes) -> (String, String) {
    let mut sender = connect(address).await;
    status(tokio::time::timeout(PATIENCE, post(&mut sender, path, Full::new(body))).await.unwrap())
        .await
}

async fn connect<B>(address: SocketAddr) -> SendRequest<B>
where
    B: http_body::Body<Data = Bytes, Error = Infallible> + Unpin + Send + 'static,
{
    let stream = TcpStream::connect(address).await.unwrap();
    let (sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    sender
}

async fn post<B>(sender: &mut SendRequest<B>, path: &str, body: B) -> Response<Incoming>
where
    B: http_body::Body<Data = Bytes, Error = Infallible> + Unpin + Send + 'static,
{
    let request = http::Request::post(format!("http://localhost{path}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(body)
        .unwrap();
    sender.send_request(request).await.unwrap()
}

/// The status and the message of gRPC, wherever they are.
async fn status(response: Response<Incoming>) -> (String, String) {
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
async fn headers_have_a_largest_number() {
    let server = TestServer::start().await.unwrap();
    for (count, expected) in [(90, "HTTP/1.1 200 "), (200, "HTTP/1.1 431 ")] {
        let many = "x: y\r\n".repeat(count);
        let request = format!("GET /info HTTP/1.1\r\nconnection: close\r\n{many}\r\n");
        let (head, _) = crate::plain_http::ask(server.address(), &request).await;
        assert!(head.starts_with(expected), "{count}: {head}");
    }
}

#[tokio::test]
async fn headers_of_calls_have_a_largest_size_too() {
    let (server, mut client) = start().await;
    let mut sender = connect::<Full<Bytes>>(server.address()).await;
    let request = http::Request::post(format!("http://localhost{READ}"))
        .header("content-type", "application/grpc")
        .header("large", "x".repeat(64 * 1024))
        .body(Full::default())
        .unwrap();
    let sent = tokio::time::timeout(PATIENCE, sender.send_request(request)).await.unwrap();
    assert!(sent.is_err() || sent.is_ok_and(|it| it.status() == 431));
    append(&mut client, "A-1", &["A"]).await;
}

async fn start_with(change: impl FnOnce(&mut Limits)) -> TestServer {
    let mut limits = Limits::default();
    change(&mut limits);
    let store = std::sync::Arc::new(plumberd::engine::memory::MemoryStore::new());
    TestServer::start_with(store, |builder| builder.limits(limits)).await.unwrap()
}

/// How long the server leaves a connection alone that says this at first, and then this again and again.
async fn patience(server: &TestServer, first: &[u8], then: &[u8]) -> (Duration, Vec<u8>) {
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let begun = Instant::now();
    writer.write_all(first).await.unwrap();
    let mut answer = Vec::new();
    let ended = async {
        let _ = reader.read_to_end(&mut answer).await;
    };
    let talks = async {
        loop {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if writer.write_all(then).await.is_err() {
                // The answer is still to be read.
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::time::timeout(PATIENCE, async {
        tokio::select! {
            () = ended => {}
            () = talks => {}
        }
    })
    .await
    .unwrap();
    (begun.elapsed(), answer)
}

#[tokio::test]
async fn whoever_says_nothing_or_never_ends_its_headers_is_sent_away() {
    let server = start_with(|limits| limits.handshake = Duration::from_millis(200)).await;
    let long = b"GET /info HTTP/1.1\r\nhost: a-name-that-is-longer-than-a-preface\r\n";
    let idle = b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";
    for (first, then) in [
        (&b""[..], &b""[..]),
        (b"GET /info HT", b""),
        (long, b""),
        (long, b"x: y\r\n"),
        (b"", b"P"),
    ] {
        let (took, answer) = patience(&server, first, then).await;
        let first = String::from_utf8_lossy(first);
        assert!(took >= Duration::from_millis(150), "{first}: {took:?}");
        assert!(took < Duration::from_secs(3), "{first}: {took:?}");
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{first}");
    }
    // Whoever asks nothing more after an answer is sent away too.
    let (took, answer) = patience(&server, idle, b"").await;
    assert!(took < Duration::from_secs(3), "{took:?}");
    assert!(answer.starts_with(b"HTTP/1.1 204 "));
}

#[tokio::test]
async fn a_connection_that_gives_no_sign_of_life_is_closed() {
    let server = start_with(|limits| {
        limits.keep_alive = Duration::from_millis(100);
        limits.keep_alive_timeout = Duration::from_millis(100);
    })
    .await;
    // The preface and settings, and no answer to a ping.
    let greeting = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    let (took, _) = patience(&server, greeting, b"").await;
    assert!(took >= Duration::from_millis(150) && took < Duration::from_secs(3), "{took:?}");
}

#[tokio::test]
async fn messages_that_never_end_have_a_budget() {
    type Body =
        StreamBody<tokio_stream::wrappers::ReceiverStream<Result<Frame<Bytes>, Infallible>>>;
    let server = start_with(|limits| limits.receiving = 1024 * 1024).await;
    let mut client = Streams::new(channel(&server).await);
    let begin = async |size: usize| {
        let mut sender = connect::<Body>(server.address()).await;
        let (pieces, rest) = tokio::sync::mpsc::channel(64);
        let body = StreamBody::new(tokio_stream::wrappers::ReceiverStream::new(rest));
        let answer =
            tokio::spawn(async move { status(post(&mut sender, APPEND, body).await).await });
        pieces.send(Ok(Frame::data(frame(0, 16 * 1024 * 1024, b"")))).await.unwrap();
        for _ in 0..size / 65_536 {
            // Nobody takes them any more when the call was refused.
            let _ = pieces.send(Ok(Frame::data(vec![0x0a; 65_536].into()))).await;
        }
        (pieces, answer)
    };
    let (held, answer) = begin(768 * 1024).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!answer.is_finished(), "it waits for the rest");
    let (_pieces, refused) = begin(512 * 1024).await;
    let refused = tokio::time::timeout(PATIENCE, refused).await.unwrap().unwrap();
    assert_eq!(refused, ("14".to_owned(), "Server%20Is%20Too%20Busy".to_owned()));
    // What comes whole needs none of it.
    append(&mut client, "A-1", &["A"]).await;
    drop((held, answer.abort()));
    let _ = answer.await;
    // What the call had is there for others, once the server knows that it ended.
    let again = async {
        loop {
            let (_pieces, answer) = begin(768 * 1024).await;
            if tokio::time::timeout(Duration::from_millis(200), answer).await.is_err() {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, again).await.unwrap();
}

#[tokio::test]
async fn names_of_streams_are_no_paths() {
    let (_server, mut client) = start().await;
    let names = ["..", "../../etc/passwd", "a/../b", "/etc/passwd", "A\\..\\B", "file:///x"];
    for name in names {
        append(&mut client, name, &["A"]).await;
    }
    for name in names {
        assert_eq!(read_short(&mut client, read_stream(name)).await.unwrap(), ["0:A"], "{name:?}");
    }
    assert_eq!(read_short(&mut client, read_stream("b")).await.unwrap(), ["not found"]);
    let status = send(&mut client, vec![options("A\0B", any())]).await.unwrap_err();
    let text = "the stream name \"A\\0B\" holds a control character at byte 1";
    assert_said(&status, tonic::Code::InvalidArgument, text, &[]);
}

#[tokio::test]
async fn connections_have_a_largest_number_and_wait() {
    let server = start_with(|limits| limits.connections = 1).await;
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
