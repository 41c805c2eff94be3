use std::fmt;

use super::error::{EncodeError, EncodeFault};

/// The largest payload: a Protobuf message by its own rule, and more than any store takes.
const MAX_PAYLOAD: usize = i32::MAX as usize;
/// Room for a common event; a larger one is written again with four times the room until it fits.
const FIRST_ROOM: usize = 512;

/// Room for one payload, to be used again and again: a warm buffer is not allocated again.
///
/// ```
/// use plumberd::codec::{Buffer, json, proto};
/// use plumberd::PlumberdData;
///
/// #[derive(PlumberdData)]
/// struct Point { #[event(tag = 1)] x: i32, #[event(tag = 2)] y: i32 }
///
/// let mut buffer = Buffer::new();
/// assert_eq!(json::encode(&Point { x: 3, y: 4 }, &mut buffer)?, br#"{"X":3,"Y":4}"#);
/// assert_eq!(proto::encode(&Point { x: 3, y: 4 }, &mut buffer)?, [8, 3, 16, 4]);
/// # Ok::<(), plumberd::codec::EncodeError>(())
/// ```
#[derive(Default)]
pub struct Buffer {
    /// Always initialised to its whole length.
    bytes: Vec<u8>,
}

/// What came of writing a payload into a piece of memory.
pub(crate) enum Written<T> {
    /// It stands there; where, says the codec.
    Whole(T),
    /// There was too little room.
    Overflow,
    /// A value cannot be written.
    Failed(EncodeError),
}

impl Buffer {
    /// An empty buffer; it grows with the first payload.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// A buffer that takes payloads of nearly this size without growing.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { bytes: vec![0; capacity] }
    }

    /// Writes a payload, with more room each time until it fits.
    #[inline]
    pub(super) fn write<T>(
        &mut self,
        type_name: &'static str,
        write: impl Fn(&mut [u8]) -> Written<T>,
    ) -> Result<(T, &[u8]), EncodeError> {
        loop {
            match write(&mut self.bytes) {
                Written::Whole(place) => return Ok((place, &self.bytes)),
                Written::Failed(error) => return Err(error),
                Written::Overflow => self.grow(type_name)?,
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, type_name: &'static str) -> Result<(), EncodeError> {
        let len = self.bytes.len();
        if len > MAX_PAYLOAD {
            return Err(EncodeError {
                type_name,
                path: String::new(),
                fault: EncodeFault::TooLong(len),
            });
        }
        self.bytes = vec![0; (len * 4).max(FIRST_ROOM)];
        Ok(())
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer").field("capacity", &self.bytes.len()).finish()
    }
}

/// Writes a payload of `T` into room on the stack, where most fit: zeroing it costs less than
/// computing their size ahead. `take` gets what was written, and the room around it.
#[inline]
pub(crate) fn write_once<T, P, R>(
    type_name: &'static str,
    write: impl Fn(&mut [u8]) -> Written<P>,
    take: impl FnOnce(P, &[u8]) -> R,
) -> Result<R, EncodeError> {
    // A small struct has a small payload, more often than not.
    if const { size_of::<T>() <= 96 } {
        let mut room = [0; FIRST_ROOM / 4];
        if let Written::Whole(place) = write(&mut room) {
            return Ok(take(place, &room));
        }
    }
    let mut room = [0; FIRST_ROOM];
    match write(&mut room) {
        Written::Whole(place) => Ok(take(place, &room)),
        Written::Failed(error) => Err(error),
        Written::Overflow => write_large(type_name, write, take),
    }
}

#[cold]
#[inline(never)]
fn write_large<P, R>(
    type_name: &'static str,
    write: impl Fn(&mut [u8]) -> Written<P>,
    take: impl FnOnce(P, &[u8]) -> R,
) -> Result<R, EncodeError> {
    let mut buffer = Buffer::with_capacity(FIRST_ROOM * 32);
    let (place, bytes) = buffer.write(type_name, write)?;
    Ok(take(place, bytes))
}
