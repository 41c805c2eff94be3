//! JSON: one pass, no tree in between.

mod error;
mod escape;
mod locate;
mod number;
mod reader;
mod structure;
mod writer;

pub use error::{Fault, JsonError};
pub use reader::{ReadLimits, Reader};
pub use structure::Cursor;
pub(crate) use structure::known_values;
pub use writer::{Mark, Writer};

use super::error::EncodeError;
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
    let mut out = Vec::with_capacity(128);
    write_into_with::<P, T>(value, &mut out)?;
    Ok(out)
}

/// Appends a value as JSON in the default profile. A buffer that is warm is not allocated again.
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
#[inline]
pub fn write_into_with<P: Profile, T: Data>(
    value: &T,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let mut w = Writer::<P>::new(std::mem::take(out));
    value.write_json(&mut w);
    let (buffer, result) = w.finish(T::NAME);
    *out = buffer;
    result
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
    match T::read_json(&mut r).and_then(|value| r.end().map(|()| value)) {
        Ok(value) => Ok(value),
        Err(_) => Err(r.into_error()),
    }
}
