//! `append`, `read`, `tail` and `show`: events, one by one.

pub(crate) mod append;
mod incoming;
mod lines;
pub(crate) mod read;
mod row;
pub(crate) mod selection;
pub(crate) mod show;
pub(crate) mod tail;
mod template;

pub(crate) use row::time;
