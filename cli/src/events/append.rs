use std::io::{self, Read};
use std::path::PathBuf;

use clap::Args;
use plumberd::metadata::{Context, HostName};
use plumberd::store::{AppendError, ContentType, EventStore, NewEvent};
use plumberd::stream::{ExpectedRevision, StreamName};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::incoming::{self, Defaults};
use super::lines;
use super::selection::usage;
use super::template::Template;
use crate::interrupt::block_on;
use crate::store::{Access, StoreArguments};
use crate::{CliError, Outcome, Stdout, line};

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
    pub(super) store: StoreArguments,
    /// Print a JSON object for each append: `stream`, `events`, `revision`, `position`.
    #[arg(long)]
    pub(super) json: bool,
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
        (Some(path), defaults) => lines::append(arguments, out, path, &defaults, &metadata),
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

/// Appends events to a stream, and prints where they are.
pub(super) fn append(
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
