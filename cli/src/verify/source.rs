use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plumberd::store::{EventStore, Filter, ReadAll, RecordedEvent, Selection};
use plumberd::transfer::ExportedEvents;

use crate::CliError;
use crate::inspect::last_position;
use crate::interrupt::{self, block_on, next};
use crate::progress::Progress;
use crate::store::{Access, Location, StoreArguments};

/// How the first line of an export begins.
const EXPORT: &[u8] = b"{\"plumberd\":";

/// Where the events are.
pub(super) enum Source {
    Store(Arc<dyn EventStore>),
    Export(PathBuf, BufReader<File>),
}

impl Source {
    pub(super) fn open(named: Option<&str>, store: &StoreArguments) -> Result<Self, CliError> {
        let Some(named) = named else { return Ok(Self::Store(store.open(Access::Read)?)) };
        let path = Path::new(named);
        if !path.is_file() {
            return Ok(Self::Store(Location::of(named).open(Access::Read)?));
        }
        let read = |source| CliError::Read { path: path.to_owned(), source };
        let mut file = BufReader::new(File::open(path).map_err(read)?);
        if file.fill_buf().map_err(read)?.starts_with(EXPORT) {
            return Ok(Self::Export(path.to_owned(), file));
        }
        drop(file);
        Ok(Self::Store(Location::of_file(named).open(Access::Read)?))
    }

    /// Reads the events, as long as they are wanted, and until Ctrl-C is pressed.
    pub(super) fn read(
        self,
        selection: &Selection,
        filter: Option<&Filter>,
        mut see: impl FnMut(&RecordedEvent) -> bool,
    ) -> Result<(), CliError> {
        match self {
            Self::Store(store) => {
                let progress = Progress::of(last_position(&*store)?, "of the log");
                let mut read = ReadAll::forwards(selection.clone());
                read.filter = filter.cloned();
                let mut events = store.read_all(read);
                block_on(async {
                    while let Some(event) = next(&mut events).await {
                        let event = event?;
                        progress.set(event.position.map_or(0, |it| it.commit));
                        if !see(&event) {
                            break;
                        }
                    }
                    Ok(())
                })
            }
            Self::Export(path, file) => {
                let read = |source| CliError::Read { path: path.clone(), source };
                let length = file.get_ref().metadata().map_err(read)?.len();
                let progress = Progress::of(length, "of the file");
                let mut events = ExportedEvents::new(file);
                while let Some(event) = events.next() {
                    let event = event?;
                    progress.set(events.bytes());
                    let wanted = takes(selection, &event)
                        && match filter {
                            Some(filter) => filter
                                .takes(&event)
                                .map_err(|error| CliError::Usage(error.to_string()))?,
                            None => true,
                        };
                    if interrupt::is_pressed() || (wanted && !see(&event)) {
                        break;
                    }
                }
                Ok(())
            }
        }
    }
}

/// Whether an event is of a selection, where no store looks.
fn takes(selection: &Selection, event: &RecordedEvent) -> bool {
    match selection {
        Selection::Category(category) => {
            event.stream.id().is_some() && event.stream.category() == category.as_str()
        }
        Selection::EventType(name) => event.event_type == *name,
        Selection::Correlation(id) => {
            let metadata: Option<serde_json::Value> = serde_json::from_slice(&event.metadata).ok();
            metadata.is_some_and(|it| {
                it.get("$correlationId").and_then(|it| it.as_str()) == Some(&**id)
            })
        }
        _ => true,
    }
}
