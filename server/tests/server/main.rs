//! The server as clients see it: the stubs of plumberd-wire against a server of this process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod append;
mod auth;
mod batch;
mod client;
mod delete;
mod features;
mod groups;
mod hostile;
mod operations;
mod plain_http;
mod projections;
mod read;
mod records;
mod session;
mod stop;
mod subscribe;
mod tls;
mod users;
