use std::time::Instant;

use crate::clock::{Clock, SystemClock};
use crate::store::Appended;
use crate::testing::block_on;

use super::begin::Begin;
use super::command::{GroupKey, Snapshot};
use super::config::Entry;
use super::host::{Host, Slot, snapshot};
use super::{
    DropReason, GroupError, GroupId, GroupSettings, GroupSource, GroupStart, Place, SettingsError,
};

/// Which groups there are.
impl Host {
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

    pub(super) fn create(
        &mut self,
        group: GroupId,
        settings: GroupSettings,
    ) -> Result<(), GroupError> {
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

    pub(super) fn update(
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

    pub(super) fn delete(&mut self, group: &GroupId, now: Instant) -> Result<(), GroupError> {
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

    pub(super) fn list(
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
}
