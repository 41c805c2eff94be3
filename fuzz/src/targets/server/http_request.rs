use std::time::Duration;

use super::connection::{exchange, is_whole};
use super::host::{self, SECRET_FILE, assert_keeps_secrets};
use crate::signal::Signal;
use crate::targets::Seeds;

/// Time for answers that are not known to be whole.
const HESITATION: Duration = Duration::from_millis(50);

/// A request of HTTP/1 for anything is answered, whatever stands in it, and no answer shows a file.
///
/// The input is what the request says: the method and the target, a header on each line, and behind an
/// empty line the body. It is written so that it is a request; whoever writes none is `http2_frames`.
pub fn run(data: &[u8]) -> Signal {
    let (request, is_sound) = write(data);
    host::ask(async |host| {
        let is_head = request.starts_with(b"HEAD ");
        let is_whole = |answer: &[u8]| {
            is_whole(answer) || is_head && answer.windows(4).any(|it| it == b"\r\n\r\n")
        };
        let answer = exchange(host.address(), &request, is_whole, HESITATION).await;
        assert_keeps_secrets(&answer);
        let head = answer.split(|&byte| byte == b'\r').next().unwrap_or_default();
        let is_answered = head.starts_with(b"HTTP/1.") && is_whole(&answer);
        assert!(
            is_answered || !is_sound,
            "{} got {}",
            String::from_utf8_lossy(&request),
            String::from_utf8_lossy(&answer)
        );
        let text = String::from_utf8_lossy(&answer);
        let names: Vec<&str> =
            text.lines().take(12).filter_map(|line| Some(line.split_once(':')?.0)).collect();
        let length = answer.len().checked_ilog2();
        Signal::of((head.get(..12), names, length))
    })
}

/// Writes the request, and tells whether it is one that has to be answered.
fn write(data: &[u8]) -> (Vec<u8>, bool) {
    let mut lines = data.splitn(2, |&byte| byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let rest = lines.next().unwrap_or_default();
    let split = rest.windows(2).position(|it| it == b"\n\n");
    let (headers, body) = match split {
        Some(at) => (&rest[..at], &rest[at + 2..]),
        None => (rest, &[][..]),
    };
    let mut words = first.splitn(2, |&byte| byte == b' ');
    let method: Vec<u8> = words
        .next()
        .unwrap_or_default()
        .iter()
        .copied()
        .filter(|&byte| is_of_name(byte))
        .take(16)
        .collect();
    let mut request = if method.is_empty() { b"GET".to_vec() } else { method };
    request.push(b' ');
    target(words.next().unwrap_or_default(), &mut request);
    request.extend(b" HTTP/1.1\r\nhost: localhost\r\n");
    // What has a word on where the request ends may leave the server waiting for more, or for nothing.
    let mut is_sound = !request.starts_with(b"CONNECT ");
    for line in headers.split(|&byte| byte == b'\n') {
        let at = line.iter().position(|&byte| byte == b':').unwrap_or(line.len());
        let name: Vec<u8> = line[..at].iter().copied().filter(|&byte| is_of_name(byte)).collect();
        if name.is_empty() {
            continue;
        }
        let name = name.to_ascii_lowercase();
        let frames = ["content-length", "transfer-encoding", "connection", "upgrade", "host"];
        is_sound &= !frames.iter().any(|it| it.as_bytes() == name);
        request.extend(name);
        request.extend(b": ");
        let value = line.get(at + 1..).unwrap_or_default().iter().copied();
        request.extend(value.filter(|byte| *byte >= b' ' && *byte != 0x7f));
        request.extend(b"\r\n");
    }
    // More than that is too much, which the server may say before it has read all of it.
    is_sound &= request.len() < 8 * 1024;
    request.extend(format!("content-length: {}\r\n\r\n", body.len()).bytes());
    request.extend(body);
    (request, is_sound)
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// What cannot stand there is escaped.
fn target(bytes: &[u8], request: &mut Vec<u8>) {
    if bytes.is_empty() {
        request.push(b'/');
    }
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"/?&=%.~-_:@!$'()*+,;".contains(&byte) {
            request.push(byte);
        } else {
            request.extend(format!("%{byte:02X}").bytes());
        }
    }
}

/// All routes, ways out of them, and calls of gRPC that come by HTTP/1.
pub fn seeds() -> Seeds {
    let secret = SECRET_FILE.display();
    let paths = ["/", "/health/live", "/info", "/gossip", "/stats", "/metrics", "/ping"];
    let mut seeds: Vec<String> = paths.iter().map(|path| format!("GET {path}\n\n")).collect();
    for line in [
        "GET /health/live?liveCode=200&liveCode=999",
        "GET /health/live?liveCode=%32%30%30",
        "HEAD /info",
        "OPTIONS *",
        "POST /streams/A-1",
        "PUT /info",
        "DELETE /streams/../info",
        "TRACE /",
        "CONNECT localhost:1",
        "GET http://localhost/info",
        "GET http://[::1]:99999/gossip",
        "GET /streams/$all/head/backward/20?embed=body",
        "GET /../../../../../../etc/passwd",
        "GET /..%2f..%2f..%2f..%2fetc%2fpasswd",
        "GET /%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "GET /info/..;/..;/etc/passwd",
        "GET //etc/passwd",
        "GET /etc/passwd%00.html",
        "GET file:///etc/passwd",
        "GET /proc/self/environ",
    ] {
        seeds.push(format!("{line}\naccept: */*\n\n"));
    }
    for way in
        ["", "/..", "/web/../../../../../..", "/%2e%2e/%2e%2e/%2e%2e", "/streams/..%2f..%2f.."]
    {
        seeds.push(format!("GET {way}{secret}\n\n"));
    }
    for header in [
        "authorization: Basic YWRtaW46Y2hhbmdlaXQ=",
        "authorization: Basic !",
        "host: evil:1",
        "host: [::1",
        "transfer-encoding: chunked",
        "content-length: 18446744073709551616",
        "upgrade: h2c\nhttp2-settings: AAMAAABkAAQAAP__\nconnection: upgrade, http2-settings",
        "expect: 100-continue",
        "range: bytes=0-",
        "accept-encoding: gzip, br",
        "x-forwarded-for: 127.0.0.1",
    ] {
        seeds.push(format!("GET /gossip\n{header}\n\n"));
    }
    for path in ["Streams/Read", "Streams/Append", "Streams/BatchAppend", "../../etc/passwd"] {
        let head = format!("POST /event_store.client.streams.{path}");
        seeds.push(format!("{head}\ncontent-type: application/grpc\nte: trailers\n\n\0\0\0\0\0"));
    }
    seeds.push(format!("GET /info\n{}\n", "x: y\n".repeat(200)));
    seeds.into_iter().map(String::into_bytes).collect()
}
