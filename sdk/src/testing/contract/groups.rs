//! The contract of consumer groups: what they promise on every engine. A case takes an open store,
//! which nobody else uses.
#![allow(
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a broken promise is a panic: these are tests"
)]
#![allow(missing_docs, reason = "the names of the cases say what they check")]

mod administration;
mod answers;
mod beginnings;
mod checks;
mod parking;
mod restarts;
mod sharing;

use std::sync::Arc;

use crate::store::EventStore;

pub use administration::*;
pub use answers::*;
pub use beginnings::*;
pub use parking::*;
pub use restarts::*;
pub use sharing::*;

/// A store under test that can be shared, and whatever has to live as long as it does.
pub trait SharedFixture {
    /// The store.
    fn shared(&self) -> Arc<dyn EventStore>;
}

impl<S: EventStore> SharedFixture for Arc<S> {
    fn shared(&self) -> Arc<dyn EventStore> {
        self.clone()
    }
}

impl<S: EventStore, Rest> SharedFixture for (Arc<S>, Rest) {
    fn shared(&self) -> Arc<dyn EventStore> {
        self.0.clone()
    }
}

/// Writes a test for each case of the contract of consumer groups.
///
/// The argument is a function that makes a store in an [`Arc`], or a pair of that and whatever has to
/// live as long as it does. It is called once for each test. The tests need no async runtime.
///
/// ```
/// mod memory {
///     use std::sync::Arc;
///     use plumberd::engine::memory::MemoryStore;
///
///     plumberd::testing::group_contract!(|| Arc::new(MemoryStore::new()));
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! group_contract {
    ($make:expr) => {
        $crate::group_contract! { @cases $make;
            each_event_goes_to_one_subscriber
            a_subscriber_gets_no_more_than_it_has_room_for
            what_a_subscriber_leaves_goes_to_others
            pinned_streams_stay_with_one_subscriber
            new_events_come_promptly
            many_subscribers_do_all_there_is
            a_group_may_begin_at_the_start
            a_group_may_begin_at_the_end
            a_group_may_begin_at_a_revision
            a_group_may_begin_at_a_position
            a_group_of_the_log_has_a_filter
            a_group_of_the_log_does_not_read_its_own_state
            a_group_of_a_category_is_answered_with_the_ids_of_links
            a_retry_comes_again_before_new_events
            a_skipped_event_does_not_come_again
            a_stop_ends_the_subscription
            an_event_that_times_out_goes_to_another_subscriber
            answers_of_a_dropped_subscription_are_refused
            a_parked_event_is_linked_with_its_reason
            an_event_that_is_tried_too_often_is_parked
            parked_events_are_replayed
            parked_events_are_replayed_up_to_a_number
            links_that_were_parked_unresolved_are_replayed
            a_replayed_event_stays_parked_until_it_is_done
            a_checkpoint_is_written_as_the_settings_say
            a_checkpoint_survives
            a_shutdown_writes_a_checkpoint
            what_was_not_done_comes_again
            the_end_stays_where_it_was_at_creation
            settings_survive
            a_group_exists_once
            a_group_that_is_not_there_is_an_error
            bad_settings_are_refused
            there_are_no_more_subscribers_than_allowed
            a_deleted_group_is_gone
            an_updated_group_goes_on
            a_group_tells_what_it_is_doing
            groups_are_listed
        }
    };
    (@cases $make:expr; $($case:ident)*) => { $(
        #[test]
        fn $case() {
            let fixture = $make();
            let store = $crate::testing::contract::groups::SharedFixture::shared(&fixture);
            $crate::testing::contract::groups::$case(&store);
        }
    )* };
}
