//! Typed events for a log that is shared with .NET, Python and TypeScript.
//!
//! Derive [`PlumberdEvent`] on a struct, and it has a type name, a version, a category, JSON and
//! Protobuf; [`Plumber`] appends it to a store and reads it back.
//!
//! | module | what it is about |
//! |---|---|
//! | [`event`] | events and sets of them, versions and upcasters, the registry of a program's types |
//! | [`codec`] | the two encodings, the traits of field types, the profiles of JSON |
//! | `envelope` | Protobuf envelopes around events, for buses (feature `derive`) |
//! | [`types`] | field types of other crates, and the messages of `google.protobuf` |
//! | [`stream`], [`metadata`], [`clock`] | what stands around a payload |
//! | [`store`], [`engine`] | the contract of a store, and those that are built in |
//! | [`group`] | consumer groups: persistent subscriptions |
//! | [`subscription`] | handlers that project events or react to them: checkpoints, retries, dead letters |
//! | [`transfer`] | the events of any store as JSON lines, and back |
//! | [`interop`] | bridges to serde, prost and schemars |
//! | [`testing`] | the contract as a test suite, for those who write an engine; golden wire files; the lock file |
//!
//! `docs/attributes.md` of the repository lists every key of `#[event(…)]`, and `docs/wire.md` what
//! stands on the wire, type by type; `docs/envelopes.md` is about envelopes, `docs/store.md`
//! about stores.
//!
//! # Features
//!
//! `derive` and `jiff` are on by default; `time`, `chrono` and `decimal` add field types, `sqlite` an
//! engine, `serde`, `prost` and `schemars` bridges, `registry` link-time collection, `schema` the owned
//! model of schemas and the test of the lock file, `dynamic` payloads read against a schema (`codec::dynamic`).
#![deny(unsafe_code)] // one exception, with its reason, in `codec/utf8.rs`

// So that the derives' paths hold inside of this crate and its doc tests too.
extern crate self as plumberd;

#[doc(hidden)]
#[path = "private/mod.rs"]
pub mod __private;
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("../../docs/attributes.md")]
    mod attributes {}
    #[doc = include_str!("../../docs/envelopes.md")]
    mod envelopes {}
    #[doc = include_str!("../../docs/store.md")]
    mod store {}
}

pub mod clock;
pub mod codec;
pub mod engine;
#[cfg(feature = "derive")]
pub mod envelope;
mod error;
pub mod event;
pub mod group;
pub mod interop;
pub mod metadata;
mod plumber;
pub mod store;
pub mod stream;
pub mod subscription;
pub mod testing;
pub mod transfer;
pub mod types;

pub use codec::{Entries, Fixed};
pub use error::Error;
pub use event::{
    DecodeError, DecodeEvent, Decoded, EncodeEvent, Event, EventSet, Upcast, UpcastError, Upcasted,
};
pub use plumber::{AppendMany, Delivered, Deliveries, Events, Plumber, Recorded, RecordedMetadata};
#[cfg(feature = "derive")]
pub use plumberd_macros::{PlumberdData, PlumberdEvent, PlumberdEvents};
pub use plumberd_schema as schema;
pub use stream::{Category, ExpectedRevision, StreamId, StreamName};

/// Includes the modules that `plumberd-build` wrote in this package's build script, one for each
/// domain and version of `proto/`.
///
/// ```ignore (needs a build script; the package at the root of the repository has one)
/// plumberd::include_schemas!();
///
/// let event = recording::v1::RecordingFinished { /* … */ };
/// ```
#[macro_export]
macro_rules! include_schemas {
    () => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/plumberd.rs"));
    };
}
