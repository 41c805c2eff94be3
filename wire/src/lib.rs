//! `KurrentDB`'s gRPC protocol: its messages, and stubs of clients and servers.
//!
//! | module | package |
//! |---|---|
//! | [`v1`] | `event_store.client`: streams, persistent subscriptions, users, … |
//! | [`v2`] | `kurrentdb.protocol.v2`: appends to many streams |
//! | [`kurrent`] | `kurrent.rpc`: details of errors that all services of v2 have |
//! | [`rpc`] | `google.rpc`: what stands around such details |
//!
//! Names, numbers and types are `KurrentDB`'s; the `.proto` files in this package are our own. Payloads are
//! [`bytes::Bytes`], which share the memory of the frame that they came in.
//!
//! The stubs are behind the features `client` and `server`, and bring no transport.
//!
//! ```
//! use plumberd_wire::v1::{StreamIdentifier, Uuid, uuid};
//! use prost::Message;
//!
//! let stream = StreamIdentifier { stream_name: "Recording-1".into() };
//! assert_eq!(StreamIdentifier::decode(stream.encode_to_vec().as_slice())?, stream);
//!
//! let id = Uuid { value: Some(uuid::Value::String("0195f3a0-7b1c-7000-8000-000000000001".into())) };
//! assert_eq!(id.encoded_len(), 38);
//! # Ok::<(), prost::DecodeError>(())
//! ```

mod detail;

#[allow(
    clippy::all,
    clippy::pedantic,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    reason = "generated, and documented in proto/"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/wire.rs"));
}

/// The descriptors of all messages and services, as a `google.protobuf.FileDescriptorSet`: for reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/wire.bin"));

pub use detail::Detail;
pub use generated::event_store::client as v1;
pub use generated::google::rpc;
pub use generated::kurrent::rpc as kurrent;
pub use generated::kurrentdb::protocol::v2;
/// The messages of `google.protobuf`.
pub use prost_types as types;
