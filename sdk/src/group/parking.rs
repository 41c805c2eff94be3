use std::task::{Context, Poll};
use std::time::Instant;

use crate::clock::{Clock, SystemClock};
use crate::store::{NewEvent, RecordedEvent};
use crate::stream::Revision;
use crate::testing::block_on;

use super::attempts::Attempts;
use super::group::Group;
use super::marker::{Marker, Write};
use super::outbox::Sequence;
use super::storage::{ParkedRange, Storage, parked_link};
use super::{GroupError, GroupId};

/// How many events are parked in one append.
const BATCH: usize = 100;

type Page = Vec<(Revision, Option<RecordedEvent>)>;

/// The parked events of a group: writes them, and reads them back to replay them. They stay in their
/// stream until the group is done with them; the `$tb` of the stream is the checkpoint of that.
pub(super) struct Parking {
    storage: Storage,
    group: GroupId,
    /// What is being parked; the same events again after a failure, so that a retry is one.
    batch: Vec<(Sequence, NewEvent)>,
    writing: Option<Write<Revision>>,
    parks: Attempts,
    /// The first event that is neither replayed nor about to be.
    next: Revision,
    /// The replay ends before this one.
    stop: Revision,
    /// One behind the last; 0 while that is unknown, because nothing is parked.
    end: Revision,
    page: Option<Write<Page>>,
    reads: Attempts,
    truncation: Marker<Revision>,
}

impl Parking {
    pub(super) fn new(storage: Storage, group: GroupId, range: ParkedRange) -> Self {
        Self {
            storage,
            group,
            batch: Vec::new(),
            writing: None,
            parks: Attempts::default(),
            next: range.first,
            stop: range.first,
            end: range.end,
            page: None,
            reads: Attempts::default(),
            truncation: Marker::new(),
        }
    }

    /// How many events are parked, without those that are being replayed or about to be.
    pub(super) fn count(&self) -> u64 {
        self.end.saturating_sub(self.first())
    }

    /// The revision of the first of them.
    pub(super) fn first(&self) -> Revision {
        self.next.max(self.stop)
    }

    pub(super) fn is_replaying(&self, group: &Group) -> bool {
        self.next < self.stop || group.parked.open() > 0
    }

    /// Replays what is parked now; the oldest `limit` events, or all.
    pub(super) fn replay(&mut self, limit: Option<u64>) {
        let stop = limit.map_or(self.end, |limit| self.next.saturating_add(limit).min(self.end));
        self.stop = self.stop.max(stop);
    }

    /// Goes on with all of it. Tells whether something changed for the group.
    pub(super) fn turn(
        &mut self,
        group: &mut Group,
        context: &mut Context<'_>,
        now: Instant,
    ) -> bool {
        let parked = self.park(group, context, now);
        let read = self.read(group, context, now);
        let is_drained = self.next >= self.stop && group.parked.open() == 0;
        let (storage, id) = (&self.storage, &self.group);
        let policy = group.checkpoint_policy();
        self.truncation.turn(&mut group.parked, policy, is_drained, (context, now), |revision| {
            let (storage, id) = (storage.clone(), id.clone());
            Box::pin(async move { storage.truncate(&id, revision + 1).await })
        });
        parked || read
    }

    fn park(&mut self, group: &mut Group, context: &mut Context<'_>, now: Instant) -> bool {
        let mut changed = false;
        loop {
            if let Some(writing) = &mut self.writing {
                let Poll::Ready(parked) = writing.as_mut().poll(context) else { return changed };
                self.writing = None;
                match parked {
                    Ok(end) => {
                        self.parked(end, group);
                        changed = true;
                    }
                    Err(error) => self.parks.failed(error, now),
                }
            }
            if self.batch.is_empty() {
                let added = SystemClock.now();
                let link = |to_park: super::answers::ToPark| {
                    (to_park.sequence, parked_link(&to_park.event, &to_park.reason, added))
                };
                self.batch = group.pick_up(BATCH).into_iter().map(link).collect();
            }
            if self.batch.is_empty() || !self.parks.try_now(now) {
                return changed;
            }
            let links = self.batch.iter().map(|(_, link)| link.clone()).collect();
            let (storage, id) = (self.storage.clone(), self.group.clone());
            self.writing = Some(Box::pin(async move { storage.park(&id, links).await }));
        }
    }

    /// The batch has been written.
    fn parked(&mut self, end: Revision, group: &mut Group) {
        if self.end == 0 {
            self.next = end.saturating_sub(self.batch.len() as u64);
            self.stop = self.next;
        }
        self.end = self.end.max(end);
        for (sequence, _) in self.batch.drain(..) {
            group.finish_parking(sequence);
        }
        self.parks.succeeded();
    }

    /// Reads on with a replay, as far as the group has room.
    fn read(&mut self, group: &mut Group, context: &mut Context<'_>, now: Instant) -> bool {
        let mut changed = false;
        loop {
            if let Some(page) = &mut self.page {
                let Poll::Ready(page) = page.as_mut().poll(context) else { return changed };
                self.page = None;
                match page {
                    Ok(page) => {
                        self.take(page, group);
                        changed = true;
                    }
                    Err(error) => self.reads.failed(error, now),
                }
            }
            let room = group.replay_room().min(group.settings.read_batch_size as usize) as u64;
            let limit = room.min(self.stop.saturating_sub(self.next));
            if limit == 0 || !group.has_subscribers() || !self.reads.try_now(now) {
                return changed;
            }
            let (storage, id, from) = (self.storage.clone(), self.group.clone(), self.next);
            self.page = Some(Box::pin(async move { storage.unpark(&id, from, limit).await }));
        }
    }

    fn take(&mut self, page: Page, group: &mut Group) {
        let last = page.last().map(|(revision, _)| revision + 1);
        for (revision, event) in page {
            match event {
                Some(event) if revision < self.stop => group.replay(event, revision),
                // It is gone from its own stream.
                None if revision < self.stop => group.parked.pass(revision, true),
                _ => {}
            }
        }
        // Nothing more is there: somebody has truncated the stream.
        self.next = last.unwrap_or(self.stop).min(self.stop);
        self.reads.succeeded();
    }

    /// Waits for the writes that are under way.
    pub(super) fn wait(&mut self, group: &mut Group, now: Instant) {
        if let Some(writing) = self.writing.take()
            && let Ok(end) = block_on(writing)
        {
            self.parked(end, group);
        }
        self.truncation.wait(&mut group.parked, now);
    }

    /// When to take the next turn, if nothing else happens.
    pub(super) fn next(&self, group: &Group) -> Option<Instant> {
        let reads = self.reads.next().filter(|_| group.has_subscribers());
        [self.parks.next(), reads, self.truncation.next(&group.parked, group.checkpoint_policy())]
            .into_iter()
            .flatten()
            .min()
    }

    pub(super) fn error(&self) -> Option<&GroupError> {
        self.parks.error().or(self.reads.error()).or(self.truncation.error())
    }
}
