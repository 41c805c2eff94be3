use std::future::poll_fn;
use std::sync::Arc;

use crate::store::{
    EventStore, ReadAll, ReadError, ReadStream, Selection, SubscribeAll, SubscribeFrom,
};
use crate::stream::Position;
use crate::testing::collect;

use super::{GroupError, GroupId, GroupSource, GroupStart, Place, SettingsError};

/// Where a group without a checkpoint begins to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begin {
    /// Behind a place; with the oldest event if there is none.
    Behind(Option<Place>),
    /// With the event at a position of the log, or the next one. The place before it has no name.
    At(Position),
}

impl Begin {
    /// Where a group begins that starts so. The end is where it is now: what comes later is for the
    /// group, even if it is not read before the program starts again.
    pub(super) async fn of(
        start: GroupStart,
        group: &GroupId,
        store: &Arc<dyn EventStore>,
    ) -> Result<Self, GroupError> {
        match start {
            GroupStart::Start => Ok(Self::Behind(None)),
            GroupStart::At(Place::Revision(revision)) => {
                Ok(Self::Behind(revision.checked_sub(1).map(Place::Revision)))
            }
            GroupStart::At(Place::Position(position)) => {
                probe(position, group, store).await?;
                Ok(Self::At(position))
            }
            GroupStart::End => Ok(Self::Behind(last(group, store).await?)),
        }
    }
}

/// Refuses a position that the store does not know. A subscription tells so at once, or that it has
/// caught up.
async fn probe(
    position: Position,
    group: &GroupId,
    store: &Arc<dyn EventStore>,
) -> Result<(), GroupError> {
    let from = SubscribeFrom::After(position);
    let mut events = store.subscribe_all(SubscribeAll { from, ..SubscribeAll::default() });
    match poll_fn(|context| events.as_mut().poll_next(context)).await {
        Some(Ok(_)) | None => Ok(()),
        Some(Err(ReadError::InvalidPlace { place, reason, .. })) => Err(GroupError::Settings {
            group: group.clone(),
            source: SettingsError { setting: "start", reason: format!("{place}: {reason}") },
        }),
        Some(Err(error)) => Err(GroupError::read("cannot read the log", error)),
    }
}

/// The last place of what a group reads.
pub(super) async fn last(
    group: &GroupId,
    store: &Arc<dyn EventStore>,
) -> Result<Option<Place>, GroupError> {
    let events = match group.source() {
        GroupSource::All => store.read_all(ReadAll::backwards(Selection::All).limit(1)),
        GroupSource::Stream(stream) => {
            store.read_stream(ReadStream::backwards(stream.clone()).limit(1))
        }
    };
    match collect(events).await {
        Ok(events) => Ok(events.first().and_then(|event| Place::of(event, group.source()))),
        Err(ReadError::StreamNotFound { .. } | ReadError::StreamDeleted { .. }) => Ok(None),
        Err(error) => Err(GroupError::read(format!("cannot find the end of `{group}`"), error)),
    }
}
