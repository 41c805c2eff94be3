//! `export`, `import` and `copy`: events from one place to another.

pub(crate) mod copy;
pub(crate) mod export;
pub(crate) mod import;

use std::path::Path;

use plumberd::transfer::{ImportReport, TransferError};
use serde_json::json;

use crate::report::plural;
use crate::{CliError, Stdout};

/// Standard input or output.
fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// A remedy in the words of this program instead of the library's.
fn in_our_words(error: TransferError) -> CliError {
    match error {
        TransferError::Renumbered { .. } => CliError::Refused(
            error.to_string().replace("(`Import::renumber`)", "with `--renumber`"),
        ),
        error => error.into(),
    }
}

fn print(out: &mut Stdout, report: &ImportReport, json: bool) {
    let ImportReport { events, digest, compared, skipped, renumbered } = report;
    if json {
        out.line(json!({
            "events": events,
            "sha256": digest,
            "compared": compared,
            "skipped": skipped,
            "renumbered": renumbered,
        }));
        return;
    }
    let number = |events: u64| plural(events, "event");
    out.line(format_args!("{}, {compared} of them read back and compared", number(*events)));
    if *skipped > 0 {
        out.line(format_args!("{} of virtual streams were left out", number(*skipped)));
    }
    if *renumbered > 0 {
        out.line(format_args!("{} have other revisions than before", number(*renumbered)));
    }
    out.line(format_args!("sha256 {digest}"));
}
