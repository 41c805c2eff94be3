//! `event_store.client.projections.Projections`: what `KurrentDB`'s standard projections make, the
//! stores of plumberd have without them. So they are always there, and others never.

mod service;
mod standard;

pub(crate) use service::service;
