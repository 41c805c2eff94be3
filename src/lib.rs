//! The events of the examples and tests.
