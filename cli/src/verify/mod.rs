//! `plumberd verify`: every event that is stored, against the types that are to read it.

mod count;
mod failure;
mod source;
mod types;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use plumberd::codec::dynamic::{Types, Verdict};
use plumberd::event::Payload;
use plumberd::metadata::Metadata;
use plumberd::store::RecordedEvent;
use plumberd_schema::lock;

use self::count::Count;
use self::failure::Failure;
use self::source::Source;
use crate::events::selection::LogArguments;
use crate::schema::Reading;
use crate::store::StoreArguments;
use crate::{CliError, Outcome, Stdout, interrupt};

const EXAMPLES: &str = "\
Examples:
  plumberd verify                              the store of PLUMBERD_URL, with plumberd.lock.json
  plumberd verify sqlite:events.db --types gen/shop.binpb
  plumberd verify events.jsonl --category Order --json | jq -r .reason
  plumberd verify events.db --types proto --unknown skip

An event is read as the program will read it: by its type, the version in its metadata, and as JSON or
Protobuf. Versions that upcasters take are read with the types that the lock file remembers; where it has
none, they are counted as upcast. Events of the system ($...) are left out.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The store: a URL, the file of a store, or an export; otherwise as `--url` says.
    #[arg(value_name = "STORE", conflicts_with = "url")]
    source: Option<String>,
    /// The types: a lock file (`.json`), a descriptor set (`.binpb`) or a folder of `.proto` files.
    #[arg(long, value_name = "PATH", default_value = lock::FILE_NAME)]
    types: PathBuf,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    log: LogArguments,
    /// What an event is whose type is not among the types.
    #[arg(long, value_enum, default_value_t)]
    unknown: Unknown,
    /// How many failures are printed; the rest is counted.
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    failures: u64,
    #[command(flatten)]
    store: StoreArguments,
    /// Print a JSON object for each failure: `position`, `stream`, `revision`, `id`, `type`, `version`,
    /// `path`, `reason`; and last one with `events`, `read`, `upcast`, `unknown`, `failed`, `unknownTypes`.
    #[arg(long)]
    json: bool,
}

/// What an event of an unknown type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Unknown {
    /// A failure.
    #[default]
    Fail,
    /// Nothing to do with these types; it is counted.
    Skip,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let types = types::load(&arguments.types, &arguments.reading)?;
    let (selection, filter) = arguments.log.selection()?;
    interrupt::watch();
    let source = Source::open(arguments.source.as_deref(), &arguments.store)?;
    let mut count = Count::default();
    source.read(&selection, filter.as_ref(), |event| {
        if event.event_type.starts_with('$') {
            return !out.is_closed();
        }
        match check(&types, event) {
            Ok(verdict) => count.add(verdict, event),
            Err(failure) => {
                if count.failed < arguments.failures {
                    failure.print(out, arguments.json);
                }
                count.failed += 1;
            }
        }
        !out.is_closed()
    })?;
    let refused = count.failed > 0 || (arguments.unknown == Unknown::Fail && count.unknown() > 0);
    count.print(out, arguments.failures, arguments.json);
    if interrupt::is_pressed() {
        return Err(CliError::Interrupted(format!("{} events were looked at", count.events())));
    }
    if count.events() == 0
        && let Some(missing) = arguments.log.missing()
    {
        return Err(CliError::Refused(missing));
    }
    Ok(if refused { Outcome::Refused } else { Outcome::Success })
}

fn check<'a>(types: &Types, event: &'a RecordedEvent) -> Result<Verdict, Failure<'a>> {
    let metadata =
        Metadata::parse(&event.metadata).map_err(|error| Failure::of_metadata(event, &error))?;
    let payload = Payload {
        event_type: &event.event_type,
        version: metadata.version,
        content_type: event.content_type,
        data: &event.data,
    };
    types.check(&payload).map_err(|error| Failure::of_payload(event, metadata.version, error))
}
