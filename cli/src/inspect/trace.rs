use clap::Args;
use plumberd::metadata::Metadata;
use plumberd::store::{EventStore, ReadAll, RecordedEvent, Selection};
use serde_json::json;
use uuid::Uuid;

use super::tree::{self, Node};
use crate::events::time;
use crate::interrupt::{self, block_on, next};
use crate::store::{Access, StoreArguments};
use crate::style::Style;
use crate::table::plain;
use crate::{CliError, Outcome, Stdout, line};

const EXAMPLES: &str = "\
Examples:
  plumberd trace 0197e8c1-3f2a-7c53-9d0e-5b6a7c8d9e0f
  plumberd trace 0197e8c1-3f2a-7c53-9d0e-5b6a7c8d9e0f --json | jq -r '\"\\(.depth) \\(.event.type)\"'";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The correlation id that the events share.
    #[arg(value_name = "CORRELATION")]
    correlation: String,
    #[command(flatten)]
    store: StoreArguments,
    /// Print a JSON object for each event, causes before effects: `depth`, `causationId`, `orphan`, and
    /// `event` with the keys of an export.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    interrupt::watch();
    let store = arguments.store.open(Access::Read)?;
    let id = &arguments.correlation;
    let mut events = of_correlation(&*store, id)?;
    if events.is_empty()
        && let Ok(uuid) = Uuid::try_parse(id)
    {
        // As it is written by .NET and Python, however it was typed.
        events = of_correlation(&*store, &uuid.hyphenated().to_string())?;
    }
    if interrupt::is_pressed() {
        return Err(CliError::Interrupted(format!("{} events were found", events.len())));
    }
    if events.is_empty() {
        return Err(CliError::Refused(format!(
            "there is no event with the correlation id `{id}`; `plumberd show` tells the one of an event"
        )));
    }
    let causes: Vec<Option<Uuid>> =
        events.iter().map(|event| Metadata::parse(&event.metadata).ok()?.causation_id).collect();
    let style = Style::of_stdout();
    for node in tree::of(&events, &causes) {
        let Some(event) = events.get(node.event) else { continue };
        let cause = causes.get(node.event).copied().flatten();
        if arguments.json {
            let prefix = json!({
                "depth": node.depth,
                "causationId": cause.map(|it| it.to_string()),
                "orphan": node.orphan,
            });
            let prefix = prefix.to_string();
            let open = prefix.strip_suffix('}').unwrap_or(&prefix);
            out.line(format_args!("{open},\"event\":{}}}", line::of_event(event)));
        } else {
            let note = match (node.orphan, cause) {
                (true, Some(cause)) => format!("  caused by {cause}, which is not in this trace"),
                _ => String::new(),
            };
            out.line(format_args!(
                "{}  {}{}  {}{}",
                style.dim(time(event.recorded_at)),
                style.dim(branches(&node)),
                style.bold(plain(&event.event_type)),
                style.dim(format_args!("{}@{}", event.revision, event.stream)),
                style.doubtful(note),
            ));
        }
    }
    Ok(Outcome::Success)
}

fn of_correlation(store: &dyn EventStore, id: &str) -> Result<Vec<RecordedEvent>, CliError> {
    let mut read = store.read_all(ReadAll::forwards(Selection::Correlation(id.into())));
    block_on(async {
        let mut events = Vec::new();
        while let Some(event) = next(&mut read).await {
            events.push(event?);
        }
        Ok(events)
    })
}

fn branches(node: &Node) -> String {
    let mut text = if node.depth > node.more.len() { "… ".to_owned() } else { String::new() };
    for (index, more) in node.more.iter().enumerate() {
        text += match (index + 1 == node.more.len(), more) {
            (true, true) => "├─ ",
            (true, false) => "└─ ",
            (false, true) => "│  ",
            (false, false) => "   ",
        };
    }
    text
}
