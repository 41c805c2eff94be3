use std::sync::Arc;

use uuid::Uuid;

use super::dispatcher::SubscriberId;
use super::reply::Reply;
use super::subscription::Connection;
use super::{
    GroupError, GroupId, GroupInfo, GroupSettings, GroupSource, NackAction, SubscriberOptions,
};

/// A group in the memory of its host. A group of the same name that is created later is another one.
pub(super) type GroupKey = u64;

/// What an answer is about.
pub(super) type Answered<T> = Reply<Result<T, GroupError>>;

/// What the service is asked to do.
#[derive(Debug)]
pub(super) enum Command {
    Create {
        group: GroupId,
        settings: GroupSettings,
        reply: Answered<()>,
    },
    Update {
        group: GroupId,
        settings: GroupSettings,
        reply: Answered<()>,
    },
    Delete {
        group: GroupId,
        reply: Answered<()>,
    },
    Replay {
        group: GroupId,
        limit: Option<u64>,
        reply: Answered<()>,
    },
    Info {
        group: GroupId,
        reply: Answered<Snapshot>,
    },
    List {
        of: Option<GroupSource>,
        reply: Answered<Vec<Snapshot>>,
    },
    Connect {
        group: GroupId,
        options: SubscriberOptions,
        reply: Answered<Connection>,
    },
    Disconnect {
        group: GroupKey,
        subscriber: SubscriberId,
    },
    Ack {
        group: GroupKey,
        subscriber: SubscriberId,
        ids: Vec<Uuid>,
    },
    Nack {
        group: GroupKey,
        subscriber: SubscriberId,
        ids: Vec<Uuid>,
        action: NackAction,
        reason: Arc<str>,
    },
    Shutdown {
        reply: Answered<()>,
    },
}

/// What the service knows of a group. The rest is looked up by whoever asks.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) info: GroupInfo,
    /// The first revision that is parked.
    pub(super) first_parked: u64,
}
