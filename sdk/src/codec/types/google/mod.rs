//! The messages of `google.protobuf` that are not Rust types anyway: those are `DateTimeOffset`,
//! `SignedDuration` and `serde_json::Value`.

mod any;
mod empty;
mod field_mask;
mod object;
mod value;

pub use any::Any;
pub use empty::{Empty, NullValue};
pub use field_mask::FieldMask;
pub use object::{ListValue, Struct};
pub use value::{
    BoolValue, BytesValue, DoubleValue, FloatValue, Int32Value, Int64Value, StringValue,
    UInt32Value, UInt64Value, Wrapped, Wrapper,
};

use crate::codec::{Failed, proto};

/// The fields of a message that nobody described.
trait Body: Default {
    /// Writes the fields, last one first.
    fn write_body<'b>(&self, w: proto::Writer<'b>) -> proto::Writer<'b>;

    /// Reads fields up to the end of the message, on top of what is there.
    fn merge_body(&mut self, r: &mut proto::Reader<'_>) -> Result<(), Failed>;
}

/// A type with a [`Body`] as a field.
macro_rules! message {
    ($([$($generics:tt)*] $type:ty;)*) => { $(
        impl<$($generics)*> $crate::codec::ProtoValue for $type {
            const WIRE: $crate::codec::proto::WireType = $crate::codec::proto::WireType::Len;

            fn write<'b>(&self, number: u32, w: $crate::codec::proto::Writer<'b>) -> $crate::codec::proto::Writer<'b> {
                w.nested(number, |w| super::Body::write_body(self, w))
            }
        }

        impl<$($generics)*> $crate::codec::ProtoField for $type {
            fn write_field<'b>(&self, number: u32, w: $crate::codec::proto::Writer<'b>) -> $crate::codec::proto::Writer<'b> {
                $crate::codec::ProtoValue::write(self, number, w)
            }
        }

        impl<'de, $($generics)*> $crate::codec::ProtoValueRead<'de> for $type {
            fn read(
                wire: $crate::codec::proto::WireType,
                r: &mut $crate::codec::proto::Reader<'de>,
            ) -> Result<Self, $crate::codec::Failed> {
                let mut slot = None;
                Self::merge_value(&mut slot, wire, r)?;
                Ok(slot.unwrap_or_default())
            }

            fn merge_value(
                slot: &mut Option<Self>,
                wire: $crate::codec::proto::WireType,
                r: &mut $crate::codec::proto::Reader<'de>,
            ) -> Result<(), $crate::codec::Failed> {
                r.expect(wire, $crate::codec::proto::WireType::Len)?;
                let value = slot.get_or_insert_default();
                r.nested(|r| super::Body::merge_body(value, r))
            }
        }

        impl<'de, $($generics)*> $crate::codec::ProtoFieldRead<'de> for $type {
            fn merge(
                slot: &mut Option<Self>,
                key: $crate::codec::proto::Key,
                r: &mut $crate::codec::proto::Reader<'de>,
            ) -> Result<(), $crate::codec::Failed> {
                $crate::codec::ProtoValueRead::merge_value(slot, key.wire, r)
            }
        }
    )* };
}

use message;
