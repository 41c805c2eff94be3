//! Tests that look at the whole derive.
