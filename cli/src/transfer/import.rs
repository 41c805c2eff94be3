use std::fs::File;
use std::io::{self, BufReader};
use std::path::PathBuf;

use clap::Args;
use plumberd::transfer::{Import, TransferError, TransferProgress};

use super::{in_our_words, is_standard, print};
use crate::interrupt::{self, block_on};
use crate::progress::{Progress, go_on};
use crate::store::{Access, StoreArguments};
use crate::{CliError, Outcome, Stdout};

const EXAMPLES: &str = "\
Examples:
  plumberd import events.jsonl                 begun again, it goes on: what is there is known
  zstd -dc events.jsonl.zst | plumberd import -
  plumberd import recordings.jsonl --renumber  a part of a log, whose revisions have gaps";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The JSON lines of an export, `-` for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Give events other revisions where earlier ones of their stream are not among the lines.
    #[arg(long)]
    renumber: bool,
    #[command(flatten)]
    store: StoreArguments,
    /// Print one JSON object when it is done: `events`, `sha256`, `compared`, `skipped`, `renumbered`.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let file = &arguments.file;
    let input = if is_standard(file) {
        None
    } else {
        let read = |source| CliError::Read { path: file.clone(), source };
        let input = File::open(file).map_err(read)?;
        let length = input.metadata().map_err(read)?.len();
        Some((BufReader::new(input), length))
    };
    interrupt::watch();
    let store = arguments.store.open(Access::Write)?;
    let import = Import::new().renumber(arguments.renumber);
    let mut done = 0;
    let progress = match &input {
        Some((_, length)) => Progress::of(*length, "of the file"),
        None => Progress::counter(),
    };
    let by_bytes = input.is_some();
    let watch = |now: TransferProgress| {
        done = now.events;
        if by_bytes {
            progress.set(now.bytes);
        } else {
            progress.count(done);
        }
        go_on()
    };
    let result = match input {
        Some((input, _)) => block_on(import.from_reader(&*store, input, watch)),
        None => block_on(import.from_reader(&*store, io::stdin().lock(), watch)),
    };
    drop(progress);
    match result {
        Ok(report) => {
            print(out, &report, arguments.json);
            Ok(Outcome::Success)
        }
        Err(TransferError::Io(source)) if by_bytes => {
            Err(CliError::Read { path: file.clone(), source })
        }
        Err(TransferError::Cancelled) => Err(CliError::Interrupted(format!(
            "{done} events are in the store; run it again to go on"
        ))),
        Err(error) => Err(in_our_words(error)),
    }
}
