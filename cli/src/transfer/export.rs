use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use plumberd::transfer::{Export, ExportReport};
use serde_json::json;

use super::{in_our_words, is_standard};
use crate::events::selection::LogArguments;
use crate::interrupt::{self, block_on};
use crate::progress::{Progress, go_on};
use crate::report::plural;
use crate::store::{Access, StoreArguments};
use crate::{CliError, Outcome, Stdout};

const EXAMPLES: &str = "\
Examples:
  plumberd export events.jsonl                 the whole log; begun again, it goes on where it was
  plumberd export recordings.jsonl --category Recording
  plumberd export - | zstd > events.jsonl.zst";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The file to write JSON lines to, `-` for standard output. One that was cut is finished.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    log: LogArguments,
    #[command(flatten)]
    store: StoreArguments,
    /// Print one JSON object when it is done: `events`, `sha256`, `bytes`. Not with `-`, where the last
    /// line says this.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let (selection, filter) = arguments.log.selection()?;
    interrupt::watch();
    let store = arguments.store.open(Access::Read)?;
    let mut export = Export::new().selection(selection);
    if let Some(filter) = filter {
        export = export.filter(filter);
    }
    let progress = Progress::counter();
    let mut done = 0;
    let watch = |now: plumberd::transfer::TransferProgress| {
        done = now.events;
        progress.count(done);
        go_on()
    };
    let result = if is_standard(&arguments.file) {
        let mut lines = Lines { out };
        block_on(export.to_writer(&*store, &mut lines, watch))
    } else {
        block_on(export.to_file(&*store, &arguments.file, watch))
    };
    drop(progress);
    let report = match result {
        Ok(report) => report,
        // Whoever reads the lines may stop.
        Err(plumberd::transfer::TransferError::Io(error))
            if is_standard(&arguments.file) && error.kind() == io::ErrorKind::BrokenPipe =>
        {
            return Ok(Outcome::Success);
        }
        Err(plumberd::transfer::TransferError::Io(source)) if !is_standard(&arguments.file) => {
            return Err(CliError::Write { path: arguments.file.clone(), source });
        }
        Err(plumberd::transfer::TransferError::Cancelled) => {
            let remedy = if is_standard(&arguments.file) { "" } else { "; run it again to go on" };
            return Err(CliError::Interrupted(format!(
                "{} exported{remedy}",
                plural(done, "event")
            )));
        }
        Err(error) => return Err(in_our_words(error)),
    };
    if !is_standard(&arguments.file) {
        print(arguments, out, &report);
    }
    Ok(Outcome::Success)
}

fn print(arguments: &Arguments, out: &mut Stdout, report: &ExportReport) {
    let ExportReport { events, digest, bytes } = report;
    if arguments.json {
        out.line(json!({"events": events, "sha256": digest, "bytes": bytes}));
    } else {
        let events = plural(*events, "event");
        out.line(format_args!("{events} in {}\nsha256 {digest}", arguments.file.display()));
    }
}

/// Standard output as the export writes it.
struct Lines<'a> {
    out: &'a mut Stdout,
}

impl Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.bytes(bytes);
        if self.out.is_closed() { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush();
        Ok(())
    }
}
