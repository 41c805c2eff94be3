use clap::Args;
use plumberd::store::{EventStore, ReadAll, ReadError, ReadStream, RecordedEvent, Selection};
use plumberd::stream::{Category, StreamName};
use serde_json::json;

use super::count;
use crate::events::selection::usage;
use crate::interrupt::{self, block_on, next};
use crate::store::{Access, StoreArguments};
use crate::table::{Align, Table};
use crate::{CliError, Outcome, Stdout};

const EXAMPLES: &str = "\
Examples:
  plumberd streams                          every stream, oldest first
  plumberd streams --category Recording
  plumberd streams --prefix Order-2025 --json | jq -r .stream";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Those of this category.
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// Those whose name begins like this.
    #[arg(long, value_name = "TEXT", default_value = "")]
    prefix: String,
    /// Those of the system (`$…`) too.
    #[arg(long)]
    system: bool,
    /// How many streams at most.
    #[arg(long, short = 'n', value_name = "COUNT")]
    limit: Option<u64>,
    #[command(flatten)]
    store: StoreArguments,
    /// Print a JSON object for each stream: `stream`, `category`, `revision`, `type`, `firstRecordedAt`,
    /// `lastRecordedAt`; of a deleted one `revision` and `type` are `null`.
    #[arg(long)]
    json: bool,
}

impl Arguments {
    fn wants(&self, stream: &StreamName) -> bool {
        let name = stream.as_str();
        let of_category = self
            .category
            .as_ref()
            .is_none_or(|category| stream.category() == category && stream.id().is_some());
        (self.system || !stream.is_system()) && name.starts_with(&self.prefix) && of_category
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    if let Some(category) = &arguments.category {
        usage(Category::parse(category))?;
    }
    interrupt::watch();
    let store = arguments.store.open(Access::Read)?;
    let mut table = Table::new(&[
        ("stream", Align::Left),
        ("events", Align::Right),
        ("last type", Align::Left),
        ("last recorded at", Align::Left),
    ]);
    let mut firsts = store.read_all(ReadAll::forwards(Selection::Streams));
    let mut found = 0;
    let listed = block_on(async {
        while arguments.limit.is_none_or(|limit| found < limit) && !out.is_closed() {
            let Some(first) = next(&mut firsts).await else { break };
            let first = first?;
            if !arguments.wants(&first.stream) {
                continue;
            }
            let last = last_of(&*store, &first.stream).await?;
            found += 1;
            if arguments.json {
                json(out, &first, last.as_ref());
            } else {
                row(&mut table, out, &first, last.as_ref());
            }
        }
        Ok::<(), CliError>(())
    });
    table.flush(out);
    listed?;
    if interrupt::is_pressed() {
        return Err(CliError::Interrupted(format!("{found} streams were listed")));
    }
    match &arguments.category {
        Some(category) if found == 0 && arguments.limit != Some(0) => {
            Err(CliError::Refused(format!("there is no stream of category `{category}`")))
        }
        _ => Ok(Outcome::Success),
    }
}

/// The last event that a stream shows; nothing when it was deleted.
async fn last_of(
    store: &dyn EventStore,
    stream: &StreamName,
) -> Result<Option<RecordedEvent>, ReadError> {
    let mut read = store.read_stream(ReadStream::backwards(stream.clone()).limit(1));
    match next(&mut read).await.transpose() {
        Err(ReadError::StreamNotFound { .. } | ReadError::StreamDeleted { .. }) => Ok(None),
        last => last,
    }
}

fn json(out: &mut Stdout, first: &RecordedEvent, last: Option<&RecordedEvent>) {
    let stream = &first.stream;
    out.line(json!({
        "stream": stream.as_str(),
        "category": stream.id().map(|_| stream.category()),
        "revision": last.map(|last| last.revision),
        "type": last.map(|last| &*last.event_type),
        "firstRecordedAt": first.recorded_at.to_string(),
        "lastRecordedAt": last.unwrap_or(first).recorded_at.to_string(),
    }));
}

fn row(table: &mut Table, out: &mut Stdout, first: &RecordedEvent, last: Option<&RecordedEvent>) {
    let (events, event_type, time) = match last {
        Some(last) => (
            count(last.revision + 1),
            last.event_type.to_string(),
            crate::events::time(last.recorded_at),
        ),
        None => ("0".to_owned(), "(deleted)".to_owned(), String::new()),
    };
    table.row(out, &[first.stream.to_string(), events, event_type, time]);
}
