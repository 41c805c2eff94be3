//! Descriptor sets as input.

use plumberd_schema::diagnostic::Diagnostic;

use crate::config::Config;
use crate::pool::Pool;
use crate::sources::Sources;

/// Adds the files of the sets to what was compiled.
pub(crate) fn add(
    _config: &Config,
    _sources: &mut Sources,
    _pool: &mut Pool,
    _findings: &mut Vec<Diagnostic>,
) {
}
