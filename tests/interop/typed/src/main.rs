//! py-micro-plumberd against `plumberd serve`, and the typed events of plumberd in the same store.
//!
//! Any number of processes may open a store. So typed events are appended beside the server, which
//! Python then reads through it, and what Python wrote through it is read here as typed events.

use std::path::Path;
use std::process::{Command, ExitCode};

use plumberd::store::ReadStream;
use plumberd::stream::StreamName;
use plumberd::testing::block_on;
use plumberd::{EncodeEvent, EventSet, ExpectedRevision, Plumber};
use uuid::{Uuid, uuid};

#[path = "../../src/py/events.rs"]
mod events;
mod shapes;

use shapes::Visitor;

/// The id of the events of both sides.
const ID: Uuid = uuid!("3fa85f64-5717-4562-b3fc-2c963f66afa6");

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    // Where the server keeps its events in memory, there is no store to open beside it.
    let store = std::env::var("PLUMBERD_STORE").unwrap_or_default();
    if !store.is_empty() {
        shapes::each(&mut Writer(open(&store)?));
    }
    scenarios()?;
    if !store.is_empty() {
        shapes::each(&mut Reader(open(&store)?));
    }
    Ok(())
}

fn open(store: &str) -> Result<Plumber, String> {
    block_on(Plumber::connect(&format!("sqlite:{store}"))).map_err(|error| error.to_string())
}

/// Runs the scenarios in Python, which prints them.
fn scenarios() -> Result<(), String> {
    let installed = std::env::var_os("PLUMBERD_INTEROP").ok_or("PLUMBERD_INTEROP is not set")?;
    let python = if cfg!(windows) { "python/Scripts/python.exe" } else { "python/bin/python" };
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../python/py_micro_plumberd_client_driver.py");
    let status = Command::new(Path::new(&installed).join(python))
        .arg(script)
        .status()
        .map_err(|error| format!("cannot run Python: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("the scenarios ended with {status}")) }
}

/// Prints the line of a scenario.
fn report(name: &str, outcome: Result<(), String>) {
    match outcome {
        Ok(()) => println!("ok typed, {name}"),
        Err(message) => println!("FAILED typed, {name} | {}", message.replace('\n', " ")),
    }
}

fn stream(category: &str, side: &str, case: &str) -> Result<StreamName, String> {
    StreamName::parse(format!("{category}-{side}-{case}")).map_err(|error| error.to_string())
}

struct Writer(Plumber);

impl Visitor for Writer {
    fn visit<E>(&mut self, case: &str, category: &str, make: impl FnOnce(Uuid) -> E)
    where
        E: EventSet + EncodeEvent + PartialEq + std::fmt::Debug,
    {
        report(&format!("{case}: appended beside the server"), {
            stream(category, "rust", case).and_then(|stream| {
                block_on(self.0.append(&stream, ExpectedRevision::NoStream, [make(ID)]))
                    .map(drop)
                    .map_err(|error| error.to_string())
            })
        });
    }
}

struct Reader(Plumber);

impl Visitor for Reader {
    fn visit<E>(&mut self, case: &str, category: &str, make: impl FnOnce(Uuid) -> E)
    where
        E: EventSet + EncodeEvent + PartialEq + std::fmt::Debug,
    {
        report(&format!("{case}: what Python wrote"), self.read(case, category, make));
    }
}

impl Reader {
    fn read<E>(
        &self,
        case: &str,
        category: &str,
        make: impl FnOnce(Uuid) -> E,
    ) -> Result<(), String>
    where
        E: EventSet + PartialEq + std::fmt::Debug,
    {
        let read = ReadStream::forwards(stream(category, "python", case)?);
        let mut found =
            block_on(self.0.read::<E>(read).collect()).map_err(|error| error.to_string())?;
        let Some(found) = found.pop().filter(|_| found.is_empty()) else {
            return Err("there is not one event".to_owned());
        };
        // Events in the style of the README take no id, and get one of their own.
        let id = found.metadata.causation_id;
        if id != Some(ID) && case != "readme-style" {
            return Err(format!("caused by {id:?}"));
        }
        if found.metadata.created.is_none() || found.metadata.client_host_name.is_none() {
            return Err(format!("its metadata is {:?}", found.metadata));
        }
        let (event, expected) = (found.event.into_one(), make(id.unwrap_or(ID)));
        if event.as_ref() == Some(&expected) {
            Ok(())
        } else {
            Err(format!("found {event:?}, expected {expected:?}"))
        }
    }
}
