//! Turns the commit history of a git repository into typed events in an embedded store, then folds
//! them into a table of files, authors and churn.
//!
//! `cargo run --release --example git_history -- [repository] [store]`
//!
//! The repository is this one, and the store a file below `target`, unless others are named. Both
//! passes hold a bounded number of commits at once. A second run appends nothing: the id of an event
//! comes from its commit, so the store knows it already.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example talks")]

mod churn;
mod log;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use plumberd::event::guid_from_string;
use plumberd::store::ReadStream;
use plumberd::{
    Event, ExpectedRevision, Plumber, PlumberdData, PlumberdEvent, PlumberdEvents, StreamId,
    StreamName,
};
use uuid::Uuid;

use churn::Churn;
use log::{Commit, History};

/// A commit came into the history.
#[derive(Debug, PlumberdEvent)]
#[event(category = "Repository", version = "v1")]
struct CommitRecorded {
    id: Uuid,
    hash: String,
    author: String,
    /// ISO 8601, with the author's offset from UTC.
    authored_at: plumberd::clock::DateTimeOffset,
    subject: String,
}

/// A commit changed files. A commit of many files has several of these events.
#[derive(Debug, PlumberdEvent)]
#[event(category = "Repository", version = "v1")]
struct FilesChanged {
    id: Uuid,
    hash: String,
    author: String,
    changes: Vec<FileChange>,
}

#[derive(Debug, PlumberdData)]
struct FileChange {
    path: String,
    /// Lines; nothing for a binary file.
    added: Option<u32>,
    /// Lines; nothing for a binary file.
    deleted: Option<u32>,
}

#[derive(Debug, PlumberdEvents)]
enum HistoryEvent {
    Commit(CommitRecorded),
    Files(FilesChanged),
}

/// Keeps an event well below the limit of a store.
const FILES_PER_EVENT: usize = 500;
/// One durable write holds this many events.
const EVENTS_PER_APPEND: usize = 500;

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

async fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let repository = PathBuf::from(arguments.next().unwrap_or_else(|| ".".into()));
    let url = arguments.next().unwrap_or_else(|| "sqlite:target/git_history.db".into());

    let plumber = Plumber::connect(&url).await?;
    let stream = CommitRecorded::stream(StreamId::parse(name_of(&repository)?)?);
    println!("{} -> {url}, stream {stream}", repository.display());

    let commits = import(&plumber, &stream, &repository).await?;
    let churn = fold(&plumber, stream, commits).await?;
    churn.print();
    Ok(())
}

/// Appends an event per commit, and one per 500 files of a commit.
async fn import(
    plumber: &Plumber,
    stream: &StreamName,
    repository: &Path,
) -> Result<u64, Box<dyn Error>> {
    let history = History::open(repository)?;
    let commits = history.commits();
    let progress = progress("import", commits)?;
    let mut batch = Vec::with_capacity(EVENTS_PER_APPEND);
    for commit in history {
        batch.extend(events(commit?));
        if batch.len() >= EVENTS_PER_APPEND {
            plumber.append(stream, ExpectedRevision::Any, batch.drain(..)).await?;
        }
        progress.inc(1);
    }
    plumber.append(stream, ExpectedRevision::Any, batch).await?;
    progress.finish();
    Ok(commits)
}

fn events(commit: Commit) -> Vec<HistoryEvent> {
    let Commit { hash, author, authored_at, subject, changes } = commit;
    let mut events = Vec::with_capacity(1 + changes.len().div_ceil(FILES_PER_EVENT));
    let mut changes = changes.into_iter().peekable();
    for part in 1.. {
        if changes.peek().is_none() {
            break;
        }
        events.push(HistoryEvent::Files(FilesChanged {
            id: guid_from_string(&format!("{hash}/{part}")),
            hash: hash.clone(),
            author: author.clone(),
            changes: changes.by_ref().take(FILES_PER_EVENT).collect(),
        }));
    }
    let id = guid_from_string(&hash);
    events
        .insert(0, HistoryEvent::Commit(CommitRecorded { id, hash, author, authored_at, subject }));
    events
}

/// Reads the stream and adds everything up.
async fn fold(
    plumber: &Plumber,
    stream: StreamName,
    commits: u64,
) -> Result<Churn, Box<dyn Error>> {
    let progress = progress("fold", commits)?;
    let mut churn = Churn::default();
    let mut stored = plumber.read::<HistoryEvent>(ReadStream::forwards(stream));
    while let Some(recorded) = stored.next().await {
        let Some(event) = recorded?.event.into_one() else { continue };
        match event {
            HistoryEvent::Commit(commit) => {
                churn.commit(&commit);
                progress.inc(1);
            }
            HistoryEvent::Files(files) => churn.files(files),
        }
    }
    progress.finish();
    Ok(churn)
}

/// The folder's name stands for the repository.
fn name_of(repository: &Path) -> Result<String, Box<dyn Error>> {
    let path =
        repository.canonicalize().map_err(|error| format!("{}: {error}", repository.display()))?;
    Ok(path.file_name().map_or_else(|| "root".into(), |name| name.to_string_lossy().into_owned()))
}

fn progress(what: &'static str, commits: u64) -> Result<ProgressBar, Box<dyn Error>> {
    let style =
        ProgressStyle::with_template("{prefix:>8} [{wide_bar}] {pos}/{len} commits, {per_sec}")?;
    Ok(ProgressBar::new(commits).with_style(style).with_prefix(what))
}
