//! Packages around the code of Protobuf's own generators, which `buf generate` writes as loose files.
//!
//! What goes wrong with loose files, and is right here: Python's imports begin at the root of the path,
//! where any other package may be; type checkers skip stubs without `py.typed`; and a runtime older than
//! the generator fails when it is imported.

mod python;
mod typescript;

pub use python::python;
pub use typescript::typescript;

/// How a package is called.
#[derive(Debug, Clone)]
pub struct Options {
    /// The name to install it by, such as `acme-events`.
    pub name: String,
    /// Its version, three numbers.
    pub version: String,
}

/// What stands behind a marker on its line: the generator's version.
fn version_behind<'a>(text: &'a str, marker: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(marker)?;
    let version = rest.split(|c: char| c != '.' && !c.is_ascii_digit()).next()?;
    (!version.is_empty()).then_some(version)
}

/// The major version after this one: `7` for `6.33.2`.
fn next_major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse::<u32>().ok()?.checked_add(1)
}
