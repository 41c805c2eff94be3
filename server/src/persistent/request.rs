//! Which group a request is about.

use plumberd::group::{GroupId, GroupSource};
use plumberd_wire::v1::StreamIdentifier;
use plumberd_wire::v1::persistent_subscriptions::{
    DeleteReq, GetInfoReq, ListReq, ReplayParkedReq, delete_req, get_info_req, list_req, read_req,
    replay_parked_req,
};
use tonic::Status;

use crate::error;

pub(super) fn no_options() -> Status {
    Status::invalid_argument("The request has no options")
}

fn no_source() -> Status {
    Status::invalid_argument("The options have neither a stream nor all")
}

/// The group of this name, of a stream; without one, of the log.
pub(super) fn group(source: impl Into<GroupSource>, name: &str) -> Result<GroupId, Status> {
    GroupId::new(source, name).map_err(|error| Status::invalid_argument(error.to_string()))
}

pub(super) fn source(stream: Option<&StreamIdentifier>) -> Result<GroupSource, Status> {
    error::stream_name(stream).map(GroupSource::from)
}

pub(super) fn of_delete(request: DeleteReq) -> Result<GroupId, Status> {
    use delete_req::options::StreamOption;
    let options = request.options.ok_or_else(no_options)?;
    let from = match options.stream_option.ok_or_else(no_source)? {
        StreamOption::StreamIdentifier(stream) => source(Some(&stream))?,
        StreamOption::All(_) => GroupSource::All,
    };
    group(from, &options.group_name)
}

pub(super) fn of_info(request: GetInfoReq) -> Result<GroupId, Status> {
    use get_info_req::options::StreamOption;
    let options = request.options.ok_or_else(no_options)?;
    let from = match options.stream_option.ok_or_else(no_source)? {
        StreamOption::StreamIdentifier(stream) => source(Some(&stream))?,
        StreamOption::All(_) => GroupSource::All,
    };
    group(from, &options.group_name)
}

/// The group, and how many events to replay.
pub(super) fn of_replay(request: ReplayParkedReq) -> Result<(GroupId, Option<u64>), Status> {
    use replay_parked_req::options::{StopAtOption, StreamOption};
    let options = request.options.ok_or_else(no_options)?;
    let from = match options.stream_option.ok_or_else(no_source)? {
        StreamOption::StreamIdentifier(stream) => source(Some(&stream))?,
        StreamOption::All(_) => GroupSource::All,
    };
    let limit = match options.stop_at_option {
        Some(StopAtOption::StopAt(limit)) => Some(u64::try_from(limit).map_err(|_| {
            Status::invalid_argument(format!("stop_at is {limit}; it has to be 0 or more"))
        })?),
        Some(StopAtOption::NoLimit(_)) => None,
        None => {
            return Err(Status::invalid_argument("The options have neither stop_at nor no_limit"));
        }
    };
    Ok((group(from, &options.group_name)?, limit))
}

/// What the groups read that are asked for; nothing for all groups.
pub(super) fn of_list(request: ListReq) -> Result<Option<GroupSource>, Status> {
    use list_req::options::ListOption;
    use list_req::stream_option::StreamOption;
    let unclear = || Status::invalid_argument("The options do not say which subscriptions to list");
    let options = request.options.ok_or_else(no_options)?;
    match options.list_option.ok_or_else(unclear)? {
        ListOption::ListAllSubscriptions(_) => Ok(None),
        ListOption::ListForStream(of) => match of.stream_option.ok_or_else(no_source)? {
            StreamOption::Stream(stream) => source(Some(&stream)).map(Some),
            StreamOption::All(_) => Ok(Some(GroupSource::All)),
        },
    }
}

pub(super) fn of_read(options: &read_req::Options) -> Result<GroupId, Status> {
    use read_req::options::StreamOption;
    let from = match options.stream_option.as_ref().ok_or_else(no_source)? {
        StreamOption::StreamIdentifier(stream) => source(Some(stream))?,
        StreamOption::All(_) => GroupSource::All,
    };
    group(from, &options.group_name)
}
