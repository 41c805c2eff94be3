use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Instant;

use crate::clock::{Clock, SystemClock};
use crate::store::{Appended, EventStore, GroupsLease, StorageError};
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
use super::{
    DropReason, GroupError, GroupId, GroupSettings, GroupSource, GroupStart, NackAction, Place,
    SettingsError, SubscriberOptions,
};

/// The groups of a store, in the thread that looks after them.
///
/// What groups do all the time, taking events and writing checkpoints, never waits here. What is
/// rare does, such as creating a group: so each is done before the next is begun.
pub(super) struct Host {
    inbox: Arc<Inbox>,
    storage: Storage,
    /// What was read when somebody first asked for something.
    file: Option<File>,
    groups: BTreeMap<GroupKey, Slot>,
    next_key: GroupKey,
    next_subscriber: SubscriberId,
}

/// The file of groups.
struct File {
    stream: StreamName,
    revision: Option<Revision>,
    /// Held as long as this host may write the file.
    _lease: GroupsLease,
}

struct Slot {
    entry: Entry,
    waker: Waker,
    /// Nothing until somebody asks for the group.
    hosted: Option<Hosted>,
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
    fn load(&mut self) -> Result<&mut File, GroupError> {
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

    fn insert(&mut self, entry: Entry) {
        let key = self.next_key;
        self.next_key += 1;
        let waker = inbox::waker(&self.inbox, key);
        self.groups.insert(key, Slot { entry, waker, hosted: None, next: None });
    }

    fn find(&self, group: &GroupId) -> Option<GroupKey> {
        let mut groups = self.groups.iter();
        groups.find(|(_, slot)| slot.entry.group == *group).map(|(key, _)| *key)
    }

    /// A group that exists.
    fn key(&mut self, group: &GroupId) -> Result<GroupKey, GroupError> {
        self.load()?;
        self.find(group).ok_or_else(|| GroupError::DoesNotExist { group: group.clone() })
    }

    fn at_work(&mut self, group: GroupKey) -> Option<&mut Hosted> {
        self.groups.get_mut(&group)?.hosted.as_mut()
    }

    /// A group at work; its state is read if that was not done yet.
    fn hosted(
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

    /// Writes the file of groups as it will be.
    fn save(&mut self, entries: &[Entry]) -> Result<Appended, GroupError> {
        let storage = self.storage.clone();
        let file = self.load()?;
        let now = SystemClock.now();
        let saved = block_on(storage.save(&file.stream, file.revision, entries.iter(), now))?;
        file.revision = saved.revision;
        Ok(saved)
    }

    fn entries(&self) -> impl Iterator<Item = (GroupKey, Entry)> {
        self.groups.iter().map(|(key, slot)| (*key, slot.entry.clone()))
    }

    fn create(&mut self, group: GroupId, settings: GroupSettings) -> Result<(), GroupError> {
        self.load()?;
        if self.find(&group).is_some() {
            return Err(GroupError::Exists { group });
        }
        let settings = self.checked(settings, &group)?;
        let mut begin = block_on(Begin::of(settings.start, &group, &self.storage.0))?;
        // A group of this name may have been here before, and its deletion cut short.
        block_on(self.storage.purge(&group))?;
        let entry = Entry { group, settings, begin: Some(begin) };
        let mut entries: Vec<_> = self.entries().map(|(_, entry)| entry).collect();
        entries.push(entry.clone());
        let saved = self.save(&entries)?;
        if let (GroupStart::End, GroupSource::All, Some(position)) =
            (entry.settings.start, entry.group.source(), saved.position)
        {
            // A group does not begin with the news of itself.
            begin = Begin::Behind(Some(Place::Position(position)));
        }
        self.insert(Entry { begin: Some(begin), ..entry });
        Ok(())
    }

    fn checked(
        &self,
        mut settings: GroupSettings,
        group: &GroupId,
    ) -> Result<GroupSettings, GroupError> {
        let failed = |source| GroupError::Settings { group: group.clone(), source };
        settings.check(group.source()).map_err(failed)?;
        if settings.filter.is_some() && !self.storage.0.capabilities().filters {
            return Err(GroupError::NotSupported { capability: "filters" });
        }
        // One name for one thing: the file has one for both.
        if settings.start == GroupStart::At(Place::Revision(0)) {
            settings.start = GroupStart::Start;
        }
        Ok(settings)
    }

    fn update(
        &mut self,
        group: &GroupId,
        mut settings: GroupSettings,
        now: Instant,
    ) -> Result<(), GroupError> {
        let key = self.key(group)?;
        let old = self.groups.get(&key).map(|slot| slot.entry.clone());
        let Some(old) = old else { return Err(GroupError::DoesNotExist { group: group.clone() }) };
        if settings.filter.is_none() {
            settings.filter.clone_from(&old.settings.filter);
        }
        let settings = self.checked(settings, group)?;
        if settings.filter != old.settings.filter {
            let reason = "it stays as the group was created; delete the group and create it anew";
            let source = SettingsError { setting: "filter", reason: reason.into() };
            return Err(GroupError::Settings { group: group.clone(), source });
        }
        let begin = if settings.start == old.settings.start {
            None
        } else {
            Some(block_on(Begin::of(settings.start, group, &self.storage.0))?)
        };
        let entry =
            Entry { group: group.clone(), settings: settings.clone(), begin: begin.or(old.begin) };
        let with = |(of, other)| if of == key { entry.clone() } else { other };
        let entries: Vec<_> = self.entries().map(with).collect();
        self.save(&entries)?;
        if let Some(slot) = self.groups.get_mut(&key) {
            slot.entry = entry;
            if let Some(hosted) = &mut slot.hosted {
                hosted.update(settings, begin, now);
            }
        }
        Ok(())
    }

    fn delete(&mut self, group: &GroupId, now: Instant) -> Result<(), GroupError> {
        let key = self.key(group)?;
        let entries: Vec<_> =
            self.entries().filter(|(of, _)| *of != key).map(|(_, entry)| entry).collect();
        self.save(&entries)?;
        if let Some(Slot { hosted: Some(mut hosted), .. }) = self.groups.remove(&key) {
            hosted.disconnect_all(DropReason::Deleted);
            // Nothing is to be written behind the deletion.
            hosted.wait(now);
        }
        block_on(self.storage.purge(group))
    }

    fn list(
        &mut self,
        of: Option<&GroupSource>,
        now: Instant,
    ) -> Result<Vec<Snapshot>, GroupError> {
        self.load()?;
        let groups: Vec<_> = self.entries().map(|(_, entry)| entry.group).collect();
        let wanted = |group: &GroupId| of.is_none_or(|source| group.source() == source);
        let mut list = Vec::new();
        for group in groups.into_iter().filter(wanted) {
            list.push(snapshot(self.hosted(&group, now)?.1, now));
        }
        Ok(list)
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

fn snapshot(hosted: &mut Hosted, now: Instant) -> Snapshot {
    Snapshot { info: hosted.info(now), first_parked: hosted.parking.first() }
}
