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
mod checkpoints;
mod checks;
mod concurrency;
mod correlation;
mod deletes;
mod filters;
mod followers;
pub mod groups;
mod idempotency;
mod lacks;
mod links;
mod metadata;
mod multi;
mod need;
mod payloads;
mod reads;
mod selections;
mod subscriptions;
mod virtual_streams;

pub use appends::*;
pub use checkpoints::*;
pub use concurrency::*;
pub use correlation::*;
pub use deletes::*;
pub use filters::*;
pub use followers::*;
pub use idempotency::*;
pub use lacks::*;
pub use links::*;
pub use metadata::*;
pub use multi::*;
pub use need::*;
pub use payloads::*;
pub use reads::*;
pub use selections::*;
pub use subscriptions::*;
pub use virtual_streams::*;

/// Writes a test for each case of the store contract.
///
/// The argument is a function that makes a [`Fixture`](crate::testing::Fixture): a store, or a
/// pair of a store and whatever has to live as long as it does. It is called once for each test.
/// The tests need no async runtime. What the engine's
/// [`Capabilities`](crate::store::Capabilities) leave out is skipped, and the output of the test says
/// so.
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
            []
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
                the_order_of_a_retry_counts_where_revisions_do
                a_retry_with_more_events_is_a_conflict
                an_append_whose_first_id_is_new_writes_all
                ids_are_not_compared_at_the_end_of_a_stream
                an_id_may_come_twice_in_an_append
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
                what_an_engine_lacks_is_a_typed_error
            ;
            [MultiStreamAppend]
                an_append_to_many_streams_answers_each
                an_append_to_many_streams_is_all_or_nothing
                a_stream_may_come_twice_in_an_append
                a_retry_of_an_append_to_many_streams_is_idempotent
                half_a_retry_is_a_conflict
                a_part_without_events_only_checks
                readers_see_an_append_to_many_streams_whole
            ;
            [StreamMetadata]
                max_count_shows_the_newest
                truncate_before_hides_what_is_older
                the_stricter_rule_counts
                max_age_hides_what_is_older
                a_stream_with_all_events_hidden_exists
                a_truncated_stream_reads_in_all_ways
                hidden_events_are_in_the_log_only
                a_retry_of_what_is_hidden_is_idempotent
                what_is_not_metadata_hides_nothing
                all_keys_of_metadata_survive
                a_metadata_stream_shows_its_last_event
                metadata_is_appended_as_events_are
                a_stream_with_metadata_exists
                system_streams_have_metadata_too
            ;
            [Deletes, StreamMetadata]
                a_softly_deleted_stream_is_not_found
                an_append_brings_a_softly_deleted_stream_back
                what_comes_back_keeps_its_metadata
                metadata_brings_a_softly_deleted_stream_back
                a_softly_deleted_stream_does_not_exist
                a_retry_after_a_soft_deletion_is_idempotent
                a_deletion_checks_its_expectation
                a_deletion_can_be_repeated
                a_stream_that_never_was_cannot_be_deleted
                a_tombstoned_stream_is_gone_for_ever
                a_softly_deleted_stream_can_be_tombstoned
                a_stream_can_be_tombstoned_before_it_is
                the_log_shows_what_is_deleted
                a_deleted_stream_is_in_no_selection
            ;
            [Links]
                links_are_resolved_when_asked
                links_are_given_as_they_are_unless_asked
                links_are_resolved_in_the_log
                a_link_that_leads_nowhere_is_given_as_it_is
                a_link_to_a_link_is_resolved_once
                a_link_may_point_to_what_comes_later
            ;
            [Links, StreamMetadata]
                a_link_to_a_hidden_event_is_given_as_it_is
            ;
            [Links, Deletes]
                a_link_to_a_deleted_stream_is_given_as_it_is
            ;
            [VirtualStreams]
                a_category_is_a_stream_of_links
                a_category_is_a_stream_of_events
                a_virtual_stream_reads_in_all_ways
                a_long_virtual_stream_keeps_its_numbers
                streams_without_a_dash_and_system_streams_are_in_no_category
                an_event_type_is_a_stream
                all_streams_are_a_stream
                virtual_streams_cannot_be_changed
            ;
            [VirtualStreams, Correlation]
                a_correlation_is_a_stream
            ;
            [VirtualStreams, StreamMetadata, Deletes]
                a_virtual_stream_skips_what_is_hidden
            ;
            [VirtualStreams, Links]
                a_virtual_stream_shows_where_links_lead
            ;
            [Correlation]
                a_correlation_reads_in_all_ways
                a_correlation_is_a_text_at_the_top_of_metadata
                a_correlation_without_events_is_empty
            ;
            [Filters]
                filters_take_streams_by_prefix
                filters_take_types_by_prefix
                a_limit_counts_what_a_filter_takes
                a_filter_finds_few_among_many
                filters_take_regular_expressions
                a_regular_expression_that_explodes_is_an_error
            ;
            [Filters, Links]
                a_filter_looks_at_links_and_not_behind_them
            ;
            [Subscriptions]
                a_stream_is_followed_from_everywhere
                the_log_is_followed_from_everywhere
                a_category_and_a_type_are_followed
                a_subscription_begins_at_the_call
                a_stream_that_is_not_there_yet_is_followed
                progress_tells_the_place
                a_late_subscriber_is_told_and_misses_nothing
                a_position_of_another_store_is_refused
                no_event_is_lost_or_given_twice
                a_slow_subscriber_holds_nobody_up
                dropped_subscriptions_leave_nothing
                many_follow_at_once
                a_subscription_goes_with_its_subscriber
            ;
            [Subscriptions, StreamMetadata]
                hidden_events_are_not_followed
            ;
            [Subscriptions, Deletes]
                a_stream_is_followed_through_its_deletion
                a_tombstone_ends_the_subscriptions_of_its_stream
            ;
            [Subscriptions, Links]
                links_are_followed
            ;
            [Subscriptions, VirtualStreams]
                a_virtual_stream_is_followed
            ;
            [Subscriptions, Filters]
                filters_are_followed
                checkpoints_tell_what_a_filter_drops
                the_last_dropped_events_are_told_before_caught_up
                a_subscription_resumes_behind_any_checkpoint
                checkpoints_come_when_live_too
            ;
            [Subscriptions, Filters, Links]
                a_filter_follows_links_and_not_what_is_behind_them
            ;
        }
    };
    (@cases $make:expr; $($needs:tt $($case:ident)* ;)*) => {$($(
        #[test]
        fn $case() {
            #[allow(unused_imports, reason = "most cases need nothing")]
            use $crate::testing::contract::Need::*;

            let fixture = ($make)();
            $crate::testing::contract::run(
                $crate::testing::Fixture::store(&fixture),
                &$needs,
                $crate::testing::contract::$case,
            );
        }
    )*)*};
}
