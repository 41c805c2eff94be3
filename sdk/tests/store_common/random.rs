//! Random numbers that a seed repeats.

use std::time::{Duration, SystemTime};

/// `SplitMix64`: short, and good enough to choose what to do next.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The seed that a person gave in `PLUMBERD_SEED`, or one that is another one each time.
    pub(crate) fn seed() -> u64 {
        if let Some(seed) = std::env::var("PLUMBERD_SEED").ok().and_then(|seed| seed.parse().ok()) {
            return seed;
        }
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        u64::from(since.subsec_nanos()) ^ u64::from(std::process::id()) << 32
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, below: u64) -> u64 {
        self.next() % below
    }

    pub(crate) fn index(&mut self, below: usize) -> usize {
        usize::try_from(self.below(below as u64)).unwrap()
    }

    /// Whether something that happens once in so many times happens now.
    pub(crate) fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn up_to(&mut self, longest: Duration) -> Duration {
        Duration::from_nanos(self.below(u64::try_from(longest.as_nanos()).unwrap() + 1))
    }
}
