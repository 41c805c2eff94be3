//! Consumer groups: `KurrentDB`'s persistent subscriptions, on any [`EventStore`](crate::store::EventStore).
//!
//! A group reads a stream or the log and shares the events out among its subscribers. Each event goes
//! to one of them, who acks it, or nacks it: then it is tried again, parked or skipped. An event that
//! nobody answers in time goes to another subscriber. See [`ConsumerGroups`] for an example.
//!
//! # Guarantees
//! * **At least once.** An event is done when it was acked, skipped or parked. The checkpoint of a
//!   group is the last place with nothing open at or below it, and is written now and then
//!   ([`GroupSettings::checkpoint_after`] and the two counts); after a crash, the group goes on behind
//!   it. So an event may come twice, and none is lost.
//! * **One subscriber at a time** has an event. When it times out or the subscriber leaves, the event
//!   is taken back first.
//! * **Order.** New events go out in the order of the source, those to be tried again before them and
//!   among themselves in that order too. How they are handled is up to the subscribers; a stream is
//!   handled in order by a subscriber with room for one event, or by [`Strategy::Pinned`] with such.
//! * **A try counts** when the subscriber took the event from its stream, so that what only waited for
//!   it is not parked. `KurrentDB` counts from when it was sent.
//! * **Parked events** stay on disk until they were replayed and handled. `KurrentDB` forgets them when
//!   a replay begins.
//!
//! # What the store keeps
//! | stream | what |
//! |---|---|
//! | `$persistentSubscriptionConfig` | all groups, in the last event (`$PersistentConfig`) |
//! | `$persistentsubscription-<source>::<group>-checkpoint` | the checkpoint, in the last event |
//! | `$persistentsubscription-<source>::<group>-parked` | links to the parked events, each with its reason and time |
//!
//! These are `KurrentDB`'s names and formats.
//!
//! # One host
//! Groups hand out events from memory, so one process at a time may host those of one store: the one
//! that holds the lease of [`EventStore::host_groups`](crate::store::EventStore::host_groups). Others
//! are told so by [`GroupError::HostedElsewhere`].

mod administration;
mod answers;
mod attempts;
mod begin;
mod command;
mod config;
mod delivery;
mod dispatcher;
mod error;
#[allow(clippy::module_inception, reason = "the state of one group")]
mod group;
#[cfg(test)]
mod group_tests;
mod groups;
mod host;
mod hosted;
mod id;
mod inbox;
mod info;
mod marker;
#[cfg(test)]
mod model;
mod outbox;
mod parking;
mod place;
mod progress;
mod reply;
mod service;
mod settings;
mod source;
mod storage;
mod subscriber;
mod subscription;

pub use delivery::{GroupDelivery, NackAction};
pub use error::{DropReason, GroupError};
pub use groups::ConsumerGroups;
pub use id::{GroupId, GroupIdError, GroupSource};
pub use info::{GroupInfo, GroupStatus, Latency, SubscriberInfo, SubscriberOptions};
pub use place::Place;
pub use settings::{GroupSettings, GroupStart, SettingsError, Strategy};
pub use subscription::{GroupAcks, GroupSubscription};
