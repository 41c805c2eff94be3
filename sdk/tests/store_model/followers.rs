//! Subscriptions that live for a while, and are looked at now and then.

use std::num::NonZeroU32;
use std::time::Duration;

use plumberd::store::{
    Delivery, EventStore, Filter, ReadError, Selection, SubscribeAll, SubscribeFrom,
    SubscribeStream, Subscription,
};
use plumberd::stream::{Position, StreamName};
use plumberd::testing::{block_on_for, next};

use super::World;
use super::model::Model;
use super::names::readable;
use super::reads::{Item, filter, same, selection};

#[derive(Default)]
pub(crate) struct Followers(Vec<Follower>);

struct Follower {
    what: What,
    resolve: bool,
    /// The place of the last event that was given, and what the log held when it was looked at last.
    given: Option<u64>,
    looked: u64,
    /// The position of the last event or checkpoint.
    told: u64,
    live: bool,
    subscription: Subscription,
}

#[derive(Debug)]
enum What {
    Stream(StreamName),
    Log(Selection, Option<Filter>),
}

impl Followers {
    /// One more, from anywhere.
    pub(crate) fn begin<S: EventStore>(&mut self, world: &mut World<S>) {
        let end = world.model.log.len() as u64;
        let random = &mut world.random;
        let resolve = random.one_in(2);
        let place = random.below(4);
        let (what, given, looked, subscription) = if random.one_in(2) {
            let stream = readable(random);
            let (from, given, looked) = match place {
                0 => (SubscribeFrom::Start, None, 0),
                1 => (SubscribeFrom::End, None, end),
                _ => {
                    let after = random.below(12);
                    (SubscribeFrom::After(after), Some(after), 0)
                }
            };
            let mut subscribe = SubscribeStream::from_start(stream.clone()).from(from);
            subscribe.resolve_links = resolve;
            (What::Stream(stream), given, looked, world.store.subscribe_stream(subscribe))
        } else {
            let (from, after) = match place {
                0 => (SubscribeFrom::Start, 0),
                1 => (SubscribeFrom::End, end),
                _ => {
                    let after = random.below(end + 1);
                    (SubscribeFrom::After(Position::single(after)), after)
                }
            };
            let (selection, filter) = (selection(random), filter(random));
            let subscribe = SubscribeAll {
                selection: selection.clone(),
                filter: filter.clone(),
                from,
                resolve_links: resolve,
                checkpoint_interval: NonZeroU32::new(1 + u32::try_from(random.below(9)).unwrap()),
            };
            let subscription = world.store.subscribe_all(subscribe);
            (What::Log(selection, filter), Some(after), after, subscription)
        };
        self.0.push(Follower {
            what,
            resolve,
            given,
            looked,
            told: looked,
            live: false,
            subscription,
        });
    }

    /// Takes from each of them what there is, and compares.
    pub(crate) fn catch_up<S: EventStore>(&mut self, world: &mut World<S>) {
        self.0.retain_mut(|follower| follower.catch_up(&world.model));
        // Few at a time.
        while self.0.len() > 6 {
            self.0.swap_remove(world.random.index(self.0.len()));
        }
    }
}

impl Follower {
    /// What it may give, in order, and whether it must.
    fn expected(&self, model: &Model) -> Result<Vec<(Item, bool)>, ReadError> {
        let items = match &self.what {
            What::Log(selection, filter) => model.all(selection, filter.as_ref(), self.resolve),
            What::Stream(stream) => match model.stream(stream, self.resolve) {
                Ok(items) => items,
                Err(ReadError::StreamNotFound { .. }) => Vec::new(),
                Err(error) => return Err(error),
            },
        };
        let place = |item: &Item| match self.what {
            What::Stream(_) => item.place().0,
            What::Log(..) => item.place().1,
        };
        let behind =
            items.into_iter().filter(|item| self.given.is_none_or(|given| place(item) > given));
        // Of a stream, what was hidden the last time may come late or never.
        Ok(behind
            .map(|item| (item.place().1 > self.looked, item))
            .map(|(must, item)| (item, must))
            .collect())
    }

    fn next(&mut self) -> Result<Delivery, ReadError> {
        block_on_for(Duration::from_secs(20), next(&mut self.subscription))
            .unwrap_or_else(|| panic!("nothing came of {:?}", self.what))
            .unwrap()
    }

    /// Whether it goes on.
    fn catch_up(&mut self, model: &Model) -> bool {
        let expected = match self.expected(model) {
            Ok(expected) => expected,
            Err(error) => {
                // What came before the end may still be on its way.
                let end = loop {
                    if let Err(end) = self.next() {
                        break end;
                    }
                };
                assert_eq!(end.to_string(), error.to_string());
                return false;
            }
        };
        let mut left = expected.as_slice();
        while !self.live || left.iter().any(|(_, must)| *must) {
            match self.next().unwrap() {
                Delivery::CaughtUp(progress) => {
                    assert!(!left.iter().any(|(_, must)| *must), "{:?}: {left:#?}", self.what);
                    self.live = true;
                    if let (What::Log(..), Some(position)) = (&self.what, progress.position) {
                        assert!(position.commit <= model.log.len() as u64);
                    }
                }
                Delivery::FellBehind(_) => panic!("there are not so many events"),
                Delivery::Checkpoint(progress) => {
                    let position = progress.position.unwrap().commit;
                    assert!(position > self.told, "a checkpoint at {position} after {}", self.told);
                    self.told = position;
                    let ahead =
                        left.iter().find(|(item, must)| *must && item.place().1 <= position);
                    assert!(ahead.is_none(), "a checkpoint at {position} is ahead of {ahead:?}");
                }
                Delivery::Event(event) => {
                    let found = Item::found(event);
                    let Some(at) = left.iter().position(|(item, _)| same(&found, item)) else {
                        panic!("{:?} gave {found:#?}, not {left:#?}", self.what);
                    };
                    let missed = left[..at].iter().find(|(_, must)| *must);
                    assert!(missed.is_none(), "{:?} gave {found:?} before {missed:?}", self.what);
                    left = &left[at + 1..];
                    let (revision, position) = found.place();
                    if let What::Log(..) = self.what {
                        assert!(position > self.told, "{found:?} comes after {}", self.told);
                    }
                    self.told = self.told.max(position);
                    self.given = Some(match self.what {
                        What::Stream(_) => revision,
                        What::Log(..) => position,
                    });
                }
                other => panic!("{other:?}"),
            }
        }
        self.looked = model.log.len() as u64;
        true
    }
}
