use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Instant;

use crate::store::{EventStore, GroupsLease, StorageError};
use crate::stream::{Revision, StreamName};
use crate::testing::block_on;

use super::begin::Begin;
use super::command::{Command, GroupKey, Snapshot};
use super::config::{CONFIG_STREAM, Entry};
use super::dispatcher::SubscriberId;
use super::hosted::Hosted;
use super::inbox::{self, Inbox, Mail};
use super::storage::Storage;
use super::subscription::Connection;
use super::{DropReason, GroupError, GroupId, NackAction, SubscriberOptions};

/// The groups of a store, in the thread that looks after them.
///
/// What groups do all the time, taking events and writing checkpoints, never waits here. What is
/// rare does, such as creating a group: so each is done before the next is begun.
pub(super) struct Host {
    inbox: Arc<Inbox>,
    pub(super) storage: Storage,
    /// What was read when somebody first asked for something.
    file: Option<File>,
    pub(super) groups: BTreeMap<GroupKey, Slot>,
    next_key: GroupKey,
    next_subscriber: SubscriberId,
}

/// The file of groups.
pub(super) struct File {
    pub(super) stream: StreamName,
    pub(super) revision: Option<Revision>,
    /// Held as long as this host may write the file.
    _lease: GroupsLease,
}

pub(super) struct Slot {
    pub(super) entry: Entry,
    waker: Waker,
    /// Nothing until somebody asks for the group.
    pub(super) hosted: Option<Hosted>,
    next: Option<Instant>,
}

impl Host {
    pub(super) fn new(inbox: Arc<Inbox>, store: Arc<dyn EventStore>) -> Self {
        Self {
            inbox,
            storage: Storage(store),
            file: None,
            groups: BTreeMap::new(),
            next_key: 0,
            next_subscriber: 0,
        }
    }

    /// Looks after the groups until the service ends.
    pub(super) fn run(mut self) {
        let mut until = None;
        while let Some(mail) = self.inbox.wait(until) {
            self.turn(mail);
            until = self.groups.values().filter_map(|slot| slot.next).min();
        }
        // Before anybody is told that it has ended.
        self.file = None;
    }

    fn turn(&mut self, mail: Mail) {
        let Mail { commands, mut awake } = mail;
        for command in commands {
            self.obey(command, &mut awake);
            if self.inbox.is_closed() {
                // Nobody answers what was asked after that, so that its askers learn of the end.
                return;
            }
        }
        let now = Instant::now();
        for (key, slot) in &mut self.groups {
            let is_due = slot.next.is_some_and(|next| next <= now);
            let Some(hosted) = slot.hosted.as_mut().filter(|_| is_due || awake.contains(key))
            else {
                continue;
            };
            let turn = hosted.turn(&mut Context::from_waker(&slot.waker), now);
            slot.next = turn.next;
            if turn.again {
                self.inbox.wake(*key);
            }
        }
    }

    fn obey(&mut self, command: Command, awake: &mut BTreeSet<GroupKey>) {
        let now = Instant::now();
        match command {
            Command::Create { group, settings, reply } => reply.send(self.create(group, settings)),
            Command::Update { group, settings, reply } => {
                reply.send(self.update(&group, settings, now));
            }
            Command::Delete { group, reply } => reply.send(self.delete(&group, now)),
            Command::Replay { group, limit, reply } => {
                reply.send(self.hosted(&group, now).map(|(key, hosted)| {
                    hosted.parking.replay(limit);
                    awake.insert(key);
                }));
            }
            Command::Info { group, reply } => {
                reply.send(self.hosted(&group, now).map(|(_, hosted)| snapshot(hosted, now)));
            }
            Command::List { of, reply } => reply.send(self.list(of.as_ref(), now)),
            Command::Connect { group, options, reply } => {
                let connected = self.connect(&group, options, now);
                awake.extend(connected.as_ref().ok().map(|connection| connection.group));
                reply.send(connected);
            }
            Command::Disconnect { group, subscriber } => {
                self.disconnect(group, subscriber, DropReason::Unsubscribed, awake);
            }
            Command::Ack { group, subscriber, ids } => {
                if let Some(hosted) = self.at_work(group) {
                    hosted.group.ack(subscriber, &ids, now);
                    awake.insert(group);
                }
            }
            Command::Nack { group, subscriber, ids, action, reason } => {
                if let Some(hosted) = self.at_work(group) {
                    hosted.group.nack(subscriber, &ids, action, &reason, now);
                    awake.insert(group);
                }
                if action == NackAction::Stop {
                    self.disconnect(group, subscriber, DropReason::Stopped, awake);
                }
            }
            Command::Shutdown { reply } => {
                let flushed = self.flush(now);
                for hosted in self.groups.values_mut().filter_map(|slot| slot.hosted.as_mut()) {
                    hosted.disconnect_all(DropReason::Closed);
                }
                self.file = None;
                self.inbox.close();
                reply.send(flushed);
            }
        }
    }

    /// Becomes the host of the groups and reads which there are, if that was not done yet.
    pub(super) fn load(&mut self) -> Result<&mut File, GroupError> {
        if self.file.is_none() {
            let store = &self.storage.0;
            let can = store.capabilities();
            for (has, capability) in [
                (can.subscriptions, "subscriptions"),
                (can.deletes, "deletions"),
                (can.stream_metadata, "stream metadata"),
            ] {
                if !has {
                    return Err(GroupError::NotSupported { capability });
                }
            }
            let lease = store.host_groups().map_err(|error| match error {
                StorageError::Locked { reason, .. } => GroupError::HostedElsewhere { reason },
                source => GroupError::Storage { source },
            })?;
            let stream = StreamName::parse(CONFIG_STREAM).map_err(|_| GroupError::Closed)?;
            let (revision, entries) = block_on(self.storage.load(&stream))?;
            for entry in entries {
                self.insert(entry);
            }
            self.file = Some(File { stream, revision, _lease: lease });
        }
        self.file.as_mut().ok_or(GroupError::Closed)
    }

    pub(super) fn insert(&mut self, entry: Entry) {
        let key = self.next_key;
        self.next_key += 1;
        let waker = inbox::waker(&self.inbox, key);
        self.groups.insert(key, Slot { entry, waker, hosted: None, next: None });
    }

    pub(super) fn find(&self, group: &GroupId) -> Option<GroupKey> {
        let mut groups = self.groups.iter();
        groups.find(|(_, slot)| slot.entry.group == *group).map(|(key, _)| *key)
    }

    /// A group that exists.
    pub(super) fn key(&mut self, group: &GroupId) -> Result<GroupKey, GroupError> {
        self.load()?;
        self.find(group).ok_or_else(|| GroupError::DoesNotExist { group: group.clone() })
    }

    fn at_work(&mut self, group: GroupKey) -> Option<&mut Hosted> {
        self.groups.get_mut(&group)?.hosted.as_mut()
    }

    /// A group at work; its state is read if that was not done yet.
    pub(super) fn hosted(
        &mut self,
        group: &GroupId,
        now: Instant,
    ) -> Result<(GroupKey, &mut Hosted), GroupError> {
        let key = self.key(group)?;
        let missing = || GroupError::DoesNotExist { group: group.clone() };
        let slot = self.groups.get_mut(&key).ok_or_else(missing)?;
        if slot.hosted.is_none() {
            let Entry { group, settings, begin } = slot.entry.clone();
            let storage = self.storage.clone();
            let hosted = block_on(async {
                let begin = match begin {
                    Some(begin) => begin,
                    None => Begin::of(settings.start, &group, &storage.0).await?,
                };
                Hosted::load(storage.clone(), group, settings, begin, now).await
            });
            slot.hosted = Some(hosted?);
        }
        Ok((key, slot.hosted.as_mut().ok_or_else(missing)?))
    }

    fn connect(
        &mut self,
        group: &GroupId,
        options: SubscriberOptions,
        now: Instant,
    ) -> Result<Connection, GroupError> {
        let (inbox, subscriber) = (Arc::clone(&self.inbox), self.next_subscriber);
        let (key, hosted) = self.hosted(group, now)?;
        let failed = |source| GroupError::Settings { group: group.clone(), source };
        options.check().map_err(failed)?;
        if hosted.group.is_full() {
            let max = hosted.group.settings.max_subscribers;
            return Err(GroupError::MaximumSubscribersReached { group: group.clone(), max });
        }
        let outbox = hosted.group.connect(subscriber, options);
        self.next_subscriber += 1;
        Ok(Connection { inbox, group: key, subscriber, outbox })
    }

    fn disconnect(
        &mut self,
        group: GroupKey,
        subscriber: SubscriberId,
        reason: DropReason,
        awake: &mut BTreeSet<GroupKey>,
    ) {
        if let Some(Slot { entry, hosted: Some(hosted), .. }) = self.groups.get_mut(&group) {
            hosted.group.disconnect(subscriber, GroupError::dropped(&entry.group, reason));
            awake.insert(group);
        }
    }

    /// Writes down how far all groups are.
    fn flush(&mut self, now: Instant) -> Result<(), GroupError> {
        let mut flushed = Ok(());
        for hosted in self.groups.values_mut().filter_map(|slot| slot.hosted.as_mut()) {
            let this = block_on(hosted.flush(now));
            flushed = flushed.and(this);
        }
        flushed
    }
}

pub(super) fn snapshot(hosted: &mut Hosted, now: Instant) -> Snapshot {
    Snapshot { info: hosted.info(now), first_parked: hosted.parking.first() }
}
