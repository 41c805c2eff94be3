use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use plumberd::clock::DateTimeOffset;
use plumberd::metadata::Metadata;
use plumberd::store::{ContentType, RecordedEvent};
use serde_json::json;

use super::{count, scan, size};
use crate::events::selection::LogArguments;
use crate::events::time;
use crate::interrupt;
use crate::store::{Access, StoreArguments};
use crate::table::{Align, Table};
use crate::{CliError, Outcome, Stdout};

const EXAMPLES: &str = "\
Examples:
  plumberd types
  plumberd types --category Recording
  plumberd types --json | jq -r 'select(.versions | length > 1) | .type'";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    log: LogArguments,
    /// Those of the system (`$…`) too.
    #[arg(long)]
    system: bool,
    #[command(flatten)]
    store: StoreArguments,
    /// Print a JSON object for each type: `type`, `events`, `bytes`, `binary`, `versions`, `categories`,
    /// `firstRecordedAt`, `lastRecordedAt`.
    #[arg(long)]
    json: bool,
}

/// What there is of a type.
#[derive(Debug)]
struct Type {
    events: u64,
    /// Of the payloads.
    bytes: u64,
    /// Events whose payload is no JSON.
    binary: u64,
    /// Events of each version; those whose metadata cannot be read count as version 1.
    versions: BTreeMap<u32, u64>,
    categories: BTreeSet<String>,
    first: DateTimeOffset,
    last: DateTimeOffset,
}

impl Type {
    fn new(event: &RecordedEvent) -> Self {
        Self {
            events: 0,
            bytes: 0,
            binary: 0,
            versions: BTreeMap::new(),
            categories: BTreeSet::new(),
            first: event.recorded_at,
            last: event.recorded_at,
        }
    }

    fn add(&mut self, event: &RecordedEvent) {
        self.events += 1;
        self.bytes += event.data.len() as u64;
        self.binary += u64::from(event.content_type == ContentType::Binary);
        let version = Metadata::parse(&event.metadata).map_or(1, |metadata| metadata.version);
        *self.versions.entry(version).or_default() += 1;
        let category = event.stream.category();
        if event.stream.id().is_some() && !self.categories.contains(category) {
            self.categories.insert(category.to_owned());
        }
        self.last = event.recorded_at;
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let (selection, filter) = arguments.log.selection()?;
    interrupt::watch();
    let store = arguments.store.open(Access::Read)?;
    let mut types: BTreeMap<String, Type> = BTreeMap::new();
    let mut fault = None;
    scan(&*store, &selection, out, |event| {
        let wanted = match filter.as_ref().map_or(Ok(true), |filter| filter.takes(&event)) {
            Ok(wanted) => wanted,
            Err(error) => {
                fault.get_or_insert(error);
                false
            }
        };
        if wanted && (arguments.system || !event.event_type.starts_with('$')) {
            match types.get_mut(&*event.event_type) {
                Some(ty) => ty.add(&event),
                None => types
                    .entry(event.event_type.to_string())
                    .or_insert_with(|| Type::new(&event))
                    .add(&event),
            }
        }
    })?;
    if let Some(error) = fault {
        return Err(CliError::Usage(error.to_string()));
    }
    let mut table = Table::new(&[
        ("type", Align::Left),
        ("events", Align::Right),
        ("payloads", Align::Right),
        ("versions", Align::Left),
        ("last recorded at", Align::Left),
        ("categories", Align::Left),
    ]);
    for (name, ty) in &types {
        if arguments.json {
            let versions: BTreeMap<String, u64> = ty
                .versions
                .iter()
                .map(|(version, events)| (version.to_string(), *events))
                .collect();
            out.line(json!({
                "type": name,
                "events": ty.events,
                "bytes": ty.bytes,
                "binary": ty.binary,
                "versions": versions,
                "categories": ty.categories,
                "firstRecordedAt": ty.first.to_string(),
                "lastRecordedAt": ty.last.to_string(),
            }));
        } else {
            let versions: Vec<String> = ty.versions.keys().map(|it| format!("v{it}")).collect();
            let categories: Vec<&str> = ty.categories.iter().map(String::as_str).collect();
            table.row(
                out,
                &[
                    name.clone(),
                    count(ty.events),
                    size(ty.bytes),
                    versions.join(" "),
                    time(ty.last),
                    categories.join(" "),
                ],
            );
        }
    }
    table.flush(out);
    match arguments.log.missing() {
        Some(missing) if types.is_empty() => Err(CliError::Refused(missing)),
        _ => Ok(Outcome::Success),
    }
}
