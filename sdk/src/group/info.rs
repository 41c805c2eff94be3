use std::fmt;
use std::time::Duration;

use crate::clock::DateTimeOffset;

use super::{GroupError, GroupId, GroupSettings, Place};

/// What a group is doing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GroupInfo {
    /// Which group.
    pub group: GroupId,
    /// How it works.
    pub settings: GroupSettings,
    /// How it stands to its source.
    pub status: GroupStatus,
    /// Whether parked events are being replayed.
    pub is_replaying: bool,
    /// Who is connected.
    pub subscribers: Vec<SubscriberInfo>,
    /// How many events were given out since the group was loaded, retries included.
    pub total_items: u64,
    /// How many of them since the last time that somebody asked.
    pub count_since_last_measurement: u64,
    /// How many a second since then.
    pub average_per_second: u64,
    /// Everything up to here was acked, parked or skipped.
    pub last_processed: Option<Place>,
    /// The last checkpoint: how much of that would survive a crash.
    pub last_checkpoint: Option<Place>,
    /// The last place of the source that is known. Of a group with a filter, how far it has read.
    pub last_known: Option<Place>,
    /// Events in memory that came while the group kept up with its source.
    pub live_buffer_count: usize,
    /// Events in memory that came while it was behind.
    pub read_buffer_count: usize,
    /// Events in memory that wait for another try, replayed ones included.
    pub retry_buffer_count: usize,
    /// Events that subscribers have and have not answered.
    pub total_in_flight: usize,
    /// Those, and the ones that are being parked.
    pub outstanding: usize,
    /// Events that are parked and not being replayed.
    pub parked_count: u64,
    /// When the oldest of the parked events was parked.
    pub oldest_parked: Option<DateTimeOffset>,
    /// Why the group does not get on, if it does not: its source cannot be read, or its state not be
    /// written. It keeps trying while that may help.
    pub problem: Option<GroupError>,
}

/// How a group stands to its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GroupStatus {
    /// Nobody has subscribed yet, so nothing was read.
    NotReady,
    /// There is more in the source than was read.
    Behind,
    /// Everything was read.
    Live,
}

impl fmt::Display for GroupStatus {
    /// `KurrentDB`'s words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotReady => "NotReady",
            Self::Behind => "Behind",
            Self::Live => "Live",
        })
    }
}

/// How to subscribe to a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriberOptions {
    /// How many events the subscriber may have without having answered them; at least 1.
    pub buffer_size: u32,
    /// What it calls itself; shown in [`SubscriberInfo`], as the next two.
    pub connection_name: String,
    /// Where it is.
    pub from: String,
    /// Who it is.
    pub user: String,
}

impl Default for SubscriberOptions {
    /// A buffer of 10 events, as in the clients of `KurrentDB`.
    fn default() -> Self {
        Self {
            buffer_size: 10,
            connection_name: String::new(),
            from: String::new(),
            user: String::new(),
        }
    }
}

/// What one subscriber is doing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SubscriberInfo {
    /// How it has subscribed.
    pub options: SubscriberOptions,
    /// How many events it was given.
    pub total_items: u64,
    /// How many of them since the last time that somebody asked.
    pub count_since_last_measurement: u64,
    /// How many a second since then.
    pub average_per_second: u64,
    /// How many it has and has not answered.
    pub in_flight: usize,
    /// How many more it has room for.
    pub available_slots: usize,
    /// How long it takes for an event, when the group measures that
    /// ([`extra_statistics`](GroupSettings::extra_statistics)) and it has answered one.
    pub latency: Option<Latency>,
}

/// How long a subscriber took for its last events, 1000 at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Latency {
    /// Together, through their number.
    pub mean: Duration,
    /// The fastest.
    pub fastest: Duration,
    /// Half of them were faster.
    pub median: Duration,
    /// One to four fifths of them were faster.
    pub quintiles: [Duration; 4],
    /// 90 % of them were faster.
    pub percentile_90: Duration,
    /// 95 % of them were faster.
    pub percentile_95: Duration,
    /// 99 % of them were faster.
    pub percentile_99: Duration,
    /// 99.5 % of them were faster.
    pub percentile_99_5: Duration,
    /// 99.9 % of them were faster.
    pub percentile_99_9: Duration,
    /// The slowest.
    pub slowest: Duration,
}

impl Latency {
    pub(super) fn of(samples: &[Duration]) -> Option<Self> {
        let mut sorted = samples.to_vec();
        sorted.sort_unstable();
        let count = u32::try_from(sorted.len()).ok()?;
        let at = |permille: usize| sorted.get((sorted.len() - 1) * permille / 1000).copied();
        Some(Self {
            mean: sorted.iter().sum::<Duration>().checked_div(count)?,
            fastest: *sorted.first()?,
            median: at(500)?,
            quintiles: [at(200)?, at(400)?, at(600)?, at(800)?],
            percentile_90: at(900)?,
            percentile_95: at(950)?,
            percentile_99: at(990)?,
            percentile_99_5: at(995)?,
            percentile_99_9: at(999)?,
            slowest: *sorted.last()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_are_of_the_samples() {
        assert_eq!(Latency::of(&[]), None);
        let samples: Vec<_> = (1..=100).rev().map(Duration::from_millis).collect();
        let latency = Latency::of(&samples).unwrap();
        assert_eq!(latency.mean, Duration::from_micros(50_500));
        assert_eq!(latency.fastest, Duration::from_millis(1));
        assert_eq!(latency.median, Duration::from_millis(50));
        assert_eq!(latency.quintiles, [20, 40, 60, 80].map(Duration::from_millis));
        assert_eq!(latency.percentile_90, Duration::from_millis(90));
        assert_eq!(latency.percentile_95, Duration::from_millis(95));
        assert_eq!(latency.percentile_99, Duration::from_millis(99));
        assert_eq!(latency.percentile_99_5, Duration::from_millis(99));
        assert_eq!(latency.percentile_99_9, Duration::from_millis(99));
        assert_eq!(latency.slowest, Duration::from_millis(100));
    }
}
