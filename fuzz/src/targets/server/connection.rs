use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::PATIENCE;

/// Nobody reads more than this of an answer.
const LONGEST: usize = 1024 * 1024;

/// Sends bytes on a connection of their own, and gives what comes back: up to where it is whole, or the
/// server closes the connection. Where neither happens, the client says after some time that there is
/// no more.
pub async fn exchange(
    address: SocketAddr,
    request: &[u8],
    is_whole: impl Fn(&[u8]) -> bool,
    hesitation: Duration,
) -> Vec<u8> {
    let mut stream =
        TcpStream::connect(address).await.unwrap_or_else(|error| panic!("no connection: {error}"));
    // Thousands of connections that linger would take all ports.
    let _ = stream.set_zero_linger();
    let mut answer = Vec::new();
    let exchanged = timeout(PATIENCE, async {
        // The server may have heard enough before the end.
        let _ = stream.write_all(request).await;
        if timeout(hesitation, read(&mut stream, &mut answer, &is_whole)).await.is_err() {
            let _ = stream.shutdown().await;
            read(&mut stream, &mut answer, &is_whole).await;
        }
    });
    assert!(exchanged.await.is_ok(), "no answer: {}", String::from_utf8_lossy(&answer));
    answer
}

async fn read(stream: &mut TcpStream, answer: &mut Vec<u8>, is_whole: impl Fn(&[u8]) -> bool) {
    while !is_whole(answer) && answer.len() < LONGEST {
        match stream.read_buf(answer).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Whether an answer of HTTP/1 is all there.
pub fn is_whole(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|it| it == b"\r\n\r\n") else { return false };
    let (head, body) = (String::from_utf8_lossy(&answer[..end]), &answer[end + 4..]);
    let head = head.to_ascii_lowercase();
    if head.starts_with("http/1.1 1") {
        return is_whole(body);
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    match length.and_then(|length| length.parse::<usize>().ok()) {
        Some(length) => body.len() >= length,
        None => !head.contains("\ntransfer-encoding: chunked") || body.ends_with(b"0\r\n\r\n"),
    }
}
