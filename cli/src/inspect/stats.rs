use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use clap::Args;
use plumberd::store::{RecordedEvent, Selection};
use serde_json::{Value, json};

use super::{count, scan, size};
use crate::interrupt;
use crate::store::{Access, StoreArguments};
use crate::table::{Align, Table};
use crate::{CliError, Outcome, Stdout};

const EXAMPLES: &str = "\
Examples:
  plumberd stats
  plumberd stats --json | jq .categories";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    store: StoreArguments,
    /// Print one JSON object: `store`, `events`, `streams`, `types`, `dataBytes`, `metadataBytes`,
    /// `firstRecordedAt`, `lastRecordedAt`, `lastPosition`, `fileBytes`, `logBytes`, `categories`.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Default)]
struct Part {
    events: u64,
    streams: u64,
    bytes: u64,
}

#[derive(Debug, Default)]
struct Stats {
    hasher: RandomState,
    /// Hashes of names, for there may be millions.
    streams: HashSet<u64>,
    types: HashSet<u64>,
    data: u64,
    metadata: u64,
    events: u64,
    first: Option<String>,
    last: Option<(String, Option<u64>)>,
    /// By category; what has none stands under an empty name.
    categories: BTreeMap<String, Part>,
}

impl Stats {
    fn add(&mut self, event: &RecordedEvent) {
        let new = self.streams.insert(self.hasher.hash_one(event.stream.as_str()));
        self.types.insert(self.hasher.hash_one(&*event.event_type));
        let (data, metadata) = (event.data.len() as u64, event.metadata.len() as u64);
        self.events += 1;
        self.data += data;
        self.metadata += metadata;
        if self.first.is_none() {
            self.first = Some(event.recorded_at.to_string());
        }
        let position = event.position.map(|it| it.commit);
        self.last = Some((event.recorded_at.to_string(), position));
        let has_category = event.stream.id().is_some() && !event.stream.is_system();
        let category = if has_category { event.stream.category() } else { "" };
        if !self.categories.contains_key(category) {
            self.categories.insert(category.to_owned(), Part::default());
        }
        if let Some(part) = self.categories.get_mut(category) {
            part.events += 1;
            part.streams += u64::from(new);
            part.bytes += data + metadata;
        }
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let location = arguments.store.locate()?;
    interrupt::watch();
    let store = location.open(Access::Read)?;
    let mut stats = Stats::default();
    scan(&*store, &Selection::All, out, |event| stats.add(&event))?;
    let file = location.file()?;
    let (file_bytes, log_bytes) = match &file {
        Some(path) => (length(path), length(&beside(path, "-wal"))),
        None => (None, None),
    };
    let (last, last_position) = stats.last.clone().unzip();
    if arguments.json {
        let categories: BTreeMap<&String, Value> = stats
            .categories
            .iter()
            .map(|(name, part)| {
                let Part { events, streams, bytes } = part;
                (name, json!({"events": events, "streams": streams, "bytes": bytes}))
            })
            .collect();
        out.line(json!({
            "store": location.to_string(),
            "events": stats.events,
            "streams": stats.streams.len(),
            "types": stats.types.len(),
            "dataBytes": stats.data,
            "metadataBytes": stats.metadata,
            "firstRecordedAt": stats.first,
            "lastRecordedAt": last,
            "lastPosition": last_position.flatten(),
            "fileBytes": file_bytes,
            "logBytes": log_bytes,
            "categories": categories,
        }));
        return Ok(Outcome::Success);
    }
    let mut field = |name: &str, value: String| out.line(format_args!("{name:<18} {value}"));
    field("store", location.to_string());
    field("events", count(stats.events));
    field("streams", count(stats.streams.len() as u64));
    field("types", count(stats.types.len() as u64));
    field("payloads", size(stats.data));
    field("metadata", size(stats.metadata));
    if let (Some(first), Some(last)) = (&stats.first, &last) {
        field("first recorded at", first.clone());
        field("last recorded at", last.clone());
    }
    if let Some(Some(position)) = last_position {
        field("last position", count(position));
    }
    if let Some(bytes) = file_bytes {
        field("file", size(bytes));
        field("log of the file", size(log_bytes.unwrap_or(0)));
    }
    if !stats.categories.is_empty() {
        out.line("");
    }
    let mut table = Table::new(&[
        ("category", Align::Left),
        ("streams", Align::Right),
        ("events", Align::Right),
        ("bytes", Align::Right),
    ]);
    for (name, part) in &stats.categories {
        let name = if name.is_empty() { "(none)".to_owned() } else { name.clone() };
        table.row(out, &[name, count(part.streams), count(part.events), size(part.bytes)]);
    }
    table.flush(out);
    Ok(Outcome::Success)
}

fn length(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().map(|it| it.len())
}

/// A file that SQLite has beside its own.
pub(crate) fn beside(path: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
