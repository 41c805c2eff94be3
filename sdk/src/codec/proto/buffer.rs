use std::fmt;

use plumberd_schema::TypeDescriptor;

use super::locate::path_of_numbers;
use super::writer::{Writer, take_fault};
use crate::codec::error::{EncodeError, EncodeFault};
use crate::codec::proto_field::Message;

/// The largest message, by Protobuf's own rule.
const MAX_MESSAGE: usize = i32::MAX as usize;
/// Room for a common event; a larger one is written again with four times the room until it fits.
const FIRST_ROOM: usize = 512;

/// Room for one message, to be used again and again.
#[derive(Default)]
pub struct Buffer {
    /// Always initialised to its whole length; the message stands at the end.
    bytes: Vec<u8>,
}

impl Buffer {
    /// An empty buffer; it grows with the first message.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// A buffer that takes messages of nearly this size without growing.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { bytes: vec![0; capacity] }
    }

    /// Writes a message at the end of the buffer, and tells where it begins.
    #[inline]
    pub(super) fn write<T: Message>(&mut self, message: &T) -> Result<usize, EncodeError> {
        let free = message.write_body(Writer::new(&mut self.bytes)).free();
        if free == 0 { self.write_again(message) } else { Ok(free) }
    }

    /// The writer stopped for want of room or because of a value. Writes with more room until it is
    /// known which.
    #[cold]
    #[inline(never)]
    fn write_again<T: Message>(&mut self, message: &T) -> Result<usize, EncodeError> {
        loop {
            take_fault();
            let room = (self.bytes.len() * 4).max(FIRST_ROOM);
            if room / 4 > MAX_MESSAGE {
                return Err(encode_error(&[], EncodeFault::TooLong(room / 4), T::DESCRIPTOR));
            }
            self.bytes = vec![0; room];
            let free = message.write_body(Writer::new(&mut self.bytes)).free();
            if let Some((numbers, fault)) = take_fault() {
                return Err(encode_error(&numbers, fault, T::DESCRIPTOR));
            }
            if free > 0 {
                return Ok(free);
            }
        }
    }

    /// The bytes from a place on.
    #[inline]
    pub(super) fn from(&self, start: usize) -> &[u8] {
        &self.bytes[start..]
    }
}

/// Writes a message into a vector of its own, as long as the message.
#[inline]
pub(super) fn to_vec<T: Message>(message: &T) -> Result<Vec<u8>, EncodeError> {
    // Most events fit here, and zeroing it costs less than computing their size ahead.
    let mut room = [0; FIRST_ROOM];
    match message.write_body(Writer::new(&mut room)).free() {
        0 => large_to_vec(message),
        free => Ok(room[free..].to_vec()),
    }
}

#[cold]
#[inline(never)]
fn large_to_vec<T: Message>(message: &T) -> Result<Vec<u8>, EncodeError> {
    let mut buffer = Buffer::with_capacity(FIRST_ROOM * 32);
    let start = buffer.write(message)?;
    Ok(buffer.from(start).to_vec())
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer").field("capacity", &self.bytes.len()).finish()
    }
}

fn encode_error(
    numbers: &[u32],
    fault: EncodeFault,
    descriptor: &'static TypeDescriptor,
) -> EncodeError {
    let path = path_of_numbers(numbers.iter().rev().copied(), descriptor);
    EncodeError { type_name: descriptor.name, path, fault }
}
