//! What generated code calls. Not an interface for people: it changes with the macros, which is why
//! the two crates are pinned to each other.

pub use core::option::Option::{self, None, Some};
pub use core::primitive::{bool, i32, str, u8, u32, usize};
pub use core::result::Result::{self, Err, Ok};
pub use std::borrow::Cow;
pub use std::vec::Vec;

pub use plumberd_schema::{
    Deprecation, EnumValue, FieldDescriptor, FixedValue, Kind, Origin, Reserved, Shape,
    TypeDescriptor, WireFormat,
};
pub use uuid::Uuid;

pub use crate::codec::profile::{MicroPlumberd, Profile, ProfileId, Proto3, Py019};
pub use crate::codec::{
    Data, EncodeError, Failed, Field, FieldRead, FixedField, FixedWidth, MapKey, MapKeyRead,
    Message, MessageRead, NameBuffer, Oneof, OneofField, OneofRead, Plain, ProtoField,
    ProtoFieldRead, ProtoValue, ProtoValueRead, ZigZag,
};
pub use crate::codec::{json, proto};
pub use crate::event::{
    DecodeError, DecodeEvent, Decoded, EncodeEvent, Event, EventId, EventInfo, EventSet, JsonStage,
    Payload, UnknownEvent, Upcast, Upcasted, decode_json, decode_json_stages, decode_message,
    decode_superseded, encode_json, encode_message,
};
pub use crate::store::ContentType;

mod checks;
mod proof;
mod slots;

pub use checks::{
    fixed_integer, has_format, has_new_names, is_older_of, oneof_shares_name, oneof_shares_number,
    require_category,
};
pub use proof::{SchemaField, SchemaOneof, require_oneof, require_type};
pub use slots::{json_slot, proto_slot, unknown_enum_number};

pub use crate::__interop_prost as interop_prost;
pub use crate::__interop_schemars as interop_schemars;
pub use crate::__interop_serde as interop_serde;
pub use crate::__register as register;

#[cfg(feature = "registry")]
pub use crate::event::Linked;
#[cfg(feature = "registry")]
pub use inventory;

/// Hands an event to the linker's collection.
#[cfg(feature = "registry")]
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($type:ty) => {
        $crate::__private::inventory::submit! {
            $crate::__private::Linked(<$type as $crate::__private::Event>::INFO)
        }
    };
}

/// Without the feature `registry`, nothing is collected.
#[cfg(not(feature = "registry"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($type:ty) => {};
}
