//! `event_store.client.users.Users`, and the accounts that it looks after.

pub(crate) mod account;
pub(crate) mod directory;
pub(crate) mod password;
mod service;

pub(crate) use service::service;
