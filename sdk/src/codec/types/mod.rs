//! The field types: one file a family, with all that a type needs in both encodings.

mod array;
mod boolean;
mod bytes;
mod duration;
mod entries;
mod fixed;
mod float;
pub(crate) mod google;
mod integer;
mod json_value;
mod list;
mod map;
mod option;
mod set;
mod text;
mod timestamp;
mod uuid;
mod wrapper;

pub use entries::Entries;
pub use fixed::{Fixed, FixedField, FixedType};

#[cfg(feature = "decimal")]
mod decimal;
#[cfg(feature = "smallvec")]
mod small_list;

/// Single values that are not written when they are the default: Protobuf's implicit presence.
macro_rules! implicit_presence {
    ($([$($generics:tt)*] $type:ty, $format:ty;)*) => { $(
        impl<$($generics)*> $crate::codec::ProtoField<$format> for $type {
            #[inline]
            fn write_field<'b>(&self, number: u32, w: $crate::codec::proto::Writer<'b>) -> $crate::codec::proto::Writer<'b> {
                if $crate::codec::Field::is_default(self) {
                    w
                } else {
                    $crate::codec::ProtoValue::<$format>::write(self, number, w)
                }
            }
        }
    )* };
}

/// Reads for types that implement `ProtoValueRead` and replace an earlier occurrence.
macro_rules! last_one_wins {
    ($([$($generics:tt)*] $type:ty, $format:ty;)*) => { $(
        impl<'de, $($generics)*> $crate::codec::ProtoFieldRead<'de, $format> for $type
        where
            $type: $crate::codec::ProtoValueRead<'de, $format> + $crate::codec::ProtoField<$format>,
        {
            #[inline]
            fn merge(
                slot: &mut Option<Self>,
                key: $crate::codec::proto::Key,
                r: &mut $crate::codec::proto::Reader<'de>,
            ) -> Result<(), $crate::codec::Failed> {
                *slot = Some(<Self as $crate::codec::ProtoValueRead<'de, $format>>::read(key.wire, r)?);
                Ok(())
            }
        }
    )* };
}

pub(crate) use {implicit_presence, last_one_wins};
