//! `event_store.client.operations.Operations` and `event_store.client.monitoring.Monitoring`.

mod monitoring;
mod scavenge;
mod service;

pub(crate) use monitoring::service as monitoring;
pub use scavenge::Scavenger;
pub(crate) use service::service;
