//! How a group is to work: the same in two messages, and in what clients up to 21.6 and 22.10 wrote.

use std::time::Duration;

use plumberd::group::{GroupId, GroupSettings, GroupSource, GroupStart, Place, Strategy};
use plumberd::store::{Filter, FilterOn};
use plumberd::stream::Position;
use plumberd_wire::v1::persistent_subscriptions::create_req::all_options::{
    FilterOptions, filter_options,
};
use plumberd_wire::v1::persistent_subscriptions::{CreateReq, UpdateReq, create_req, update_req};
use tonic::Status;

use super::{fault, request};

/// What both messages say, where they differ.
struct Said {
    timeout: Option<Time>,
    checkpoint_after: Option<Time>,
    strategy: String,
}

/// 100 ns, or milliseconds.
#[derive(Clone, Copy)]
enum Time {
    Ticks(i64),
    Millis(i32),
}

impl Time {
    /// Whole milliseconds; nothing for 0 and less.
    fn positive(self) -> Option<Duration> {
        let millis = match self {
            Self::Ticks(ticks) => ticks / 10_000,
            Self::Millis(millis) => millis.into(),
        };
        u64::try_from(millis).ok().filter(|millis| *millis > 0).map(Duration::from_millis)
    }
}

/// The name of a strategy as the deprecated enumerations number them.
fn numbered(strategy: i32) -> String {
    let name = create_req::ConsumerStrategy::try_from(strategy).map(|it| it.as_str_name());
    name.map_or_else(|_| strategy.to_string(), str::to_owned)
}

/// The group, the settings and the filter of a message: both have the same fields, of types of their own.
macro_rules! read {
    ($message:ident, $request:expr, $strategy:expr, $filter:expr) => {{
        use $message::all_options::AllOption;
        use $message::options::StreamOption;
        use $message::settings::{CheckpointAfter, MessageTimeout};
        use $message::stream_options::RevisionOption;
        let options = $request.options.ok_or_else(request::no_options)?;
        let settings = options.settings.ok_or_else(no_settings)?;
        let mut filter = None;
        let (source, start) = match options.stream_option {
            Some(StreamOption::Stream(of)) => {
                let start = match of.revision_option.ok_or_else(no_start)? {
                    RevisionOption::Revision(revision) => at_revision(revision),
                    RevisionOption::Start(_) => GroupStart::Start,
                    RevisionOption::End(_) => GroupStart::End,
                };
                (request::source(of.stream_identifier.as_ref())?, start)
            }
            Some(StreamOption::All(of)) => {
                let start = match of.all_option.ok_or_else(no_start)? {
                    AllOption::Position(at) => {
                        at_position(at.commit_position, at.prepare_position)?
                    }
                    AllOption::Start(_) => GroupStart::Start,
                    AllOption::End(_) => GroupStart::End,
                };
                filter = $filter(of)?;
                (GroupSource::All, start)
            }
            None => {
                let source = request::source(options.stream_identifier.as_ref())?;
                (source, at_revision(settings.revision))
            }
        };
        let group = request::group(source, &options.group_name)?;
        let said = Said {
            timeout: settings.message_timeout.map(|it| match it {
                MessageTimeout::MessageTimeoutTicks(ticks) => Time::Ticks(ticks),
                MessageTimeout::MessageTimeoutMs(millis) => Time::Millis(millis),
            }),
            checkpoint_after: settings.checkpoint_after.map(|it| match it {
                CheckpointAfter::CheckpointAfterTicks(ticks) => Time::Ticks(ticks),
                CheckpointAfter::CheckpointAfterMs(millis) => Time::Millis(millis),
            }),
            strategy: $strategy(&settings),
        };
        let count = |setting, value| count(&group, setting, value);
        let settings = GroupSettings {
            filter,
            start,
            resolve_links: settings.resolve_links,
            extra_statistics: settings.extra_statistics,
            max_retry_count: count("max_retry_count", settings.max_retry_count)?,
            min_checkpoint_count: count("min_checkpoint_count", settings.min_checkpoint_count)?,
            max_checkpoint_count: count("max_checkpoint_count", settings.max_checkpoint_count)?,
            max_subscribers: count("max_subscriber_count", settings.max_subscriber_count)?,
            live_buffer_size: count("live_buffer_size", settings.live_buffer_size)?,
            read_batch_size: count("read_batch_size", settings.read_batch_size)?,
            history_buffer_size: count("history_buffer_size", settings.history_buffer_size)?,
            ..said.settings(&group)?
        };
        check_room(&group, &settings)?;
        Ok((group, settings))
    }};
}

pub(super) fn of_create(request: CreateReq) -> Result<(GroupId, GroupSettings), Status> {
    use create_req::all_options::FilterOption;
    let strategy = |settings: &create_req::Settings| match &*settings.consumer_strategy {
        "" => numbered(settings.named_consumer_strategy),
        name => name.to_owned(),
    };
    let filter = |of: create_req::AllOptions| match of.filter_option {
        Some(FilterOption::Filter(of)) => filtered(of),
        _ => Ok(None),
    };
    read!(create_req, request, strategy, filter)
}

/// The message of an update has no filter.
pub(super) fn of_update(request: UpdateReq) -> Result<(GroupId, GroupSettings), Status> {
    let strategy = |settings: &update_req::Settings| numbered(settings.named_consumer_strategy);
    let filter = |_: update_req::AllOptions| Ok::<_, Status>(None);
    read!(update_req, request, strategy, filter)
}

impl Said {
    fn settings(self, group: &GroupId) -> Result<GroupSettings, Status> {
        let strategy = Strategy::parse(&self.strategy).map_err(|error| {
            fault::failed(group.source().as_str(), group.name(), &error.to_string())
        })?;
        Ok(GroupSettings {
            strategy,
            message_timeout: self.timeout.and_then(Time::positive),
            checkpoint_after: self
                .checkpoint_after
                .and_then(Time::positive)
                .unwrap_or(Duration::ZERO),
            ..GroupSettings::default()
        })
    }
}

fn count(group: &GroupId, setting: &str, value: i32) -> Result<u32, Status> {
    u32::try_from(value).map_err(|_| {
        let reason = format!("`{setting}`: {value} is less than 0; use 0 or more");
        fault::failed(group.source().as_str(), group.name(), &reason)
    })
}

/// `KurrentDB` refuses this, and clients test for it.
fn check_room(group: &GroupId, settings: &GroupSettings) -> Result<(), Status> {
    let (room, batch) = (settings.history_buffer_size, settings.read_batch_size);
    if room >= batch {
        return Ok(());
    }
    let reason = format!(
        "`history_buffer_size`: {room} has no room for a `read_batch_size` of {batch}; raise it"
    );
    Err(fault::failed(group.source().as_str(), group.name(), &reason))
}

fn no_settings() -> Status {
    Status::invalid_argument("The options have no settings")
}

fn no_start() -> Status {
    Status::invalid_argument("The options do not say where to begin")
}

fn at_revision(revision: u64) -> GroupStart {
    match revision {
        // The end, as some clients write it.
        u64::MAX => GroupStart::End,
        0 => GroupStart::Start,
        revision => GroupStart::At(Place::Revision(revision)),
    }
}

fn at_position(commit: u64, prepare: u64) -> Result<GroupStart, Status> {
    match (commit, prepare) {
        (u64::MAX, _) => Ok(GroupStart::End),
        (0, 0) => Ok(GroupStart::Start),
        (commit, prepare) if prepare > commit => {
            Err(Status::invalid_argument("Trying to read from an invalid position."))
        }
        (commit, prepare) => Ok(GroupStart::At(Place::Position(Position { commit, prepare }))),
    }
}

/// A filter without a text takes everything, as some clients write it.
fn filtered(options: FilterOptions) -> Result<Option<Filter>, Status> {
    let (on, expression) = match options.filter {
        Some(filter_options::Filter::StreamIdentifier(expression)) => {
            (FilterOn::Stream, expression)
        }
        Some(filter_options::Filter::EventType(expression)) => (FilterOn::EventType, expression),
        None => {
            let text = "The filter says nothing of streams or event types";
            return Err(Status::invalid_argument(text));
        }
    };
    if !expression.regex.is_empty() {
        let filter = Filter::regex(on, &expression.regex);
        return filter.map(Some).map_err(|error| Status::invalid_argument(error.to_string()));
    }
    Ok((!expression.prefix.is_empty()).then(|| Filter::prefixes(on, expression.prefix)))
}
