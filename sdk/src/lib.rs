//! Typed events for a log that is shared with .NET, Python and TypeScript.
#![deny(unsafe_code)] // one exception, with its reason, in `codec/utf8.rs`

// So that the derives' paths hold inside of this crate and its doc tests too.
extern crate self as plumberd;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("../../docs/attributes.md")]
    mod attributes {}
}

pub mod clock;
pub mod codec;
pub mod engine;
mod error;
pub mod event;
pub mod interop;
pub mod metadata;
mod plumber;
pub mod store;
pub mod stream;
pub mod testing;

pub use codec::Entries;
pub use error::Error;
pub use event::{
    DecodeError, DecodeEvent, Decoded, EncodeEvent, Event, EventSet, Upcast, UpcastError, Upcasted,
};
pub use plumber::{Events, Plumber, Recorded};
#[cfg(feature = "derive")]
pub use plumberd_macros::{PlumberdData, PlumberdEvent, PlumberdEvents};
pub use plumberd_schema as schema;
pub use stream::{Category, ExpectedRevision, StreamId, StreamName};
