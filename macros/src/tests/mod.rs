//! Tests that look at whole derives.

mod attributes;
mod expansion;
mod schemas;
