use std::time::{Duration, Instant};

use plumberd_server::{StartError, TestServer};
use tonic::Code;

use crate::client::{
    any, append, begin, live, message, next, options, proposed, read_all, read_stream, short, start,
};

#[tokio::test]
async fn subscriptions_end_with_an_error_and_the_server_soon() {
    let (server, mut client) = start().await;
    let mut all = begin(&mut client, live(read_all())).await.unwrap();
    let mut stream = begin(&mut client, live(read_stream("A-1"))).await.unwrap();
    for answers in [&mut all, &mut stream] {
        assert_eq!(short(&next(answers).await.unwrap()), "confirmation");
        assert_eq!(short(&next(answers).await.unwrap()), "caught up");
    }
    let began = Instant::now();
    server.stop().await;
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    for answers in [&mut all, &mut stream] {
        let status = next(answers).await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable);
        assert_eq!(status.message(), "Server Is Not Ready: it is stopping");
    }
}

#[tokio::test]
async fn a_call_under_way_comes_to_its_end() {
    let (server, mut client) = start().await;
    append(&mut client, "A-1", &["A"]).await;
    let (sender, requests) = tokio::sync::mpsc::channel(1);
    let appending = tokio::spawn({
        let mut client = client.clone();
        async move { client.append(tokio_stream::wrappers::ReceiverStream::new(requests)).await }
    });
    sender.send(options("A-1", any())).await.unwrap();
    sender.send(proposed(message("B", "{}"))).await.unwrap();
    // It is on its way when the server is told to stop.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let stopping = tokio::spawn(server.stop());
    tokio::time::sleep(Duration::from_millis(100)).await;
    sender.send(proposed(message("C", "{}"))).await.unwrap();
    drop(sender);
    appending.await.unwrap().unwrap();
    stopping.await.unwrap();
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let server = TestServer::start().await.unwrap();
    let address = server.address();
    let store = std::sync::Arc::new(plumberd::engine::memory::MemoryStore::new());
    let second = TestServer::start_with(store, |builder| builder.listen([address])).await;
    let Err(error @ StartError::Listen { .. }) = second else { panic!("{second:?}") };
    let text = error.to_string();
    assert!(text.starts_with(&format!("cannot listen on {address}: ")), "{text}");
    assert!(text.ends_with("; choose another address, or stop the program that uses it"), "{text}");
}

#[tokio::test]
async fn a_server_listens_on_both_kinds_of_addresses() {
    let store = std::sync::Arc::new(plumberd::engine::memory::MemoryStore::new());
    let loopback = std::net::SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, 0));
    let server = TestServer::start_with(store, |builder| builder.listen([loopback])).await.unwrap();
    assert!(server.url().starts_with("kurrentdb://[::1]:"), "{}", server.url());
    let mut client = crate::client::Streams::new(crate::client::channel(&server).await);
    append(&mut client, "A-1", &["A"]).await;
}
