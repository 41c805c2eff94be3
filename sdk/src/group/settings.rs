use std::time::Duration;

use crate::store::Filter;

use super::{GroupSource, Place};

/// Where a group begins, when it has no checkpoint yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum GroupStart {
    /// With the oldest event.
    Start,
    /// With the first event that is appended after the group was created.
    #[default]
    End,
    /// With the event at this place, or the next one behind it. Inclusive, unlike
    /// [`SubscribeFrom::After`](crate::store::SubscribeFrom::After), for so are `KurrentDB`'s.
    At(Place),
}

/// Which subscriber gets an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Strategy {
    /// One after the other, whoever has room.
    #[default]
    RoundRobin,
    /// All to one, until it has no more room; then all to the next.
    DispatchToSingle,
    /// The events of one stream to one subscriber, as long as it stays. Streams are spread over 1024
    /// buckets by a hash of their name. The stream is that of the event, also if a link led to it.
    Pinned,
    /// The events of one `$correlationId` to one subscriber; those that have none as
    /// [`Pinned`](Self::Pinned) does.
    PinnedByCorrelation,
}

impl Strategy {
    pub(super) const ALL: [Self; 4] =
        [Self::RoundRobin, Self::DispatchToSingle, Self::Pinned, Self::PinnedByCorrelation];

    /// `KurrentDB`'s name of it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RoundRobin => "RoundRobin",
            Self::DispatchToSingle => "DispatchToSingle",
            Self::Pinned => "Pinned",
            Self::PinnedByCorrelation => "PinnedByCorrelation",
        }
    }

    /// Reads `KurrentDB`'s name of a strategy.
    ///
    /// # Errors
    /// When there is no such strategy.
    pub fn parse(name: &str) -> Result<Self, SettingsError> {
        Self::ALL.into_iter().find(|strategy| strategy.as_str() == name).ok_or_else(|| {
            SettingsError {
                setting: "strategy",
                reason: format!(
                    "`{name}` is not known; use RoundRobin, DispatchToSingle, Pinned or PinnedByCorrelation"
                ),
            }
        })
    }
}

/// How a group works. The defaults are `KurrentDB`'s.
///
/// ```
/// use std::time::Duration;
/// use plumberd::group::{GroupSettings, GroupStart, Strategy};
///
/// let settings = GroupSettings {
///     start: GroupStart::Start,
///     strategy: Strategy::Pinned,
///     message_timeout: Some(Duration::from_secs(5)),
///     ..GroupSettings::default()
/// };
/// assert_eq!(settings.max_retry_count, 10);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSettings {
    /// Which events of the log to take; for a group of the log only. It stays as the group was
    /// created with.
    pub filter: Option<Filter>,
    /// Whether to give the events that links point to, in place of the links.
    pub resolve_links: bool,
    /// Where to begin.
    pub start: GroupStart,
    /// Whether to measure how long each subscriber takes for an event.
    pub extra_statistics: bool,
    /// How long a subscriber may take for an event until it goes to another one, in whole
    /// milliseconds; `None` for ever.
    pub message_timeout: Option<Duration>,
    /// How often an event is tried again until it is parked.
    pub max_retry_count: u32,
    /// How long to wait at least between two checkpoints, in whole milliseconds, unless
    /// [`max_checkpoint_count`](Self::max_checkpoint_count) is met.
    pub checkpoint_after: Duration,
    /// How many events have to be done for a checkpoint at least.
    pub min_checkpoint_count: u32,
    /// How many events may be done without one.
    pub max_checkpoint_count: u32,
    /// How many subscribers there may be at once; 0 for any number.
    pub max_subscribers: u32,
    /// How many events wait in memory at most while the group keeps up with its source.
    pub live_buffer_size: u32,
    /// How many events are taken from the source in one go.
    pub read_batch_size: u32,
    /// How many events wait in memory at most while the group is behind its source.
    pub history_buffer_size: u32,
    /// Who gets an event.
    pub strategy: Strategy,
}

impl Default for GroupSettings {
    fn default() -> Self {
        Self {
            filter: None,
            resolve_links: false,
            start: GroupStart::End,
            extra_statistics: false,
            message_timeout: Some(Duration::from_secs(30)),
            max_retry_count: 10,
            checkpoint_after: Duration::from_secs(2),
            min_checkpoint_count: 10,
            max_checkpoint_count: 1000,
            max_subscribers: 0,
            live_buffer_size: 500,
            read_batch_size: 20,
            history_buffer_size: 500,
            strategy: Strategy::RoundRobin,
        }
    }
}

/// A setting that a group cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{setting}`: {reason}")]
pub struct SettingsError {
    /// The field of [`GroupSettings`], or of the options of a subscriber.
    pub setting: &'static str,
    /// What is wrong and what is allowed.
    pub reason: String,
}

impl GroupSettings {
    /// Whether a group that reads this source can work so.
    ///
    /// # Errors
    /// The first setting that it cannot have.
    pub fn check(&self, source: &GroupSource) -> Result<(), SettingsError> {
        let failed = |setting, reason: String| Err(SettingsError { setting, reason });
        for (setting, value) in [
            ("max_checkpoint_count", self.max_checkpoint_count),
            ("live_buffer_size", self.live_buffer_size),
            ("read_batch_size", self.read_batch_size),
            ("history_buffer_size", self.history_buffer_size),
        ] {
            if value == 0 {
                return failed(setting, "0 would stand still; use 1 or more".into());
            }
        }
        if self.min_checkpoint_count > self.max_checkpoint_count {
            let (min, max) = (self.min_checkpoint_count, self.max_checkpoint_count);
            let reason = format!("{min} is more than `max_checkpoint_count`, {max}; swap them");
            return failed("min_checkpoint_count", reason);
        }
        whole_millis("checkpoint_after", self.checkpoint_after)?;
        if let Some(timeout) = self.message_timeout {
            whole_millis("message_timeout", timeout)?;
            if timeout.is_zero() {
                let reason = "0 leaves no time; use 1 ms or more, or `None` for ever";
                return failed("message_timeout", reason.into());
            }
        }
        if self.filter.is_some() && *source != GroupSource::All {
            let reason =
                format!("`{source}` is a stream, and a filter is for `$all`; leave it out");
            return failed("filter", reason);
        }
        match (self.start, source) {
            (GroupStart::At(place), GroupSource::All) if !place.is_in(source) => {
                failed("start", format!("{place} is a revision; `$all` begins at a position"))
            }
            (GroupStart::At(place), GroupSource::Stream(_)) if !place.is_in(source) => {
                failed("start", format!("{place} is a position; a stream begins at a revision"))
            }
            _ => Ok(()),
        }
    }
}

/// The file of groups keeps whole milliseconds, so that nothing changes when it is read again.
fn whole_millis(setting: &'static str, time: Duration) -> Result<(), SettingsError> {
    let reason = if !time.subsec_nanos().is_multiple_of(1_000_000) {
        format!("{time:?} is not a whole number of milliseconds; round it")
    } else if time.as_millis() > u128::from(u32::MAX) {
        format!("{time:?} is more than {} ms; use less", u32::MAX)
    } else {
        return Ok(());
    };
    Err(SettingsError { setting, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Position, StreamName};

    #[test]
    fn the_defaults_are_fine() {
        let stream = GroupSource::Stream(StreamName::parse("Order-1").unwrap());
        assert_eq!(GroupSettings::default().check(&stream), Ok(()));
        assert_eq!(GroupSettings::default().check(&GroupSource::All), Ok(()));
    }

    #[test]
    fn what_cannot_work_is_refused() {
        let stream = GroupSource::Stream(StreamName::parse("Order-1").unwrap());
        let check = |change: &dyn Fn(&mut GroupSettings), source: &GroupSource| {
            let mut settings = GroupSettings::default();
            change(&mut settings);
            settings.check(source).unwrap_err().to_string()
        };
        for (change, error) in [
            (
                (|s| s.max_checkpoint_count = 0) as fn(&mut GroupSettings),
                "`max_checkpoint_count`: 0 would stand still; use 1 or more",
            ),
            (|s| s.live_buffer_size = 0, "`live_buffer_size`: 0 would stand still; use 1 or more"),
            (|s| s.read_batch_size = 0, "`read_batch_size`: 0 would stand still; use 1 or more"),
            (
                |s| s.history_buffer_size = 0,
                "`history_buffer_size`: 0 would stand still; use 1 or more",
            ),
            (
                |s| s.min_checkpoint_count = 1001,
                "`min_checkpoint_count`: 1001 is more than `max_checkpoint_count`, 1000; swap them",
            ),
            (
                |s| s.message_timeout = Some(Duration::ZERO),
                "`message_timeout`: 0 leaves no time; use 1 ms or more, or `None` for ever",
            ),
            (
                |s| s.message_timeout = Some(Duration::from_micros(1500)),
                "`message_timeout`: 1.5ms is not a whole number of milliseconds; round it",
            ),
            (
                |s| s.checkpoint_after = Duration::from_secs(5_000_000),
                "`checkpoint_after`: 5000000s is more than 4294967295 ms; use less",
            ),
            (
                |s| s.filter = Some(Filter::type_prefixes(["A"])),
                "`filter`: `Order-1` is a stream, and a filter is for `$all`; leave it out",
            ),
            (
                |s| s.start = GroupStart::At(Position::single(3).into()),
                "`start`: C:3/P:3 is a position; a stream begins at a revision",
            ),
        ] {
            assert_eq!(check(&change, &stream), error);
        }
        assert_eq!(
            check(&|s| s.start = GroupStart::At(Place::Revision(3)), &GroupSource::All),
            "`start`: 3 is a revision; `$all` begins at a position"
        );
    }

    #[test]
    fn strategies_have_names() {
        for strategy in Strategy::ALL {
            assert_eq!(Strategy::parse(strategy.as_str()), Ok(strategy));
        }
        assert_eq!(
            Strategy::parse("Fair").unwrap_err().to_string(),
            "`strategy`: `Fair` is not known; use RoundRobin, DispatchToSingle, Pinned or PinnedByCorrelation"
        );
    }
}
