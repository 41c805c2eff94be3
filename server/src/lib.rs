//! A server that `KurrentDB`'s clients talk to, on any store of plumberd.
//!
//! ```
//! use plumberd_server::TestServer;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), plumberd_server::StartError> {
//! let server = TestServer::start().await?;
//! assert!(server.url().starts_with("kurrentdb://127.0.0.1:"));
//! server.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! Beside of gRPC, the port answers `GET` of `/health/live`, `/info`, `/gossip`, `/stats` and `/metrics`.

#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../docs/server.md")]
    mod server {}
}

pub mod auth;
mod budget;
mod config;
mod connection;
mod deadline;
mod error;
mod features;
mod gossip;
mod http_routes;
mod id;
mod limits;
mod metrics;
mod node;
mod operations;
mod persistent;
mod projections;
mod prompt;
mod receiving;
mod server;
mod service;
mod services;
mod start;
mod streams;
mod streams_v2;
mod testing;
mod tls;
mod users;

pub use limits::Limits;
pub use operations::Scavenger;
pub use server::{Builder, Server};
pub use start::StartError;
pub use testing::TestServer;
pub use tls::Tls;
