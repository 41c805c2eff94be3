//! Turns `.proto` files into events of plumberd, from a build script.
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
mod printer;
mod relations;
mod rules;
mod scan;
mod sources;
mod stamp;
mod text;

pub use config::Config;
pub use errors::{Errors, Result};
pub use load::Loaded;
pub use plumberd_schema::diagnostic::{Diagnostic, Severity};
pub use rules::RULES;

/// Begins to say what is compiled. Nothing is, until [`Config::compile`] or [`Config::load`].
#[must_use]
pub fn configure() -> Config {
    Config::default()
}
