//! JSON Schema, dialect 2020-12.
