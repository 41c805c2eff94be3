//! Where events are kept: one module an engine, each behind its feature.
