use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body::Frame;
use http_body_util::BodyExt;
use tokio::time::timeout;
use tonic::body::Body;
use tower_service::Service;

use super::PATIENCE;
use super::host::{Host, assert_keeps_secrets};
use super::method::Method;
use crate::signal::Signal;

/// What gives many answers gives this many, as long as they come one upon the other.
const MANY: usize = 64;
const PAUSE: Duration = Duration::from_millis(2);

/// A body that comes in pieces, and may break off.
pub struct Pieces {
    pub left: Bytes,
    pub size: usize,
    /// Whether the call is given up where the body ought to end.
    pub breaks_off: bool,
}

/// The client gives up.
#[derive(Debug)]
pub struct GivenUp;

impl std::fmt::Display for GivenUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("given up")
    }
}

impl std::error::Error for GivenUp {}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = GivenUp;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, GivenUp>>> {
        if self.left.is_empty() {
            return Poll::Ready(self.breaks_off.then_some(Err(GivenUp)));
        }
        let size = self.size.clamp(1, self.left.len());
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(size)))))
    }
}

/// Calls a method, and tells how it went. A call that nobody gives up ends with a status or goes on, and
/// says something in time.
pub async fn call(host: &Host, method: &Method, headers: HeaderMap, body: Pieces) -> Signal {
    // The client's own stack counts a deadline too, and gives up.
    let breaks_off = body.breaks_off || headers.contains_key("grpc-timeout");
    let mut request = Request::post(&method.path).body(Body::new(body)).unwrap_or_default();
    request.headers_mut().insert("te", http::HeaderValue::from_static("trailers"));
    request
        .headers_mut()
        .insert("content-type", http::HeaderValue::from_static("application/grpc"));
    request.headers_mut().extend(headers);
    let mut channel = host.channel.clone();
    let called = timeout(PATIENCE, async {
        std::future::poll_fn(|context| channel.poll_ready(context)).await?;
        channel.call(request).await
    });
    let response = match called.await.unwrap_or_else(|_| panic!("{}: no answer", method.path)) {
        Ok(response) => response,
        Err(_) if breaks_off => return Signal::of("given up"),
        Err(error) => panic!("{}: {error:?}", method.path),
    };
    assert_eq!(response.status(), StatusCode::OK, "{}", method.path);
    let (head, mut body) = response.into_parts();
    let mut status = status(&head.headers);
    let mut answers = 0;
    while status.is_none() && answers < MANY {
        // The first has to come; what comes later is up to others.
        let may_wait = method.gives_many && answers > 0;
        let limit = if may_wait { PAUSE } else { PATIENCE };
        let Ok(next) = timeout(limit, body.frame()).await else {
            assert!(may_wait, "{}: no answer", method.path);
            break;
        };
        match next {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => {
                    assert_keeps_secrets(&data);
                    answers += 1;
                }
                Err(frame) => {
                    let trailers = frame.into_trailers().unwrap_or_default();
                    status = self::status(&trailers);
                    assert!(status.is_some(), "{}: trailers without a status", method.path);
                }
            },
            Some(Err(_)) | None if breaks_off => break,
            Some(Err(error)) => panic!("{}: {error:?}", method.path),
            None => panic!("{}: it ends without a status", method.path),
        }
    }
    Signal::of((&method.path, answers.min(3), status))
}

/// The status, and the fixed words of what is said.
fn status(headers: &HeaderMap) -> Option<(String, Signal)> {
    let text = |name: &str| {
        headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let message = text("grpc-message").unwrap_or_default();
    assert_keeps_secrets(message.as_bytes());
    let words: String = message.chars().take_while(char::is_ascii_alphabetic).take(40).collect();
    Some((text("grpc-status")?, Signal::of((words, text("exception")))))
}
