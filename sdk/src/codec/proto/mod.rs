//! Protobuf: the wire format, written back to front and read front to back.

mod error;
mod fixed;
mod locate;
mod reader;
mod structure;
mod writer;

pub use error::{Fault, ProtoError};
pub use reader::{Key, ReadLimits, Reader, WireType};
pub use writer::Writer;
use writer::take_fault;

use super::buffer::{Buffer, Written, write_once};
use super::error::EncodeError;

use super::proto_field::{Message, MessageRead};

/// Writes a message.
///
/// # Errors
/// The field whose value Protobuf cannot hold.
#[inline]
pub fn to_vec<T: Message>(value: &T) -> Result<Vec<u8>, EncodeError> {
    write_once::<T, _, _>(T::NAME, |room| write(value, room), |start, room| room[start..].to_vec())
}

/// Writes a message into a buffer that can be used again; a warm one is not allocated again.
///
/// # Errors
/// The field whose value Protobuf cannot hold.
#[inline]
pub fn encode<'b, T: Message>(value: &T, buffer: &'b mut Buffer) -> Result<&'b [u8], EncodeError> {
    let (start, bytes) = buffer.write(T::NAME, |room| write(value, room))?;
    Ok(&bytes[start..])
}

/// Appends a message to a vector.
///
/// # Errors
/// The field whose value Protobuf cannot hold; `out` is then as before.
pub fn write_into<T: Message>(value: &T, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    write_once::<T, _, _>(
        T::NAME,
        |room| write(value, room),
        |start, room| out.extend_from_slice(&room[start..]),
    )
}

/// Writes a message to the end of some room, and tells where it begins.
#[inline]
fn write<T: Message>(value: &T, room: &mut [u8]) -> Written<usize> {
    match value.write_body(Writer::new(room)).free() {
        // Nothing free is where a writer stops, too.
        0 => stopped::<T>(),
        free => Written::Whole(free),
    }
}

#[cold]
#[inline(never)]
fn stopped<T: Message>() -> Written<usize> {
    match take_fault() {
        None => Written::Overflow,
        Some((numbers, fault)) => {
            let path = locate::path_of_numbers(numbers.iter().rev().copied(), T::DESCRIPTOR);
            Written::Failed(EncodeError { type_name: T::NAME, path, fault })
        }
    }
}

/// Reads a message.
///
/// # Errors
/// What is wrong, with the field and the offset.
#[inline]
pub fn from_slice<'de, T: MessageRead<'de>>(bytes: &'de [u8]) -> Result<T, ProtoError> {
    from_slice_with(bytes, ReadLimits::default())
}

/// Reads a message under other limits.
///
/// # Errors
/// What is wrong, with the field and the offset.
#[inline]
pub fn from_slice_with<'de, T: MessageRead<'de>>(
    bytes: &'de [u8],
    limits: ReadLimits,
) -> Result<T, ProtoError> {
    merge_from_slice(None, bytes, limits)
}

/// Reads a message on top of an earlier value, as Protobuf merges messages.
///
/// # Errors
/// What is wrong, with the field and the offset.
#[inline]
pub fn merge_from_slice<'de, T: MessageRead<'de>>(
    earlier: Option<T>,
    bytes: &'de [u8],
    limits: ReadLimits,
) -> Result<T, ProtoError> {
    if bytes.len() > limits.max_bytes {
        return Err(ProtoError::at_start(Fault::TooLarge {
            size: bytes.len(),
            limit: limits.max_bytes,
        }));
    }
    let mut r = Reader::new(bytes, limits);
    match T::read_body(earlier, &mut r) {
        Ok(value) => Ok(value),
        Err(_) => Err(r.into_error(bytes, T::DESCRIPTOR)),
    }
}
