//! JSON Schema of what a schema says.
