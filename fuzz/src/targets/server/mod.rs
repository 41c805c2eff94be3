//! The server, as those see it who mean no good: what they send breaks no task of it, is answered in
//! time or ends its own connection only, and leaves nothing behind.

mod answer;
mod connection;
mod generate;
pub mod grpc_body;
pub mod grpc_call;
mod host;
pub mod http2_frames;
pub mod http_request;
mod method;
mod words;

use std::time::Duration;

/// How long an answer may take, on a machine that is busy with others too.
const PATIENCE: Duration = Duration::from_secs(10);
