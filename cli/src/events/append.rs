use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use clap::Args;
use plumberd::clock::{Clock, SystemClock};
use plumberd::metadata::{Context, HostName};
use plumberd::store::{AppendError, ContentType, EventStore, NewEvent};
use plumberd::stream::{ExpectedRevision, StreamName};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::incoming::{self, Defaults, Incoming};
use super::selection::usage;
use crate::interrupt::{self, block_on};
use crate::report::plural;
use crate::store::{Access, StoreArguments};
use crate::{CliError, Outcome, Stdout, line};

/// Lines that are appended together at most.
const BATCH: usize = 256;
/// How soon Ctrl-C is seen while no line comes.
const LOOK: Duration = Duration::from_millis(50);

const EXAMPLES: &str = "\
Examples:
  plumberd append Recording-42 RecordingStarted '{\"Name\":\"a\"}'
  plumberd append Recording-42 RecordingStarted < payload.json
  plumberd append Recording-42 RecordingStarted --binary < payload.binpb
  plumberd append Order-7 OrderPaid '{}' --expected 3 --correlation 0197e8c1-3f2a-7c53-9d0e-5b6a7c8d9e0f
  plumberd append --lines events.jsonl     {\"stream\":\"Order-7\",\"type\":\"OrderPaid\",\"data\":{}} a line
  tail -f app.log | plumberd append Log-app LogLine --lines -

An event has the id that --id says, or the payload's own `Id`, or a new one. Events with the same ids are
appended once: a command that failed can be run again when its events have ids.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The stream; of lines, the one of those that do not say theirs.
    #[arg(value_name = "STREAM", required_unless_present = "lines")]
    stream: Option<String>,
    /// The type; of lines, the one of those that do not say theirs.
    #[arg(value_name = "TYPE", required_unless_present = "lines")]
    event_type: Option<String>,
    /// The payload as JSON; standard input if it is not there.
    #[arg(value_name = "DATA", conflicts_with = "lines")]
    data: Option<String>,
    /// Append the JSON lines of a file, `-` for standard input.
    #[arg(long, value_name = "FILE")]
    lines: Option<PathBuf>,
    /// The payload on standard input is not JSON: Protobuf, as a rule.
    #[arg(long, conflicts_with_all = ["lines", "data"])]
    binary: bool,
    /// What the stream has to be: `any`, `none`, `exists`, or the revision of its last event.
    #[arg(long, value_name = "REVISION", default_value = "any", value_parser = expected, conflicts_with = "lines")]
    expected: ExpectedRevision,
    /// The id of the event.
    #[arg(long, value_name = "ID", conflicts_with = "lines")]
    id: Option<Uuid>,
    /// The correlation id in the metadata; the event's own id if it is not there.
    #[arg(long, value_name = "ID")]
    correlation: Option<Uuid>,
    /// The id of the event that caused this one; its own id if it is not there.
    #[arg(long, value_name = "ID")]
    causation: Option<Uuid>,
    /// More keys for the metadata, as a JSON object.
    #[arg(long, value_name = "JSON", value_parser = object)]
    metadata: Option<Map<String, Value>>,
    /// The version of the payload's shape.
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    version: u32,
    #[command(flatten)]
    store: StoreArguments,
    /// Print a JSON object for each append: `stream`, `events`, `revision`, `position`.
    #[arg(long)]
    json: bool,
}

fn expected(text: &str) -> Result<ExpectedRevision, String> {
    match text {
        "any" => Ok(ExpectedRevision::Any),
        "none" => Ok(ExpectedRevision::NoStream),
        "exists" => Ok(ExpectedRevision::Exists),
        number => number
            .parse()
            .map(ExpectedRevision::Exact)
            .map_err(|_| "write `any`, `none`, `exists` or a revision".to_owned()),
    }
}

fn object(text: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(text).map_err(|error| format!("it is not a JSON object: {error}"))
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let metadata = arguments.metadata_template()?;
    let defaults = Defaults {
        stream: arguments
            .stream
            .as_deref()
            .map(|name| usage(StreamName::parse(name)))
            .transpose()?,
        event_type: arguments.event_type.clone(),
    };
    match (&arguments.lines, defaults) {
        (Some(path), defaults) => lines(arguments, out, path, &defaults, &metadata),
        (None, Defaults { stream: Some(stream), event_type: Some(event_type) }) => {
            let event = arguments.event(&event_type, &metadata)?;
            let store = arguments.store.open(Access::Write)?;
            append(&*store, out, arguments, &stream, vec![event])?;
            Ok(Outcome::Success)
        }
        // The parser of the arguments does not let it come to this.
        (None, _) => Err(CliError::Usage("name a stream and a type".to_owned())),
    }
}

impl Arguments {
    /// Everything in the metadata but when it was written.
    fn metadata_template(&self) -> Result<Template, CliError> {
        let mut context = Context::new();
        if let Some(id) = self.correlation {
            context = context.correlation_id(id);
        }
        if let Some(id) = self.causation {
            context = context.causation_id(id);
        }
        for (key, value) in self.metadata.iter().flatten() {
            context = usage(context.with(key.as_str(), value.clone()))?;
        }
        Ok(Template { context, version: self.version, host: HostName::Machine.resolve() })
    }

    fn event(&self, event_type: &str, metadata: &Template) -> Result<NewEvent, CliError> {
        let data = match &self.data {
            Some(data) => data.clone().into_bytes(),
            None => {
                let mut data = Vec::new();
                io::stdin().lock().read_to_end(&mut data).map_err(CliError::Stdin)?;
                data
            }
        };
        let content_type = if self.binary { ContentType::Binary } else { ContentType::Json };
        let data = if content_type == ContentType::Json {
            let text = data.trim_ascii();
            if line::compact(text).is_none() {
                let reason = match serde_json::from_slice::<Value>(text) {
                    Err(error) => error.to_string(),
                    Ok(_) => "it is nested too deep".to_owned(),
                };
                return Err(CliError::Usage(format!(
                    "the payload is not JSON: {reason}; `--binary` takes other bytes"
                )));
            }
            text.to_vec()
        } else {
            data
        };
        let id =
            self.id.or_else(|| incoming::own_id(&data, content_type)).unwrap_or_else(Uuid::now_v7);
        Ok(NewEvent {
            id,
            event_type: event_type.into(),
            content_type,
            data: data.into(),
            metadata: usage(metadata.of(id))?.into(),
        })
    }
}

/// The metadata of all events of a command.
struct Template {
    context: Context,
    version: u32,
    host: Option<String>,
}

impl Template {
    fn of(&self, id: Uuid) -> Result<Vec<u8>, String> {
        let mut metadata = self.context.metadata(id, self.version);
        metadata.created = Some(SystemClock.now());
        metadata.client_host_name.clone_from(&self.host);
        metadata.to_vec().map_err(|error| error.to_string())
    }
}

fn append(
    store: &dyn EventStore,
    out: &mut Stdout,
    arguments: &Arguments,
    stream: &StreamName,
    events: Vec<NewEvent>,
) -> Result<(), CliError> {
    let count = events.len();
    let appended =
        block_on(store.append(stream.clone(), arguments.expected, events)).map_err(in_our_words)?;
    let (revision, position) = (appended.revision, appended.position);
    if arguments.json {
        out.line(json!({
            "stream": stream.as_str(),
            "events": count,
            "revision": revision,
            "position": position.map(line::position_json),
        }));
    } else if let Some(revision) = revision {
        let position = position.map(|it| format!(", position {it}")).unwrap_or_default();
        let place = match u64::try_from(count) {
            Ok(count @ 2..) => {
                format!("revisions {} to {revision}", (revision + 1).saturating_sub(count))
            }
            _ => format!("revision {revision}"),
        };
        out.line(format_args!("{stream}: {place}{position}"));
    }
    Ok(())
}

/// A remedy in the words of this program instead of the library's.
fn in_our_words(error: AppendError) -> CliError {
    match error {
        AppendError::StreamDeleted { .. } => CliError::Refused(
            error.to_string().replace("`ExpectedRevision::NoStream`", "`--expected none`"),
        ),
        error => error.into(),
    }
}

fn appended(done: usize) -> String {
    format!("{} appended before", plural(done, "event"))
}

/// A line and its number.
type Line = (u64, io::Result<Vec<u8>>);

fn lines(
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
    // Whoever waits for a line sees no Ctrl-C, so another thread waits.
    let (sender, receiver) = sync_channel::<Line>(BATCH);
    thread::spawn(move || {
        let mut input = BufReader::new(input);
        for number in 1.. {
            let mut text = Vec::new();
            let line = match input.read_until(b'\n', &mut text) {
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
    let mut done = 0;
    let mut batch = Batch::default();
    while let Some(lines) = receive(&receiver) {
        for (number, text) in lines {
            let text = text.map_err(|source| match path.to_str() {
                Some("-") => CliError::Stdin(source),
                _ => CliError::Read { path: path.to_owned(), source },
            })?;
            if text.trim_ascii().is_empty() {
                continue;
            }
            match incoming::read(text.trim_ascii(), defaults, |id| metadata.of(id)) {
                Ok(incoming) => {
                    if batch.is_of_another(&incoming.stream) {
                        done += batch.append(&*store, out, arguments, done)?;
                    }
                    batch.add(number, incoming);
                }
                Err(reason) => {
                    done += batch.append(&*store, out, arguments, done)?;
                    return Err(CliError::Refused(format!(
                        "line {number}: {reason}; {}",
                        appended(done)
                    )));
                }
            }
        }
        done += batch.append(&*store, out, arguments, done)?;
        out.flush();
    }
    if interrupt::is_pressed() {
        return Err(CliError::Interrupted(appended(done)));
    }
    if done == 0 && !arguments.json {
        out.line("no lines");
    }
    Ok(Outcome::Success)
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
    events: Vec<NewEvent>,
}

impl Batch {
    fn is_of_another(&self, stream: &StreamName) -> bool {
        self.stream.as_ref().is_some_and(|it| it != stream)
    }

    fn add(&mut self, number: u64, incoming: Incoming) {
        if self.events.is_empty() {
            self.first = number;
        }
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
        let (Some(stream), events) = (self.stream.take(), std::mem::take(&mut self.events)) else {
            return Ok(0);
        };
        let count = events.len();
        append(store, out, arguments, &stream, events).map_err(|error| {
            let code = error.exit_code();
            let message = format!("line {}: {error}; {}", self.first, appended(done));
            if code == 1 { CliError::Refused(message) } else { CliError::Usage(message) }
        })?;
        Ok(count)
    }
}
