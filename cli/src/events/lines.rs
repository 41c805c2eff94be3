use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use plumberd::store::{EventStore, NewEvent};
use plumberd::stream::StreamName;

use super::append::{self, Arguments};
use super::incoming::{self, Defaults, Incoming};
use super::template::Template;
use crate::interrupt;
use crate::report::plural;
use crate::store::Access;
use crate::{CliError, Outcome, Stdout};

/// Lines that are appended together at most.
const BATCH: usize = 256;
/// Bytes of payloads and metadata after which less are.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// The longest line in bytes: no engine takes an event that would have it.
const LINE_BYTES: u64 = 1 << 30;
/// How soon Ctrl-C is seen while no line comes.
const LOOK: Duration = Duration::from_millis(50);

/// A line and its number.
type Line = (u64, io::Result<Vec<u8>>);

/// Appends the events of the JSON lines of a file, or of standard input, as they come.
pub(super) fn append(
    arguments: &Arguments,
    out: &mut Stdout,
    path: &Path,
    defaults: &Defaults,
    metadata: &Template,
) -> Result<Outcome, CliError> {
    let input: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        let read = |source| CliError::Read { path: path.to_owned(), source };
        Box::new(File::open(path).map_err(read)?)
    };
    interrupt::watch();
    let store = arguments.store.open(Access::Write)?;
    let receiver = read(input);
    let mut done = 0;
    let mut batch = Batch::default();
    while let Some(lines) = receive(&receiver) {
        for (number, text) in lines {
            let text = text.map_err(|source| match path.to_str() {
                Some("-") => CliError::Stdin(source),
                _ => CliError::Read { path: path.to_owned(), source },
            })?;
            let text = text.trim_ascii();
            if text.is_empty() {
                continue;
            }
            match incoming::read(text, defaults, |id| metadata.of(id)) {
                Ok(incoming) => {
                    if !batch.takes(&incoming) {
                        done += batch.append(&*store, out, arguments, done)?;
                    }
                    batch.add(number, incoming);
                }
                Err(reason) => {
                    done += batch.append(&*store, out, arguments, done)?;
                    let done = plural(done, "event");
                    return Err(CliError::Refused(format!(
                        "line {number}: {reason}; {done} appended before it"
                    )));
                }
            }
        }
        done += batch.append(&*store, out, arguments, done)?;
        out.flush();
    }
    if interrupt::is_pressed() {
        return Err(CliError::Interrupted(format!("{} appended", plural(done, "event"))));
    }
    if done == 0 && !arguments.json {
        out.line("no lines");
    }
    Ok(Outcome::Success)
}

/// Whoever waits for a line sees no Ctrl-C, so another thread waits.
fn read(input: Box<dyn Read + Send>) -> Receiver<Line> {
    let (sender, receiver) = sync_channel::<Line>(BATCH);
    thread::spawn(move || {
        let mut input = BufReader::new(input);
        for number in 1.. {
            let mut text = Vec::new();
            let line = match (&mut input).take(LINE_BYTES).read_until(b'\n', &mut text) {
                Ok(0) => break,
                Ok(_) => Ok(text),
                Err(error) => Err(error),
            };
            let last = line.is_err();
            if sender.send((number, line)).is_err() || last {
                break;
            }
        }
    });
    receiver
}

/// The lines that are there, after waiting for one; nothing at the end, and when Ctrl-C was pressed.
fn receive(receiver: &Receiver<Line>) -> Option<Vec<Line>> {
    let first = loop {
        if interrupt::is_pressed() {
            return None;
        }
        match receiver.recv_timeout(LOOK) {
            Ok(line) => break line,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    };
    Some(std::iter::once(first).chain(receiver.try_iter().take(BATCH - 1)).collect())
}

/// Lines that follow each other, of one stream.
#[derive(Debug, Default)]
struct Batch {
    stream: Option<StreamName>,
    first: u64,
    bytes: usize,
    events: Vec<NewEvent>,
}

fn length(event: &NewEvent) -> usize {
    event.data.len() + event.metadata.len()
}

impl Batch {
    /// Whether an event can be appended with those that are here.
    fn takes(&self, incoming: &Incoming) -> bool {
        self.stream.as_ref().is_none_or(|stream| {
            *stream == incoming.stream && self.bytes + length(&incoming.event) <= BATCH_BYTES
        })
    }

    fn add(&mut self, number: u64, incoming: Incoming) {
        if self.events.is_empty() {
            self.first = number;
        }
        self.bytes += length(&incoming.event);
        self.stream = Some(incoming.stream);
        self.events.push(incoming.event);
    }

    /// Appends the events, and tells how many there were.
    fn append(
        &mut self,
        store: &dyn EventStore,
        out: &mut Stdout,
        arguments: &Arguments,
        done: usize,
    ) -> Result<usize, CliError> {
        let Self { stream, first, events, .. } = std::mem::take(self);
        let Some(stream) = stream else { return Ok(0) };
        let count = events.len();
        append::append(store, out, arguments, &stream, events).map_err(|error| {
            let code = error.exit_code();
            let message =
                format!("line {first}: {error}; {} appended before it", plural(done, "event"));
            if code == 1 { CliError::Refused(message) } else { CliError::Usage(message) }
        })?;
        Ok(count)
    }
}
