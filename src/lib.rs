//! The events of the examples and tests, from `proto/`.
//!
//! A module for each domain and version, as the build script finds them:
//!
//! ```
//! use plumberd::Event;
//! use plumberd_contracts::recording::v1::RecordingFinished;
//!
//! assert_eq!(RecordingFinished::stream(7).as_str(), "Recording-7");
//! ```

mod upcast;

plumberd::include_schemas!();
