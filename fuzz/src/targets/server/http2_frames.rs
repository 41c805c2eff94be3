use std::time::Duration;

use super::connection::exchange;
use super::generate::Choices;
use super::grpc_call;
use super::host::{self, assert_keeps_secrets};
use super::method::INTERFACE;
use crate::signal::Signal;
use crate::targets::Seeds;

/// Time for answers, which come at once or not at all.
const HESITATION: Duration = Duration::from_millis(2);
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// The head of a frame: length, type, flags, stream.
const HEAD: usize = 9;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const PRIORITY: u8 = 2;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PUSH_PROMISE: u8 = 5;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// Bytes on a connection, most behind the preface of HTTP/2, end that connection in time and no other.
pub fn run(data: &[u8]) -> Signal {
    let (how, bytes) = data.split_first().unwrap_or((&0, &[]));
    let mut request = if how % 8 == 7 { Vec::new() } else { PREFACE.to_vec() };
    request.extend(bytes);
    host::ask(async |host| {
        let answer = exchange(host.address(), &request, |_| false, HESITATION).await;
        assert_keeps_secrets(&answer);
        of_frames(&answer)
    })
}

/// The kinds of frames that came back, and what was said to be wrong.
fn of_frames(mut answer: &[u8]) -> Signal {
    if answer.starts_with(b"HTTP/1") {
        return Signal::of(answer.get(..12));
    }
    let mut kinds = std::collections::BTreeSet::new();
    while let Some((head, rest)) = answer.split_at_checked(HEAD) {
        let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
        let payload = rest.get(..length).unwrap_or(rest);
        let fault = match head[3] {
            RST_STREAM => payload.get(..4),
            GOAWAY => payload.get(4..),
            _ => None,
        };
        kinds.insert((head[3], head[4], fault.map(<[u8]>::to_vec)));
        answer = rest.get(length..).unwrap_or_default();
    }
    Signal::of(kinds)
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut frame = u32::try_from(payload.len()).unwrap_or(0).to_be_bytes()[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// Headers as they are, without a table and without compression.
fn headers(pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in pairs {
        block.push(0);
        for text in [name, value] {
            // Up to 126 bytes have one byte for their length.
            let text = &text.as_bytes()[..text.len().min(126)];
            block.push(u8::try_from(text.len()).unwrap_or(0));
            block.extend(text);
        }
    }
    block
}

/// A call of each method, and what is seldom sent.
pub fn seeds() -> Seeds {
    let settings = frame(SETTINGS, 0, 0, &[]);
    let call = |path: &str| {
        headers(&[
            (":method", "POST"),
            (":scheme", "http"),
            (":path", path),
            (":authority", "localhost"),
            ("content-type", "application/grpc"),
            ("te", "trailers"),
        ])
    };
    let mut seeds = Vec::new();
    let mut add =
        |frames: &[Vec<u8>]| seeds.push([vec![0], settings.clone(), frames.concat()].concat());
    for (at, method) in (0_u8..).zip(&INTERFACE.methods) {
        let choices = crate::targets::choices(at.wrapping_mul(3) % 32 + 4);
        let body = grpc_call::body(method, &mut Choices(&choices));
        add(&[
            frame(HEADERS, END_HEADERS, 1, &call(&method.path)),
            frame(DATA, END_STREAM, 1, &body),
        ]);
    }
    let block = call("/event_store.client.streams.Streams/Read");
    let open = frame(HEADERS, END_HEADERS, 1, &block);
    add(&[frame(HEADERS, 0, 1, &block[..9]), frame(CONTINUATION, END_HEADERS, 1, &block[9..])]);
    add(&[open.clone(), frame(RST_STREAM, 0, 1, &[0, 0, 0, 8])]);
    add(&[open.clone(), frame(DATA, 8, 1, &[9, 0, 0])]);
    add(&[open.clone(), frame(WINDOW_UPDATE, 0, 1, &[0x7f, 0xff, 0xff, 0xff])]);
    add(&[frame(WINDOW_UPDATE, 0, 0, &[0, 0, 0, 0])]);
    add(&[frame(SETTINGS, 0, 0, &[0, 4, 0xff, 0xff, 0xff, 0xff, 0, 1, 0, 0, 0, 0])]);
    add(&[frame(SETTINGS, 1, 0, &[]), frame(PING, 0, 0, &[7; 8])]);
    add(&[frame(PRIORITY, 0, 3, &[0, 0, 0, 3, 1]), frame(PUSH_PROMISE, 4, 1, &[0, 0, 0, 2])]);
    add(&[frame(GOAWAY, 0, 0, &[0; 8]), frame(DATA, 0, 0, b"x")]);
    add(&[frame(HEADERS, END_HEADERS | END_STREAM, 1, &headers(&[(":path", "/info")]))]);
    add(&[frame(HEADERS, END_HEADERS, 2, &block), frame(42, 0xff, 9, b"nothing")]);
    let get = [(":method", "GET"), (":scheme", "http"), (":path", "/../../etc/passwd")];
    add(&[frame(HEADERS, END_HEADERS | END_STREAM, 1, &headers(&get))]);
    // Many that are given up as soon as they have begun.
    let given_up = |stream| {
        [frame(HEADERS, END_HEADERS, stream, &block), frame(RST_STREAM, 0, stream, &[0, 0, 0, 8])]
    };
    add(&(0..24).flat_map(|at| given_up(at * 2 + 1)).collect::<Vec<_>>());
    // A header block that never ends.
    let more = frame(CONTINUATION, 0, 1, &headers(&[("x", "y")]));
    add(&std::iter::once(frame(HEADERS, 0, 1, &block)).chain(vec![more; 64]).collect::<Vec<_>>());
    seeds.push(b"\x07GET /info HTTP/1.1\r\nhost: x\r\n\r\n".to_vec());
    seeds.push(b"\x07POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\n\r\n".to_vec());
    seeds.push(
        b"\x07GET /info HTTP/1.1\r\nhost: x\r\n\r\nGET /../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n"
            .to_vec(),
    );
    seeds
}
