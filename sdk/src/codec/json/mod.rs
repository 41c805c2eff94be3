//! JSON: one pass, no tree in between.

mod choice;
mod decimal;
mod error;
mod escape;
mod fixed;
mod locate;
mod number;
mod numeric;
mod reader;
mod structure;
mod text;
mod writer;

pub use error::{Fault, JsonError};
pub(crate) use fixed::quoted;
pub use reader::{ReadLimits, Reader};
pub use structure::Cursor;
pub(crate) use structure::known_values;
pub use writer::{Mark, Writer};

use super::buffer::{Buffer, Written, write_once};
use super::error::{EncodeError, Failed};
use super::field::{Data, FieldRead};
use super::profile::{MicroPlumberd, Profile, ProfileId};

/// Writes a value as JSON in the default profile.
///
/// # Errors
/// The field whose value JSON cannot hold.
pub fn to_vec<T: Data>(value: &T) -> Result<Vec<u8>, EncodeError> {
    to_vec_with::<MicroPlumberd, T>(value)
}

/// Writes a value as JSON in another profile.
///
/// # Errors
/// The field whose value JSON cannot hold.
pub fn to_vec_with<P: Profile, T: Data>(value: &T) -> Result<Vec<u8>, EncodeError> {
    write_once::<T, _, _>(
        T::NAME,
        |room| write::<P, T>(value, room),
        |end, room| room[..end].to_vec(),
    )
}

/// Writes a value as JSON, in the default profile, into a buffer that can be used again; a warm one
/// is not allocated again.
///
/// # Errors
/// The field whose value JSON cannot hold.
#[inline]
pub fn encode<'b, T: Data>(value: &T, buffer: &'b mut Buffer) -> Result<&'b [u8], EncodeError> {
    encode_with::<MicroPlumberd, T>(value, buffer)
}

/// As [`encode`], in another profile.
///
/// # Errors
/// The field whose value JSON cannot hold.
#[inline]
pub fn encode_with<'b, P: Profile, T: Data>(
    value: &T,
    buffer: &'b mut Buffer,
) -> Result<&'b [u8], EncodeError> {
    let (end, bytes) = buffer.write(T::NAME, |room| write::<P, T>(value, room))?;
    Ok(&bytes[..end])
}

/// Appends a value as JSON in the default profile.
///
/// # Errors
/// The field whose value JSON cannot hold; `out` is then as before.
pub fn write_into<T: Data>(value: &T, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    write_into_with::<MicroPlumberd, T>(value, out)
}

/// Appends a value as JSON in another profile.
///
/// # Errors
/// The field whose value JSON cannot hold; `out` is then as before.
pub fn write_into_with<P: Profile, T: Data>(
    value: &T,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    write_once::<T, _, _>(
        T::NAME,
        |room| write::<P, T>(value, room),
        |end, room| out.extend_from_slice(&room[..end]),
    )
}

#[inline]
fn write<P: Profile, T: Data>(value: &T, room: &mut [u8]) -> Written<usize> {
    write_text(T::NAME, room, |w: Writer<'_, P>| value.write_json(w))
}

/// Writes a document to the begin of some room, and tells where it ends.
#[inline]
pub(crate) fn write_text<P: Profile>(
    type_name: &'static str,
    room: &mut [u8],
    write: impl for<'b> FnOnce(Writer<'b, P>) -> Writer<'b, P>,
) -> Written<usize> {
    match write(Writer::new(room)).written() {
        Some(end) => Written::Whole(end),
        None => stopped(type_name),
    }
}

#[cold]
#[inline(never)]
fn stopped(type_name: &'static str) -> Written<usize> {
    match writer::take_fault() {
        None => Written::Overflow,
        Some((path, fault)) => Written::Failed(EncodeError { type_name, path, fault }),
    }
}

/// Reads a value from JSON in the default profile.
///
/// # Errors
/// What is wrong, with the path and the position.
pub fn from_slice<'de, T: FieldRead<'de>>(json: &'de [u8]) -> Result<T, JsonError> {
    from_slice_with(json, ProfileId::MicroPlumberd, ReadLimits::default())
}

/// Reads a value from JSON in another profile or under other limits.
///
/// # Errors
/// What is wrong, with the path and the position.
pub fn from_slice_with<'de, T: FieldRead<'de>>(
    json: &'de [u8],
    profile: ProfileId,
    limits: ReadLimits,
) -> Result<T, JsonError> {
    read_document(json, profile, limits, T::read_json)
}

/// Reads a whole document with a function.
pub(crate) fn read_document<'de, T>(
    json: &'de [u8],
    profile: ProfileId,
    limits: ReadLimits,
    read: impl FnOnce(&mut Reader<'de>) -> Result<T, Failed>,
) -> Result<T, JsonError> {
    if json.len() > limits.max_bytes {
        return Err(JsonError::at_start(Fault::TooLarge {
            size: json.len(),
            limit: limits.max_bytes,
        }));
    }
    let text = match std::str::from_utf8(json) {
        Ok(text) => text,
        Err(error) => return Err(JsonError::locate(json, error.valid_up_to(), Fault::Utf8)),
    };
    let mut r = Reader::new(text, profile, limits);
    match read(&mut r).and_then(|value| r.end().map(|()| value)) {
        Ok(value) => Ok(value),
        Err(_) => Err(r.into_error()),
    }
}
