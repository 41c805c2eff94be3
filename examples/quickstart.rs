//! Typed events into a SQLite file and back, with the bytes that .NET and Python see.
//!
//! `cargo run --example quickstart [url]`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example talks")]

use std::process::ExitCode;

use plumberd::codec::proto;
use plumberd::store::ReadStream;
use plumberd::{Decoded, Error, Event, ExpectedRevision, Plumber, PlumberdEvents, StreamId};
// From `proto/`, by the build script. A struct with `#[derive(PlumberdEvent)]` does as well.
use plumberd_contracts::recording::v1::RecordingFinished;
use plumberd_contracts::task::v1::{TaskCompleted, TaskCreated};
use uuid::Uuid;

/// What a reader of tasks understands.
#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
enum TaskEvent {
    Created(TaskCreated),
    Completed(TaskCompleted),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite:target/quickstart.db".into());
    let plumber = Plumber::connect(&url).await?;
    println!("store: {url}\n");

    // One recording: a fresh stream each time, as the file stays.
    let finished = RecordingFinished {
        recording_id: "rec-123".into(),
        duration: 120.5,
        file_path: "/recordings/rec-123.mp4".into(),
    };
    let recording = RecordingFinished::stream(Uuid::now_v7());
    plumber.append(&recording, ExpectedRevision::NoStream, [finished.clone()]).await?;
    show(&plumber, &recording).await?;
    println!("  protobuf  {}\n", hex(&proto::to_vec(&finished)?));

    // One task, through a set of events.
    let task =
        TaskCreated::stream(StreamId::parse(format!("7d73-4d98-{}", Uuid::now_v7().simple()))?);
    let events = [
        TaskEvent::Created(TaskCreated {
            title: "Implement py-micro-plumberd".into(),
            description: "Create Python version of micro-plumberd".into(),
        }),
        TaskEvent::Completed(TaskCompleted {
            completed_by: "developer@example.com".into(),
            completion_notes: Some("Successfully implemented core functionality".into()),
        }),
    ];
    plumber.append(&task, ExpectedRevision::NoStream, events).await?;
    show(&plumber, &task).await?;

    println!("\nread back through the set:");
    let mut stored = plumber.read::<TaskEvent>(ReadStream::forwards(task));
    while let Some(recorded) = stored.next().await {
        let recorded = recorded?;
        match recorded.event {
            Decoded::Known(events) => {
                for event in events {
                    println!("  {} {event:?}", recorded.revision);
                }
            }
            Decoded::Unknown => {
                println!("  {} of a type that this program does not know", recorded.revision);
            }
        }
    }
    Ok(())
}

/// Prints a stream as it stands in the store.
async fn show(plumber: &Plumber, stream: &plumberd::StreamName) -> Result<(), Error> {
    let mut stored = plumber.store().read_stream(ReadStream::forwards(stream.clone()));
    println!("{stream}");
    while let Some(event) = std::future::poll_fn(|cx| stored.as_mut().poll_next(cx)).await {
        let event = event?;
        println!("  {} {} {}", event.revision, event.event_type, event.id);
        println!("  data      {}", String::from_utf8_lossy(&event.data));
        println!("  metadata  {}", String::from_utf8_lossy(&event.metadata));
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
