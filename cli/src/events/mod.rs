//! `append`, `read`, `tail` and `show`: events, one by one.

pub(crate) mod append;
mod incoming;
pub(crate) mod read;
mod row;
pub(crate) mod selection;
pub(crate) mod show;
pub(crate) mod tail;

pub(crate) use row::time;
