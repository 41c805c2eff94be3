//! One definition, two encodings: JSON and Protobuf.
//!
//! A type reaches both through the traits in this module. [`Field`] and [`FieldRead`] are what every
//! field type does: describe itself, and travel as JSON. [`ProtoField`] and its companions add
//! Protobuf; they are traits of their own so that a type without field numbers is JSON-only and
//! asking for its Protobuf is a compile error. The derives implement all of them.

mod buffer;
mod copy;
#[cfg(feature = "dynamic")]
pub mod dynamic;
mod error;
mod field;
pub mod json;
pub mod profile;
pub mod proto;
mod proto_field;
mod types;
pub(crate) use types::google;
mod utf8;

pub use buffer::Buffer;
pub(crate) use buffer::write_once;
pub use error::{EncodeError, EncodeFault, Failed};
#[doc(hidden)]
pub use field::NameBuffer;
pub use field::{Data, Field, FieldRead, MapKey, MapKeyRead};
pub use proto_field::{
    FixedWidth, Message, MessageRead, Oneof, OneofField, OneofRead, Plain, ProtoField,
    ProtoFieldRead, ProtoValue, ProtoValueRead, ZigZag,
};
#[doc(hidden)]
pub use types::FixedField;
pub use types::{Entries, Fixed, FixedType};
