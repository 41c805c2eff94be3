use clap::Args;
use plumberd::metadata::Metadata;
use plumberd::store::{
    ContentType, Direction, EventStore, EventStream, ReadAll, ReadFrom, ReadStream, RecordedEvent,
    Selection,
};
use plumberd::stream::{Position, StreamName};
use uuid::Uuid;

use super::selection::usage;
use crate::interrupt::{self, block_on, next};
use crate::store::{Access, StoreArguments};
use crate::style::Style;
use crate::table::plain;
use crate::{CliError, Outcome, Stdout, line};

/// Bytes in a line of a hexadecimal dump.
const DUMP: usize = 16;

const EXAMPLES: &str = "\
Examples:
  plumberd show 3@Recording-42        revision 3 of a stream, as links write it
  plumberd show last@Recording-42     its last event
  plumberd show 1042                  the event at a position of the log
  plumberd show 0197e8c1-3f2a-7c53-9d0e-5b6a7c8d9e0f   an id; the log is searched for it";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A place in a stream, `3@Recording-42`; a position of the log; or an id.
    #[arg(value_name = "EVENT")]
    event: String,
    /// Show the event that a link leads to.
    #[arg(long)]
    resolve_links: bool,
    #[command(flatten)]
    store: StoreArguments,
    /// Print a JSON object, with the keys of an export.
    #[arg(long)]
    json: bool,
}

/// Which event.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Last(StreamName),
    Revision(u64, StreamName),
    Position(u64),
    Id(Uuid),
}

impl Wanted {
    fn parse(text: &str) -> Result<Self, CliError> {
        if let Some((revision, stream)) = text.split_once('@') {
            let stream = usage(StreamName::parse(stream))?;
            if revision == "last" {
                return Ok(Self::Last(stream));
            }
            if let Ok(revision) = revision.parse() {
                return Ok(Self::Revision(revision, stream));
            }
        } else if let Ok(position) = text.parse() {
            return Ok(Self::Position(position));
        } else if let Ok(id) = Uuid::try_parse(text) {
            return Ok(Self::Id(id));
        }
        Err(CliError::Usage(format!(
            "`{text}` names no event; write `3@Recording-42`, `last@Recording-42`, a position or an id"
        )))
    }

    fn read(&self, store: &dyn EventStore, resolve_links: bool) -> EventStream {
        let one = |mut read: ReadStream| {
            read.resolve_links = resolve_links;
            store.read_stream(read.limit(1))
        };
        let mut all = ReadAll::forwards(Selection::All);
        all.resolve_links = resolve_links;
        match self {
            Self::Last(stream) => one(ReadStream::backwards(stream.clone())),
            Self::Revision(revision, stream) => {
                one(ReadStream::forwards(stream.clone()).from_revision(*revision))
            }
            Self::Position(position) => {
                all.from = ReadFrom::At(Position::single(*position));
                store.read_all(all.limit(1))
            }
            Self::Id(_) => {
                all.direction = Direction::Backwards;
                all.from = ReadFrom::End;
                store.read_all(all)
            }
        }
    }

    fn is(&self, event: &RecordedEvent) -> bool {
        match self {
            Self::Last(_) => true,
            Self::Revision(revision, _) => event.read_revision() == *revision,
            Self::Position(position) => {
                event.read_position().is_some_and(|found| found.commit == *position)
            }
            Self::Id(id) => event.id == *id || event.link.as_ref().is_some_and(|it| it.id == *id),
        }
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Stdout) -> Result<Outcome, CliError> {
    let wanted = Wanted::parse(&arguments.event)?;
    interrupt::watch();
    let store = arguments.store.open(Access::Read)?;
    let mut events = wanted.read(&*store, arguments.resolve_links);
    let found = block_on(async {
        while let Some(event) = next(&mut events).await {
            let event = event?;
            if wanted.is(&event) {
                return Ok(Some(event));
            }
        }
        Ok::<_, CliError>(None)
    })?;
    let Some(event) = found else {
        if interrupt::is_pressed() {
            return Err(CliError::Interrupted("the event was not found yet".to_owned()));
        }
        return Err(CliError::Refused(format!(
            "there is no event `{}`; `plumberd read` and `plumberd tail` list what there is",
            arguments.event
        )));
    };
    if arguments.json {
        out.line(line::of_event(&event));
    } else {
        print(out, &event);
    }
    Ok(Outcome::Success)
}

fn print(out: &mut Stdout, event: &RecordedEvent) {
    let style = Style::of_stdout();
    let mut field = |name: &str, value: &dyn std::fmt::Display| {
        out.line(format_args!("{} {value}", style.dim(format_args!("{name:<14}"))));
    };
    field("type", &style.bold(plain(&event.event_type)));
    field("stream", &event.stream);
    field("revision", &event.revision);
    if let Some(position) = event.position {
        field("position", &position);
    }
    field("id", &event.id);
    field("recorded at", &event.recorded_at);
    field("content type", &event.content_type);
    if let Some(link) = &event.link {
        field("link", &format_args!("{}@{} ({})", link.revision, link.stream, link.id));
    }
    if let Ok(metadata) = Metadata::parse(&event.metadata) {
        let ids = [("correlation", metadata.correlation_id), ("causation", metadata.causation_id)];
        for (name, id) in ids {
            if let Some(id) = id {
                field(name, &id);
            }
        }
        if metadata.version > 1 {
            field("version", &metadata.version);
        }
    }
    part(out, style, "metadata", &event.metadata, true);
    part(out, style, "data", &event.data, event.content_type == ContentType::Json);
}

fn part(out: &mut Stdout, style: Style, name: &str, bytes: &[u8], json: bool) {
    out.line(format_args!("\n{}", style.dim(format_args!("{name} ({} bytes)", bytes.len()))));
    match (json.then(|| line::pretty(bytes)).flatten(), std::str::from_utf8(bytes)) {
        (Some(text), _) => out.line(printable(&text)),
        (None, Ok(text)) if json => out.line(printable(text)),
        _ => dump(out, bytes),
    }
}

/// Many lines without other control characters.
fn printable(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}

/// As `hexdump -C` shows bytes.
fn dump(out: &mut Stdout, bytes: &[u8]) {
    for (index, row) in bytes.chunks(DUMP).enumerate() {
        let hex: Vec<String> = row.iter().map(|byte| format!("{byte:02x}")).collect();
        let text: String = row
            .iter()
            .map(
                |byte| {
                    if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' }
                },
            )
            .collect();
        out.line(format_args!("{:08x}  {:<47}  {text}", index * DUMP, hex.join(" ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted() {
        let stream = StreamName::parse("A-1@b").unwrap();
        assert_eq!(Wanted::parse("3@A-1@b").unwrap(), Wanted::Revision(3, stream.clone()));
        assert_eq!(Wanted::parse("last@A-1@b").unwrap(), Wanted::Last(stream));
        assert_eq!(Wanted::parse("12").unwrap(), Wanted::Position(12));
        let id = "0197e8c1-3f2a-7c53-9d0e-5b6a7c8d9e0f";
        assert_eq!(Wanted::parse(id).unwrap(), Wanted::Id(id.parse().unwrap()));
        for text in ["", "A-1", "x@A-1", "-1", "3@"] {
            assert!(matches!(Wanted::parse(text), Err(CliError::Usage(_))), "{text}");
        }
    }
}
