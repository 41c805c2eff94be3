//! Turns `.proto` files into events of plumberd, from a build script. There is no need of `protoc`.
//!
//! ```no_run
//! // build.rs
//! fn main() -> plumberd_build::Result {
//!     plumberd_build::configure().proto_root("proto").compile()
//! }
//! ```
//!
//! The files are `proto/<domain>/<version>/<Event>.proto`, their packages `<domain>.<version>`. A message
//! that is named after its file is an event, others are what events are made of. What Protobuf cannot
//! say, `plumberd/v1/options.proto` can, which is always there to be imported.
//!
//! Everything that is wrong is said at once, each with the place and the line:
//!
//! ```
//! let errors = plumberd_build::configure()
//!     .file("task/v1/TaskDone.proto", "syntax = \"proto3\";\npackage tasks.v1;\nmessage TaskDone {}\n")
//!     .load()
//!     .map(|loaded| loaded.schema)
//!     .expect_err("the package is another one than the folder");
//! assert_eq!(
//!     errors.to_string(),
//!     "\
//! task/v1/TaskDone.proto:2:1: error[package-path]: the package is `tasks.v1`, but the folder is `task/v1`
//!   |
//! 2 | package tasks.v1;
//!   | ^
//!   = help: write `package task.v1;`, or move the file to `tasks/v1/`"
//! );
//! ```
//!
//! [`RULES`] explains the rules. [`Config::load`] gives the schema itself, to print it in other
//! languages or to compare it.
#![forbid(unsafe_code)]

mod bindings;
mod cargo;
mod compile;
mod config;
mod descriptor_set;
mod errors;
mod layout;
mod load;
mod lower;
mod options;
mod options_file;
mod output;
mod parse;
mod pool;
mod relations;
mod rules;
mod scan;
mod sources;
mod stamp;
mod text;

pub use config::Config;
pub use errors::{Errors, Result};
pub use load::Loaded;
pub use output::write_if_changed;
pub use plumberd_schema::diagnostic::{Diagnostic, Severity};
pub use rules::RULES;

/// Begins to say what is compiled. Nothing is, until [`Config::compile`] or [`Config::load`].
#[must_use]
pub fn configure() -> Config {
    Config::default()
}
