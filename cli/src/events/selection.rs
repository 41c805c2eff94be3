use clap::Args;
use plumberd::store::{Direction, EventStore, ReadFrom, SubscribeAll, SubscribeStream};
use plumberd::store::{EventStream, Filter, FilterOn, ReadAll, ReadStream, Selection};
use plumberd::stream::{Category, Position, StreamName};

use crate::CliError;

/// The name of the log.
const ALL: &str = "$all";

/// Which events.
#[derive(Debug, Clone, Args)]
pub(crate) struct SelectionArguments {
    /// The events of this stream; `$all` is the whole log, as if nothing were said.
    #[arg(value_name = "STREAM", conflicts_with_all = ["category", "type", "correlation"])]
    stream: Option<String>,
    #[command(flatten)]
    log: LogArguments,
}

/// Which events of the log.
#[derive(Debug, Clone, Args)]
pub(crate) struct LogArguments {
    /// Those in streams of this category.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["type", "correlation"])]
    category: Option<String>,
    /// Those of this type.
    #[arg(long = "type", value_name = "NAME", id = "type", conflicts_with = "correlation")]
    event_type: Option<String>,
    /// Those with this correlation id.
    #[arg(long, value_name = "ID")]
    correlation: Option<String>,
    /// Of those, the ones in streams whose name begins like this; can be given more than once.
    #[arg(long, value_name = "TEXT", group = "filter")]
    stream_prefix: Vec<String>,
    /// Of those, the ones whose type begins like this; can be given more than once.
    #[arg(long, value_name = "TEXT", group = "filter")]
    type_prefix: Vec<String>,
    /// Of those, the ones in streams whose name has a match of this regular expression.
    #[arg(long, value_name = "REGEX", group = "filter")]
    stream_regex: Option<String>,
    /// Of those, the ones whose type has a match of this regular expression.
    #[arg(long, value_name = "REGEX", group = "filter")]
    type_regex: Option<String>,
}

/// What is read.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Stream(StreamName),
    Log(Selection, Option<Filter>),
}

impl LogArguments {
    /// The part of the log, and the filter.
    pub(crate) fn selection(&self) -> Result<(Selection, Option<Filter>), CliError> {
        let selection = if let Some(name) = &self.category {
            Selection::Category(usage(Category::parse(name))?)
        } else if let Some(name) = &self.event_type {
            Selection::EventType(name.as_str().into())
        } else if let Some(id) = &self.correlation {
            Selection::Correlation(id.as_str().into())
        } else {
            Selection::All
        };
        Ok((selection, self.filter()?))
    }

    fn filter(&self) -> Result<Option<Filter>, CliError> {
        let prefixes = |on, prefixes: &[String]| {
            (!prefixes.is_empty())
                .then(|| Filter::prefixes(on, prefixes.iter().map(String::as_str)))
        };
        let regex = |on, pattern: &Option<String>| {
            pattern.as_deref().map(|pattern| usage(Filter::regex(on, pattern))).transpose()
        };
        let regex = match regex(FilterOn::Stream, &self.stream_regex)? {
            None => regex(FilterOn::EventType, &self.type_regex)?,
            filter => filter,
        };
        Ok(prefixes(FilterOn::Stream, &self.stream_prefix)
            .or_else(|| prefixes(FilterOn::EventType, &self.type_prefix))
            .or(regex))
    }

    /// What was named and may not be there, in words.
    pub(crate) fn missing(&self) -> Option<String> {
        if let Some(name) = &self.category {
            return Some(format!(
                "category `{name}` has no events; `plumberd streams` lists what there is"
            ));
        }
        if let Some(name) = &self.event_type {
            return Some(format!(
                "there is no event of type `{name}`; `plumberd types` lists those that there are"
            ));
        }
        let id = self.correlation.as_ref()?;
        Some(format!("there is no event with the correlation id `{id}`; it is compared as a text"))
    }
}

impl SelectionArguments {
    pub(crate) fn source(&self) -> Result<Source, CliError> {
        let (selection, filter) = self.log.selection()?;
        match self.stream.as_deref() {
            None | Some(ALL) => Ok(Source::Log(selection, filter)),
            Some(_) if filter.is_some() => Err(CliError::Usage(
                "a filter is for the log; leave out the stream, or the filter".to_owned(),
            )),
            Some(name) => Ok(Source::Stream(usage(StreamName::parse(name))?)),
        }
    }

    /// What was named and may not be there, in words.
    pub(crate) fn missing(&self) -> Option<String> {
        self.log.missing()
    }
}

/// An argument that is not what it should be.
pub(crate) fn usage<T, E: std::fmt::Display>(result: Result<T, E>) -> Result<T, CliError> {
    result.map_err(|error| CliError::Usage(error.to_string()))
}

/// Where to begin: a revision of a stream, or a position of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Start,
    End,
    At(u64),
}

impl std::str::FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "start" => Ok(Self::Start),
            "end" => Ok(Self::End),
            number => number
                .parse()
                .map(Self::At)
                .map_err(|_| "write a revision or position, `start` or `end`".to_owned()),
        }
    }
}

impl Source {
    /// Reads the events.
    pub(crate) fn read(
        &self,
        store: &dyn EventStore,
        direction: Direction,
        from: Place,
        limit: Option<u64>,
        resolve_links: bool,
    ) -> EventStream {
        match self {
            Self::Stream(stream) => {
                let from = match from {
                    Place::Start => ReadFrom::Start,
                    Place::End => ReadFrom::End,
                    Place::At(revision) => ReadFrom::At(revision),
                };
                let stream = stream.clone();
                store.read_stream(ReadStream { stream, direction, from, limit, resolve_links })
            }
            Self::Log(selection, filter) => {
                let from = match from {
                    Place::Start => ReadFrom::Start,
                    Place::End => ReadFrom::End,
                    Place::At(position) => ReadFrom::At(Position::single(position)),
                };
                let (selection, filter) = (selection.clone(), filter.clone());
                store.read_all(ReadAll { selection, filter, direction, from, limit, resolve_links })
            }
        }
    }

    /// Follows the events behind one of them, or all of them.
    pub(crate) fn follow(
        &self,
        store: &dyn EventStore,
        behind: Option<&plumberd::store::RecordedEvent>,
        resolve_links: bool,
    ) -> plumberd::store::Subscription {
        use plumberd::store::SubscribeFrom::{After, Start};
        match self {
            Self::Stream(stream) => {
                let from = behind.map_or(Start, |event| After(event.read_revision()));
                let mut subscribe = SubscribeStream::from_start(stream.clone()).from(from);
                subscribe.resolve_links = resolve_links;
                store.subscribe_stream(subscribe)
            }
            Self::Log(selection, filter) => {
                let position = behind.and_then(plumberd::store::RecordedEvent::read_position);
                let from = position.map_or(Start, After);
                let mut subscribe = SubscribeAll::from_start(selection.clone()).from(from);
                subscribe.filter.clone_from(filter);
                subscribe.resolve_links = resolve_links;
                store.subscribe_all(subscribe)
            }
        }
    }
}
