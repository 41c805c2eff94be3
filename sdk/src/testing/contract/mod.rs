//! The store contract: one function a case. A case takes an open store, which may hold events of
//! other tests, and panics when a promise of [`EventStore`](crate::store::EventStore) is broken.
#![allow(
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a broken promise is a panic: these are tests"
)]
#![allow(missing_docs, reason = "the names of the cases say what they check")]

mod appends;
mod checks;
mod concurrency;
pub mod groups;
mod idempotency;
mod payloads;
mod reads;
mod selections;

pub use appends::*;
pub use concurrency::*;
pub use idempotency::*;
pub use payloads::*;
pub use reads::*;
pub use selections::*;

/// Writes a test for each case of the store contract.
///
/// The argument is a function that makes a [`Fixture`](crate::testing::Fixture): a store, or a
/// pair of a store and whatever has to live as long as it does. It is called once for each test.
/// The tests need no async runtime.
///
/// ```
/// mod memory {
///     use plumberd::engine::memory::MemoryStore;
///
///     plumberd::testing::store_contract!(MemoryStore::new);
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! store_contract {
    ($make:expr) => {
        $crate::store_contract! { @cases $make;
            revisions_count_up_from_zero
            positions_strictly_increase
            any_takes_new_and_old_streams
            no_stream_takes_new_streams_only
            exists_takes_old_streams_only
            exact_takes_its_revision_only
            a_conflict_writes_nothing
            a_nil_id_is_refused
            an_append_without_events_only_checks
            a_large_batch_is_one_append
            a_retry_with_no_stream_is_idempotent
            a_retry_with_any_is_idempotent
            a_retry_with_exists_is_idempotent
            a_retry_with_exact_is_idempotent
            a_retry_after_other_events_is_idempotent
            a_retry_of_a_part_is_idempotent
            a_retry_in_another_order_is_a_conflict
            a_retry_with_more_events_is_a_conflict
            other_events_at_an_old_revision_are_a_conflict
            other_streams_may_hold_the_same_id
            payloads_survive
            binary_payloads_survive
            empty_payload_and_metadata_survive
            large_events_survive
            unicode_names_survive
            the_longest_names_survive
            names_differ_by_case
            events_carry_the_time_of_their_append
            a_stream_reads_in_all_ways
            a_stream_without_events_is_not_found
            a_read_can_be_longer_than_a_page
            a_read_ends_where_the_stream_ends
            the_log_reads_in_order
            the_log_reads_from_a_position
            the_log_reads_backwards
            the_log_holds_system_events
            a_category_reads_in_all_ways
            a_category_is_the_text_before_the_first_dash
            an_event_type_reads_in_all_ways
            an_empty_selection_is_empty
            a_slow_reader_stops_nobody
            dropped_reads_leave_nothing
            dropped_appends_write_all_or_nothing
            one_writer_wins_each_revision
            many_writers_leave_no_gaps
            a_reader_never_misses_an_event
            retries_at_the_same_time_write_once
        }
    };
    (@cases $make:expr; $($case:ident)*) => {$(
        #[test]
        fn $case() {
            let fixture = ($make)();
            $crate::testing::contract::$case($crate::testing::Fixture::store(&fixture));
        }
    )*};
}
