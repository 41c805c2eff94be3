//! Random operations on each embedded engine and on a model too simple to be wrong: it keeps one list
//! of events, and finds everything by going through it.
//!
//! A failure names its seed; `PLUMBERD_SEED=… cargo test --test store_model` repeats it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "store_model/changes.rs"]
mod changes;
#[path = "store_common/mod.rs"]
mod common;
#[path = "store_model/followers.rs"]
mod followers;
#[path = "store_model/model.rs"]
mod model;
#[path = "store_model/names.rs"]
mod names;
#[path = "store_model/reads.rs"]
mod reads;
#[path = "store_model/rules.rs"]
mod rules;

use std::sync::Arc;

use plumberd::clock::{Clock, DateTimeOffset, ManualClock};
use plumberd::engine::memory::MemoryStore;
use plumberd::store::EventStore;

use common::random::Random;
use followers::Followers;
use model::Model;

const OPERATIONS: usize = 250;
const SEEDS: u64 = 30;

/// A store, the model, and a clock that both look at.
struct World<S> {
    store: S,
    clock: Arc<ManualClock>,
    model: Model,
    random: Random,
}

impl<S: EventStore> World<S> {
    /// Time passes, and now and then it goes back.
    fn tick(&mut self) {
        let now = self.clock.now();
        let step = if self.random.one_in(10) {
            -20
        } else {
            i64::try_from(self.random.below(15)).unwrap()
        };
        let next = now.unix_seconds() + step;
        self.clock.set(DateTimeOffset::from_unix(next, now.subsec_nanos()).unwrap());
        self.model.now = next;
    }
}

/// `reopen` is called now and then, and gives back the store to go on with.
fn run<S: EventStore>(
    seed: u64,
    open: impl FnOnce(Arc<dyn Clock>) -> S,
    reopen: impl Fn(S, Arc<dyn Clock>) -> S,
) {
    const NOON: i64 = 1_752_422_400;
    let clock = Arc::new(ManualClock::new(DateTimeOffset::from_unix(NOON, 0).unwrap()));
    let model = Model { now: NOON, ..Model::default() };
    let store = open(Arc::<ManualClock>::clone(&clock));
    let mut world = World { store, clock, model, random: Random::new(seed) };
    let mut followers = Followers::default();
    for _ in 0..OPERATIONS {
        match world.random.below(100) {
            0 => {
                followers = Followers::default();
                world.store = reopen(world.store, Arc::<ManualClock>::clone(&world.clock));
            }
            1..6 => world.tick(),
            6..40 => world.append(),
            40..48 => world.append_many(),
            48..55 => world.set_metadata(),
            55..60 => world.delete(),
            60..65 => followers.begin(&mut world),
            65..70 => followers.catch_up(&mut world),
            _ => world.read(),
        }
    }
    followers.catch_up(&mut world);
    assert!(world.model.log.len() > 20, "the seed is not much of a test");
}

/// Runs all seeds, or the one that is asked for, and names the one that fails.
fn for_seeds(run: impl Fn(u64) + std::panic::RefUnwindSafe) {
    let only = std::env::var("PLUMBERD_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = only.map_or(0..SEEDS, |seed: u64| seed..seed + 1);
    for seed in seeds {
        let result = std::panic::catch_unwind(|| run(seed));
        assert!(result.is_ok(), "failed with PLUMBERD_SEED={seed}");
    }
}

#[test]
fn memory_is_the_model() {
    for_seeds(|seed| run(seed, MemoryStore::with_clock, |store, _| store));
}

/// An engine that keeps its events in a file is opened again in the middle.
#[cfg(feature = "sqlite")]
fn run_file<S: EventStore>(seed: u64, open: impl Fn(&std::path::Path, Arc<dyn Clock>) -> S) {
    let folder = common::Folder::new();
    let path = folder.file("events.db");
    run(
        seed,
        |clock| open(&path, clock),
        |store, clock| {
            drop(store);
            open(&path, clock)
        },
    );
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_is_the_model() {
    use plumberd::engine::sqlite::SqliteOptions;

    for_seeds(|seed| {
        run_file(seed, |path, clock| SqliteOptions::new().clock(clock).open(path).unwrap());
    });
}

/// Every few appends, the index is written and its runs are merged.
#[cfg(feature = "sqlite")]
#[test]
fn sqlite_with_a_short_tail_is_the_model() {
    use plumberd::engine::sqlite::SqliteOptions;

    for_seeds(|seed| {
        run_file(seed, |path, clock| {
            SqliteOptions::new().clock(clock).tail_events(3).open(path).unwrap()
        });
    });
}
