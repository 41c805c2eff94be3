use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::store::{
    Delivery, EventStore, EventStream, Filter, ReadAll, ReadError, Selection, SubscribeAll,
    SubscribeFrom, SubscribeStream, Subscription,
};
use crate::stream::Position;

use super::begin::Begin;
use super::{GroupId, GroupSettings, GroupSource, Place};

/// What a group reads: what there is, and then what comes.
pub(super) struct Source {
    /// The event that the group begins with, when that is at a position of the log: subscriptions
    /// begin behind a place, and the place before a position has no name.
    first: Option<(Position, EventStream)>,
    rest: Subscription,
}

impl Source {
    pub(super) fn open(
        store: &Arc<dyn EventStore>,
        group: &GroupId,
        settings: &GroupSettings,
        begin: Begin,
    ) -> Self {
        match group.source() {
            GroupSource::Stream(stream) => {
                let from = match begin {
                    Begin::Behind(Some(Place::Revision(revision))) => {
                        SubscribeFrom::After(revision)
                    }
                    _ => SubscribeFrom::Start,
                };
                let resolve_links = settings.resolve_links;
                let subscribe = SubscribeStream { stream: stream.clone(), from, resolve_links };
                Self { first: None, rest: store.subscribe_stream(subscribe) }
            }
            GroupSource::All => {
                let from = match begin {
                    Begin::Behind(Some(Place::Position(position))) | Begin::At(position) => {
                        SubscribeFrom::After(position)
                    }
                    Begin::Behind(_) => SubscribeFrom::Start,
                };
                let first = match begin {
                    Begin::At(at) => Some((at, store.read_all(first_at(at, settings)))),
                    Begin::Behind(_) => None,
                };
                let subscribe = SubscribeAll {
                    filter: settings.filter.clone(),
                    from,
                    resolve_links: settings.resolve_links,
                    ..SubscribeAll::default()
                };
                Self { first, rest: store.subscribe_all(subscribe) }
            }
        }
    }

    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Delivery, ReadError>>> {
        while let Some((at, first)) = &mut self.first {
            let read = std::task::ready!(first.as_mut().poll_next(context));
            let at = *at;
            self.first = None;
            match read {
                Some(Ok(event)) if event.read_position() == Some(at) => {
                    return Poll::Ready(Some(Ok(Delivery::Event(event))));
                }
                // The next one behind: the subscription gives it too.
                Some(Ok(_)) | None => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            }
        }
        Pin::new(&mut self.rest).poll_next(context)
    }
}

fn first_at(position: Position, settings: &GroupSettings) -> ReadAll {
    let read = ReadAll::forwards(Selection::All).from_position(position).limit(1);
    let filtered = |read: ReadAll, filter: &Filter| read.filter(filter.clone());
    let read = settings.filter.iter().fold(read, filtered);
    if settings.resolve_links { read.resolve_links() } else { read }
}
