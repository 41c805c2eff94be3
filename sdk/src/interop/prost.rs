//! `prost::Message`, by way of our own codec: the same bytes, for code that speaks prost or tonic.

use ::prost::DecodeError;
use ::prost::bytes::{Buf, BufMut};
use ::prost::encoding::{DecodeContext, WireType, encode_key, encode_varint, skip_field};

use crate::codec::proto::{self, ReadLimits};
use crate::codec::{Message, MessageRead};

pub use ::prost;

/// Writes a message. A value that Protobuf cannot hold (a time beyond year 9999) writes nothing, for
/// prost has no error for it; our own `proto::to_vec` has one.
pub fn encode_raw<T: Message>(message: &T, out: &mut impl BufMut) {
    if let Ok(bytes) = proto::to_vec(message) {
        out.put_slice(&bytes);
    }
}

/// The length of a message in bytes.
pub fn encoded_len<T: Message>(message: &T) -> usize {
    proto::to_vec(message).map_or(0, |bytes| bytes.len())
}

/// Reads a whole message on top of a value.
///
/// # Errors
/// When the bytes are not the message.
pub fn merge<T>(message: &mut T, buf: &mut impl Buf) -> Result<(), DecodeError>
where
    T: Default + for<'de> MessageRead<'de>,
{
    let bytes = buf.copy_to_bytes(buf.remaining());
    let earlier = std::mem::take(message);
    *message =
        proto::merge_from_slice(Some(earlier), &bytes, ReadLimits::default()).map_err(error)?;
    Ok(())
}

/// Reads one field on top of a value.
///
/// # Errors
/// When the bytes are not the field.
pub fn merge_field<T>(
    message: &mut T,
    number: u32,
    wire: WireType,
    buf: &mut impl Buf,
    context: DecodeContext,
) -> Result<(), DecodeError>
where
    T: Default + for<'de> MessageRead<'de>,
{
    // Our reader takes messages, so the field is copied out and read as a message of one.
    let mut field = Vec::new();
    encode_key(number, wire, &mut field);
    match wire {
        WireType::Varint => encode_varint(::prost::encoding::decode_varint(buf)?, &mut field),
        WireType::ThirtyTwoBit => copy(buf, 4, &mut field)?,
        WireType::SixtyFourBit => copy(buf, 8, &mut field)?,
        WireType::LengthDelimited => {
            let len = ::prost::encoding::decode_varint(buf)?;
            encode_varint(len, &mut field);
            copy(buf, usize::try_from(len).unwrap_or(usize::MAX), &mut field)?;
        }
        WireType::StartGroup | WireType::EndGroup => return skip_field(wire, number, buf, context),
    }
    let earlier = std::mem::take(message);
    *message =
        proto::merge_from_slice(Some(earlier), &field, ReadLimits::default()).map_err(error)?;
    Ok(())
}

fn copy(buf: &mut impl Buf, len: usize, out: &mut Vec<u8>) -> Result<(), DecodeError> {
    if buf.remaining() < len {
        return Err(error("the bytes end in the middle of a value"));
    }
    let start = out.len();
    out.resize(start + len, 0);
    buf.copy_to_slice(&mut out[start..]);
    Ok(())
}

#[allow(
    deprecated,
    reason = "prost has no other way to make a `DecodeError` with a text of one's own"
)]
fn error(reason: impl std::fmt::Display) -> DecodeError {
    DecodeError::new(reason.to_string())
}

#[doc(hidden)]
#[macro_export]
macro_rules! __interop_prost {
    (($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        #[automatically_derived]
        impl<$($generics)*> $crate::interop::prost::prost::Message for $type
        where
            $type: ::core::fmt::Debug
                + ::core::default::Default
                + ::core::marker::Send
                + ::core::marker::Sync
                + $crate::__private::Message
                + for<'__de> $crate::__private::MessageRead<'__de>,
            $($bounds)*
        {
            fn encode_raw(&self, buf: &mut impl $crate::interop::prost::prost::bytes::BufMut) {
                $crate::interop::prost::encode_raw(self, buf);
            }

            fn merge_field(
                &mut self,
                tag: u32,
                wire_type: $crate::interop::prost::prost::encoding::WireType,
                buf: &mut impl $crate::interop::prost::prost::bytes::Buf,
                context: $crate::interop::prost::prost::encoding::DecodeContext,
            ) -> ::core::result::Result<(), $crate::interop::prost::prost::DecodeError> {
                $crate::interop::prost::merge_field(self, tag, wire_type, buf, context)
            }

            fn merge(
                &mut self,
                mut buf: impl $crate::interop::prost::prost::bytes::Buf,
            ) -> ::core::result::Result<(), $crate::interop::prost::prost::DecodeError> {
                $crate::interop::prost::merge(self, &mut buf)
            }

            fn encoded_len(&self) -> usize {
                $crate::interop::prost::encoded_len(self)
            }

            fn clear(&mut self) {
                *self = ::core::default::Default::default();
            }
        }
    };
}
