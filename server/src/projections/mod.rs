//! `event_store.client.projections.Projections`: what `KurrentDB`'s standard projections make, the
//! stores of plumberd have without them, so they are always there. Joins of events by their types are
//! known by their texts, and run. Others do not.

mod join;
mod joins;
mod run;
mod service;
mod standard;

pub(crate) use service::service;
