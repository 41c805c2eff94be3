use std::task::{Context, Poll};
use std::time::Instant;

use crate::store::{Delivery, Progress as Reached, ReadError, StorageError};

use super::attempts::Attempts;
use super::begin::Begin;
use super::group::{Group, Waiting};
use super::marker::Marker;
use super::parking::Parking;
use super::progress::Progress;
use super::source::Source;
use super::storage::Storage;
use super::{
    DropReason, GroupError, GroupId, GroupInfo, GroupSettings, GroupSource, GroupStatus, Place,
};

/// A group at work: its state, what it reads, and what it writes.
pub(super) struct Hosted {
    id: GroupId,
    storage: Storage,
    pub(super) group: Group,
    begin: Begin,
    source: Option<Source>,
    reads: Attempts,
    checkpoints: Marker<Place>,
    /// The store has a checkpoint.
    has_checkpoint: bool,
    /// This host has written one.
    wrote_checkpoint: bool,
    pub(super) parking: Parking,
    measured_at: Instant,
}

/// What a turn leads to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    /// There is more to do at once.
    pub(super) again: bool,
    /// When there is something to do, if nothing happens before.
    pub(super) next: Option<Instant>,
}

impl Hosted {
    /// Reads the state of a group.
    pub(super) async fn load(
        storage: Storage,
        id: GroupId,
        settings: GroupSettings,
        begin: Begin,
        now: Instant,
    ) -> Result<Self, GroupError> {
        let checkpoint = storage.checkpoint(&id).await?;
        let parked = storage.parked(&id).await?;
        let begin = checkpoint.map_or(begin, |place| Begin::Behind(Some(place)));
        let mut hosted = Self {
            group: Group::new(settings, None, parked.first.checked_sub(1), now),
            parking: Parking::new(storage.clone(), id.clone(), parked),
            id,
            storage,
            begin,
            source: None,
            reads: Attempts::default(),
            checkpoints: Marker::new(),
            has_checkpoint: checkpoint.is_some(),
            wrote_checkpoint: false,
            measured_at: now,
        };
        hosted.begin_at(begin, now);
        Ok(hosted)
    }

    fn begin_at(&mut self, begin: Begin, now: Instant) {
        let behind = match begin {
            Begin::Behind(place) => place,
            Begin::At(_) => None,
        };
        self.begin = begin;
        self.source = None;
        self.group.source = Progress::behind(behind, now);
    }

    /// Changes the settings, and the beginning if the group has not begun yet. Events that were read
    /// already stay as they were read.
    pub(super) fn update(&mut self, settings: GroupSettings, begin: Option<Begin>, now: Instant) {
        self.disconnect_all(DropReason::Updated);
        self.source = None;
        self.group.update(settings);
        if let Some(begin) = begin
            && !self.has_checkpoint
            && self.group.source.is_untouched()
        {
            self.begin_at(begin, now);
        }
    }

    pub(super) fn disconnect_all(&mut self, reason: DropReason) {
        self.group.disconnect_all(&GroupError::dropped(&self.id, reason));
    }

    /// Does what there is to do, but not for long.
    pub(super) fn turn(&mut self, context: &mut Context<'_>, now: Instant) -> Turn {
        self.group.expire(now);
        let mut again = self.pump(context, now);
        let was_full = self.group.room() == 0;
        self.group.dispatch(now);
        again |= was_full && self.group.room() > 0;
        // What was parked makes room, and what is replayed wants to go out.
        again |= self.parking.turn(&mut self.group, context, now);
        let (storage, id, first) = (&self.storage, &self.id, !self.wrote_checkpoint);
        let policy = self.group.checkpoint_policy();
        let wrote =
            self.checkpoints.turn(&mut self.group.source, policy, false, (context, now), |place| {
                let (storage, id) = (storage.clone(), id.clone());
                Box::pin(async move { storage.write_checkpoint(&id, place, first).await })
            });
        self.wrote_checkpoint |= wrote;
        self.has_checkpoint |= wrote;
        Turn { again, next: self.next() }
    }

    fn next(&self) -> Option<Instant> {
        let checkpoint = self.checkpoints.next(&self.group.source, self.group.checkpoint_policy());
        let reads = self.reads.next().filter(|_| self.group.has_subscribers());
        [self.group.next_deadline(), checkpoint, reads, self.parking.next(&self.group)]
            .into_iter()
            .flatten()
            .min()
    }

    /// Takes events from the source, up to a batch. Tells whether there may be more.
    fn pump(&mut self, context: &mut Context<'_>, now: Instant) -> bool {
        if !self.group.has_subscribers() {
            return false;
        }
        for _ in 0..self.group.settings.read_batch_size {
            if self.group.room() == 0 {
                return false;
            }
            if self.source.is_none() {
                if !self.reads.try_now(now) {
                    return false;
                }
                let begin = match self.group.source.taken() {
                    None => self.begin,
                    taken => Begin::Behind(taken),
                };
                let settings = &self.group.settings;
                self.source = Some(Source::open(&self.storage.0, &self.id, settings, begin));
            }
            let Some(source) = &mut self.source else { return false };
            let Poll::Ready(delivery) = source.poll(context) else { return false };
            match delivery {
                Some(Ok(delivery)) => {
                    self.reads.succeeded();
                    self.take(delivery, now);
                }
                Some(Err(error)) => self.lose_source(error, now),
                None => self.lose_source(ended(&self.id), now),
            }
        }
        true
    }

    fn take(&mut self, delivery: Delivery, now: Instant) {
        match delivery {
            Delivery::Event(event) => {
                let Some(place) = Place::of(&event, self.id.source()) else {
                    let capability = "positions of events";
                    return self.lose_source(ReadError::NotSupported { capability }, now);
                };
                let read = event.link.as_ref().map_or(&event.stream, |link| &link.stream);
                if *self.id.source() == GroupSource::All && GroupId::is_state_of_all(read) {
                    self.group.source.pass(place, false);
                } else {
                    self.group.take(event, place);
                }
            }
            Delivery::CaughtUp(reached) => {
                self.group.is_live = true;
                self.pass(reached, false);
            }
            Delivery::FellBehind(reached) => {
                self.group.is_live = false;
                self.pass(reached, false);
            }
            Delivery::Checkpoint(reached) => self.pass(reached, true),
        }
    }

    fn pass(&mut self, reached: Reached, step: bool) {
        let place = match self.id.source() {
            GroupSource::Stream(_) => reached.revision.map(Place::Revision),
            GroupSource::All => reached.position.map(Place::Position),
        };
        if let Some(place) = place {
            self.group.source.pass(place, step);
        }
    }

    /// The source cannot be read. If that will not pass, the subscribers should know; the next one
    /// to come makes the group try again.
    fn lose_source(&mut self, error: ReadError, now: Instant) {
        let may_pass = error.is_retryable();
        let error = GroupError::read(format!("the group `{}` cannot read on", self.id), error);
        self.source = None;
        self.group.is_live = false;
        if !may_pass {
            self.group.disconnect_all(&error);
        }
        self.reads.failed(error, now);
    }

    /// What the group is doing. The rates are since the last time.
    pub(super) fn info(&mut self, now: Instant) -> GroupInfo {
        let since_last = now.saturating_duration_since(self.measured_at);
        self.measured_at = now;
        let subscribers =
            self.group.subscribers().map(|subscriber| subscriber.info(since_last)).collect();
        let (count_since_last_measurement, average_per_second) =
            self.group.rate.measure(since_last);
        let Waiting { live, read, retry, in_flight, parking } = self.group.waiting();
        let errors = [self.reads.error(), self.checkpoints.error(), self.parking.error()];
        GroupInfo {
            group: self.id.clone(),
            settings: self.group.settings.clone(),
            status: match (&self.source, self.group.is_live) {
                (_, true) => GroupStatus::Live,
                (None, _) if self.group.source.is_untouched() => GroupStatus::NotReady,
                _ => GroupStatus::Behind,
            },
            is_replaying: self.parking.is_replaying(&self.group),
            subscribers,
            total_items: self.group.rate.total(),
            count_since_last_measurement,
            average_per_second,
            last_processed: self.group.source.checkpoint().place,
            last_checkpoint: self.group.source.marked().filter(|_| self.has_checkpoint),
            last_known: self.group.source.taken(),
            live_buffer_count: live,
            read_buffer_count: read,
            retry_buffer_count: retry,
            total_in_flight: in_flight,
            outstanding: in_flight + parking,
            parked_count: self.parking.count(),
            oldest_parked: None,
            problem: errors.into_iter().flatten().next().cloned(),
        }
    }

    /// Waits for the writes that are under way.
    pub(super) fn wait(&mut self, now: Instant) {
        self.parking.wait(&mut self.group, now);
        self.checkpoints.wait(&mut self.group.source, now);
    }

    /// Writes down how far the group is, whether it is time or not.
    pub(super) async fn flush(&mut self, now: Instant) -> Result<(), GroupError> {
        self.wait(now);
        if let Some(checkpoint) = self.group.source.unmarked()
            && let Some(place) = checkpoint.place
        {
            let first = !self.wrote_checkpoint;
            self.storage.write_checkpoint(&self.id, place, first).await?;
            self.group.source.mark(checkpoint, now);
        }
        if let Some(done) = self.group.parked.unmarked()
            && let Some(revision) = done.place
        {
            self.storage.truncate(&self.id, revision + 1).await?;
            self.group.parked.mark(done, now);
        }
        Ok(())
    }
}

/// What an engine should not do.
fn ended(group: &GroupId) -> ReadError {
    let source = StorageError::Other {
        place: group.source().to_string(),
        reason: "the engine ended the subscription without a reason".into(),
    };
    ReadError::Storage { what: group.source().to_string(), source }
}
