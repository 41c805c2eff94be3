use plumberd::store::{
    Direction, ReadAll, ReadFrom, ReadStream, Selection, SubscribeAll, SubscribeFrom,
    SubscribeStream,
};
use plumberd::stream::{Position, StreamName};
use plumberd_wire::v1::streams::ReadReq;
use plumberd_wire::v1::streams::read_req::options::all_options::AllOption;
use plumberd_wire::v1::streams::read_req::options::stream_options::RevisionOption;
use plumberd_wire::v1::streams::read_req::options::{
    AllOptions, CountOption, FilterOption, ReadDirection, StreamOption, StreamOptions, uuid_option,
};
use tonic::Status;

use super::filter::{self, Filtered};
use crate::error;
use crate::id::UuidForm;

/// A request to read, checked.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) what: What,
    pub(super) form: UuidForm,
    pub(super) resolve_links: bool,
    /// Whether the client wants to know where a stream begins and ends.
    pub(super) tells_ends: bool,
}

#[derive(Debug)]
pub(super) enum What {
    Stream(ReadStream),
    All(ReadAll),
    StreamLive(SubscribeStream),
    AllLive(SubscribeAll),
}

impl Asked {
    pub(super) fn parse(request: ReadReq) -> Result<Self, Status> {
        let refused = |text: &str| Status::invalid_argument(text);
        let Some(options) = request.options else {
            return Err(refused("The request has no options"));
        };
        let direction = match options.read_direction() {
            ReadDirection::Forwards => Direction::Forwards,
            ReadDirection::Backwards => Direction::Backwards,
        };
        if ReadDirection::try_from(options.read_direction).is_err() {
            return Err(refused("The read direction is neither forwards nor backwards"));
        }
        let form = match options.uuid_option.and_then(|option| option.content) {
            Some(uuid_option::Content::Structured(_)) => UuidForm::Structured,
            Some(uuid_option::Content::String(_)) => UuidForm::Text,
            None => return Err(refused("The options do not say how to write UUIDs")),
        };
        let limit = match options.count_option {
            Some(CountOption::Count(count)) => Some(count),
            Some(CountOption::Subscription(_)) => None,
            None => return Err(refused("The options have neither a count nor a subscription")),
        };
        let filter = match options.filter_option {
            Some(FilterOption::Filter(filter)) => Some(filter::parse(filter, limit.is_none())?),
            Some(FilterOption::NoFilter(_)) => None,
            None => return Err(refused("The options have neither a filter nor no_filter")),
        };
        if limit.is_none() && direction == Direction::Backwards {
            return Err(refused("A subscription cannot go backwards"));
        }
        let resolve_links = options.resolve_links;
        let what = match options.stream_option {
            Some(StreamOption::Stream(_)) if filter.is_some() => {
                return Err(refused("Streams cannot be filtered; read $all"));
            }
            Some(StreamOption::Stream(of)) => Self::stream(&of, direction, limit, resolve_links)?,
            Some(StreamOption::All(of)) => Self::all(of, filter, direction, limit, resolve_links)?,
            None => return Err(refused("The options have neither a stream nor all")),
        };
        let tells_ends = options.control_option.is_some_and(|control| control.compatibility >= 1);
        Ok(Self { what, form, resolve_links, tells_ends })
    }

    fn stream(
        options: &StreamOptions,
        direction: Direction,
        limit: Option<u64>,
        resolve_links: bool,
    ) -> Result<What, Status> {
        let stream = error::stream_name(options.stream_identifier.as_ref())?;
        let Some(from) = options.revision_option else {
            return Err(Status::invalid_argument("The options do not say where to begin"));
        };
        Ok(match limit {
            Some(_) => {
                let from = match from {
                    RevisionOption::Revision(revision) => ReadFrom::At(revision),
                    RevisionOption::Start(_) => ReadFrom::Start,
                    RevisionOption::End(_) => ReadFrom::End,
                };
                What::Stream(ReadStream { stream, direction, from, limit, resolve_links })
            }
            None => {
                let from = match from {
                    RevisionOption::Revision(revision) => SubscribeFrom::After(revision),
                    RevisionOption::Start(_) => SubscribeFrom::Start,
                    RevisionOption::End(_) => SubscribeFrom::End,
                };
                What::StreamLive(SubscribeStream { stream, from, resolve_links })
            }
        })
    }

    fn all(
        options: AllOptions,
        filtered: Option<Filtered>,
        direction: Direction,
        limit: Option<u64>,
        resolve_links: bool,
    ) -> Result<What, Status> {
        let Some(from) = options.all_option else {
            return Err(Status::invalid_argument("The options do not say where to begin"));
        };
        // The end, as some clients write it.
        let from = match from {
            AllOption::Position(at) if at.commit_position == u64::MAX => {
                AllOption::End(plumberd_wire::v1::Empty {})
            }
            from => from,
        };
        let position = |at: plumberd_wire::v1::streams::read_req::options::Position| {
            if at.prepare_position > at.commit_position {
                return Err(Status::invalid_argument("Trying to read from an invalid position."));
            }
            Ok(Position { commit: at.commit_position, prepare: at.prepare_position })
        };
        Ok(match limit {
            Some(_) => {
                let mut read = ReadAll::forwards(Selection::All);
                (read.direction, read.limit, read.resolve_links) =
                    (direction, limit, resolve_links);
                if let Some(filtered) = filtered {
                    (read.selection, read.filter) = (filtered.selection, filtered.filter);
                }
                read.from = match from {
                    AllOption::Position(at) if direction == Direction::Backwards => {
                        // KurrentDB begins before the event at the position, and plumberd with it.
                        let at = position(at)?;
                        if at.commit == 0 {
                            read.limit = Some(0);
                        }
                        let commit = at.commit.saturating_sub(1);
                        ReadFrom::At(Position { commit, prepare: at.prepare.min(commit) })
                    }
                    AllOption::Position(at) => ReadFrom::At(position(at)?),
                    AllOption::Start(_) => ReadFrom::Start,
                    AllOption::End(_) => ReadFrom::End,
                };
                What::All(read)
            }
            None => {
                let mut subscribe = SubscribeAll::from_start(Selection::All);
                subscribe.resolve_links = resolve_links;
                if let Some(Filtered { selection, filter, checkpoint_interval }) = filtered {
                    (subscribe.selection, subscribe.filter) = (selection, filter);
                    subscribe.checkpoint_interval = Some(checkpoint_interval);
                }
                subscribe.from = match from {
                    AllOption::Position(at) => SubscribeFrom::After(position(at)?),
                    AllOption::Start(_) => SubscribeFrom::Start,
                    AllOption::End(_) => SubscribeFrom::End,
                };
                What::AllLive(subscribe)
            }
        })
    }
}

impl What {
    /// The stream; none when it is the log.
    pub(super) fn stream_name(&self) -> Option<&StreamName> {
        match self {
            Self::Stream(read) => Some(&read.stream),
            Self::StreamLive(subscribe) => Some(&subscribe.stream),
            Self::All(_) | Self::AllLive(_) => None,
        }
    }
}
