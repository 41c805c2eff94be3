//! The front door on every embedded engine: what goes in typed comes out typed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "plumber_end_to_end/cases.rs"]
mod cases;
#[cfg(feature = "sqlite")]
#[path = "store_common/mod.rs"]
mod common;
#[path = "plumber_end_to_end/model.rs"]
mod model;

/// The cases, on one engine.
macro_rules! on_engine {
    ($open:expr; $($case:ident)*) => { $(
        #[test]
        fn $case() {
            let (plumber, _keep) = $open;
            plumberd::testing::block_on(super::cases::$case(plumber));
        }
    )* };
    ($open:expr) => {
        on_engine! { $open;
            a_stream_is_read_back_typed
            a_category_and_a_type_are_read_across_streams
            a_retry_with_the_same_ids_writes_nothing
            a_nil_id_is_refused_before_anything_is_written
            metadata_is_byte_exact
            metadata_follows_an_incoming_event
            a_context_adds_keys_and_may_leave_the_ids_out
            an_event_that_cannot_be_written_appends_nothing
            an_event_that_cannot_be_read_is_named
            metadata_that_cannot_be_read_is_named
            an_unknown_type_is_a_value
            conflicts_are_conflicts
            protobuf_events_travel
            older_versions_are_upcast_by_their_metadata
            a_long_history_is_read_as_it_was_written
            many_streams_are_appended_to_at_once
            streams_are_deleted
            metadata_of_streams_is_read_and_set
            subscriptions_are_typed
            links_are_told
        }
    };
}

mod memory {
    use plumberd::Plumber;
    use plumberd::testing::block_on;

    on_engine! { (block_on(Plumber::connect("memory:")).unwrap(), ()) }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use plumberd::Plumber;
    use plumberd::testing::block_on;

    use super::common::Folder;

    on_engine! {{
        let folder = Folder::new();
        let url = format!("sqlite:{}?durability=normal", folder.file("events.db").display());
        (block_on(Plumber::connect(&url)).unwrap(), folder)
    }}

    #[test]
    fn events_outlive_the_connection() {
        use super::model::{Finished, finished};
        use plumberd::store::ReadStream;
        use plumberd::{Event, ExpectedRevision};

        let folder = Folder::new();
        let url = format!("sqlite:{}", folder.file("events.db").display());
        let stream = Finished::stream(1u8);
        block_on(async {
            let plumber = Plumber::connect(&url).await.unwrap();
            plumber.append(&stream, ExpectedRevision::NoStream, [finished(1)]).await.unwrap();
        });
        block_on(async {
            let plumber = Plumber::connect(&url).await.unwrap();
            let events =
                plumber.read::<Finished>(ReadStream::forwards(stream)).collect().await.unwrap();
            assert_eq!(events[0].event.clone().into_one(), Some(finished(1)));
        });
    }
}

#[test]
fn a_store_that_cannot_be_opened() {
    for (url, message) in [
        ("events.db", "the store URL is not valid at scheme"),
        ("esdb://admin:secret@host", "not in this version"),
        ("sqlte:events.db", "did you mean `sqlite:`"),
    ] {
        let error =
            plumberd::testing::block_on(plumberd::Plumber::connect(url)).unwrap_err().to_string();
        assert!(error.contains(message) && !error.contains("secret"), "{error}");
    }
}
