use std::time::Duration;

use http::{HeaderMap, Response};
use plumberd::store::BoxFuture;
use tonic::Status;
use tonic::body::Body;

/// What timers tell apart. A shorter deadline has passed before anything is done.
const RESOLUTION: Duration = Duration::from_millis(1);

/// How long the client waits for an answer to begin: `grpc-timeout`, up to eight digits and a unit.
/// What is malformed is no deadline.
pub(crate) fn of(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(number * 3600),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

/// The answer, unless it begins too late.
pub(crate) async fn keep(
    deadline: Option<Duration>,
    answer: BoxFuture<'static, Response<Body>>,
) -> Response<Body> {
    let late = || Status::deadline_exceeded("Deadline Exceeded").into_http();
    match deadline {
        None => answer.await,
        Some(deadline) if deadline < RESOLUTION => late(),
        Some(deadline) => tokio::time::timeout(deadline, answer).await.unwrap_or_else(|_| late()),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn every_unit_is_read_and_nothing_else() {
        let read = |value: &'static str| {
            let value = HeaderValue::from_static(value);
            of(&HeaderMap::from_iter([(http::HeaderName::from_static("grpc-timeout"), value)]))
        };
        assert_eq!(of(&HeaderMap::new()), None);
        for (value, milliseconds) in
            [("2H", 7_200_000), ("3M", 180_000), ("10S", 10_000), ("99999999m", 99_999_999)]
        {
            assert_eq!(read(value), Some(Duration::from_millis(milliseconds)), "{value}");
        }
        assert_eq!(read("7u"), Some(Duration::from_micros(7)));
        assert_eq!(read("0n"), Some(Duration::ZERO));
        for malformed in ["", "S", "10", "10s", "-1S", "+1S", "1.5S", "123456789m"] {
            assert_eq!(read(malformed), None, "{malformed}");
        }
    }

    #[tokio::test]
    async fn an_answer_that_is_late_is_replaced() {
        let status = async |deadline, never: bool| {
            let answer: BoxFuture<'static, Response<Body>> = if never {
                Box::pin(std::future::pending())
            } else {
                Box::pin(std::future::ready(Response::new(Body::empty())))
            };
            let response = keep(deadline, answer).await;
            response.headers().get("grpc-status").map(|status| status.as_bytes().to_vec())
        };
        assert_eq!(status(None, false).await, None);
        assert_eq!(status(Some(Duration::from_secs(9)), false).await, None);
        assert_eq!(status(Some(Duration::from_millis(5)), true).await, Some(b"4".to_vec()));
        assert_eq!(status(Some(Duration::from_nanos(1)), false).await, Some(b"4".to_vec()));
    }
}
