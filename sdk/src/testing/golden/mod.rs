//! Golden wire files: the bytes of each version of each event, in the repository, so that no change of
//! a type goes unnoticed, and every version that was ever stored can be read for ever.
//!
//! [`golden!`](crate::golden) writes a test; [`check`] is what the test does. For each sample there are
//!
//! | file | what it is |
//! |---|---|
//! | `UserCreated.v2.json` | the event as JSON |
//! | `UserCreated.v2.bin` | the event as Protobuf, if its type has tags |
//! | `UserCreated.v2.meta.json` | its metadata, with fixed ids and a fixed time |
//!
//! They are written by `PLUMBERD_BLESS=1 cargo test` and by nothing else, and are compared byte by
//! byte otherwise. When a type gets a new version, bless adds its files; those of the older versions
//! stay as they are, are in nobody's way, and are read through the upcasters from then on. Files whose
//! names begin with a dot are not looked at. A sample should not hold a map of several entries whose
//! order changes from run to run.

mod difference;
mod file_name;
mod folder;
mod report;
mod sample;

pub use difference::Difference;
pub use folder::{Mode, check};
pub use report::{GoldenError, GoldenFailure};
pub use sample::Sample;
#[doc(hidden)]
pub use sample::{Probe, StoredSample, TaggedSample, UntaggedSample};

/// Writes a test that holds events against their golden files: a folder, relative to the crate; the
/// set, or the event type, that reads the files; a sample of each event. See
/// [`testing::golden`](mod@crate::testing::golden).
///
/// ```
/// mod golden {
///     use plumberd::{PlumberdEvent, PlumberdEvents};
///
///     #[derive(PlumberdEvent)]
///     #[event(category = "Recording")]
///     struct RecordingFinished { #[event(tag = 1)] recording_id: String, #[event(tag = 2)] duration: f64 }
///
///     #[derive(PlumberdEvent)]
///     #[event(category = "Task")]
///     struct TaskCreated { title: String }
///
///     #[derive(PlumberdEvents)]
///     enum AnyEvent { Finished(RecordingFinished), Created(TaskCreated) }
///
///     plumberd::golden! { "tests/golden"; AnyEvent;
///         RecordingFinished { recording_id: "a".into(), duration: 1.5 },
///         TaskCreated { title: "write".into() },
///     }
/// }
/// # fn main() {}
/// ```
///
/// The test is called `golden_files`; attributes in front of the folder, as `#[ignore]`, are its own. A
/// sample that is a value of a set is held against its files in the encoding that a store gets.
#[macro_export]
macro_rules! golden {
    ($(#[$attribute:meta])* $folder:literal; $set:ty; $($sample:expr),* $(,)?) => {
        #[test]
        $(#[$attribute])*
        fn golden_files() {
            #[allow(unused_imports)]
            use $crate::testing::golden::{StoredSample as _, TaggedSample as _, UntaggedSample as _};

            let folder = ::std::path::Path::new(::core::env!("CARGO_MANIFEST_DIR")).join($folder);
            let samples = [$((&&&$crate::testing::golden::Probe(&$sample)).sample()),*];
            let mode = $crate::testing::golden::Mode::from_env();
            if let ::core::result::Result::Err(error) =
                $crate::testing::golden::check::<$set>(&folder, &samples, mode)
            {
                ::core::panic!("{error}");
            }
        }
    };
}
