use std::fmt;

use plumberd_schema::TypeDescriptor;

use super::reader::WireType;
use crate::codec::error::{EncodeError, EncodeFault};
use crate::codec::proto_field::{Message, Oneof, OneofField};

/// The largest message, by Protobuf's own rule.
const MAX_MESSAGE: usize = i32::MAX as usize;

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

    /// A buffer that takes messages of this size without growing.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { bytes: vec![0; capacity] }
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer").field("capacity", &self.bytes.len()).finish()
    }
}

/// Writes a message back to front, so that the length of a nested message is known when it is
/// written: one pass, no sizes computed ahead.
#[derive(Debug)]
pub struct Writer<'b> {
    bytes: &'b mut Vec<u8>,
    /// Where the written part begins; it ends with the buffer.
    at: usize,
    fault: Option<Box<(Vec<u32>, EncodeFault)>>,
}

impl<'b> Writer<'b> {
    /// A writer into a buffer, over what it held before.
    #[inline]
    pub fn new(buffer: &'b mut Buffer) -> Self {
        let at = buffer.bytes.len();
        Self { bytes: &mut buffer.bytes, at, fault: None }
    }

    /// The message.
    #[inline]
    pub(super) fn finish<T: Message>(self) -> Result<&'b [u8], EncodeError> {
        if let Some(fault) = self.fault {
            return Err(encode_error(*fault, T::DESCRIPTOR));
        }
        if self.bytes.len() - self.at > MAX_MESSAGE {
            let fault = EncodeFault::TooLong(self.bytes.len() - self.at);
            return Err(EncodeError { type_name: T::NAME, path: String::new(), fault });
        }
        Ok(&self.bytes[self.at..])
    }

    /// Notes that the value of a field cannot be written. The first note counts.
    #[cold]
    pub fn fail(&mut self, number: u32, fault: EncodeFault) {
        self.fault.get_or_insert_with(|| Box::new((vec![number], fault)));
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, needed: usize) {
        let written = self.bytes.len() - self.at;
        let len = (written + needed).max(self.bytes.len() * 2).max(256);
        let mut bytes = vec![0; len];
        bytes[len - written..].copy_from_slice(&self.bytes[self.at..]);
        *self.bytes = bytes;
        self.at = len - written;
    }

    /// Bytes as they are.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        if self.at < bytes.len() {
            self.grow(bytes.len());
        }
        let start = self.at - bytes.len();
        self.bytes[start..self.at].copy_from_slice(bytes);
        self.at = start;
    }

    #[inline]
    fn byte(&mut self, byte: u8) {
        if self.at == 0 {
            self.grow(1);
        }
        self.at -= 1;
        self.bytes[self.at] = byte;
    }

    /// A varint.
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "the low bits are meant")]
    pub fn varint(&mut self, value: u64) {
        if value < 0x80 {
            self.byte(value as u8);
        } else {
            self.long_varint(value);
        }
    }

    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "the low bits are meant")]
    fn long_varint(&mut self, mut value: u64) {
        let len = (70 - (value | 1).leading_zeros() as usize) / 7;
        if self.at < 10 {
            self.grow(10);
        }
        let start = self.at - len;
        let out = &mut self.bytes[start..self.at];
        let Some((last, head)) = out.split_last_mut() else { return };
        for byte in head {
            *byte = value as u8 | 0x80;
            value >>= 7;
        }
        *last = value as u8;
        self.at = start;
    }

    /// A field's key.
    #[inline]
    pub fn key(&mut self, number: u32, wire: WireType) {
        self.varint(u64::from(number << 3 | wire as u32));
    }

    /// A field of bytes: content, length, key.
    #[inline]
    pub fn len_field(&mut self, number: u32, content: &[u8]) {
        self.bytes(content);
        self.varint(content.len() as u64);
        self.key(number, WireType::Len);
    }

    /// A field whose content is written by a function: a message, a packed list.
    #[inline]
    pub fn nested(&mut self, number: u32, write: impl FnOnce(&mut Self)) {
        // Growing moves the written part, so lengths count from the end.
        let before = self.bytes.len() - self.at;
        write(self);
        let len = self.bytes.len() - self.at - before;
        self.varint(len as u64);
        self.key(number, WireType::Len);
        if let Some(fault) = &mut self.fault {
            note_parent(fault, number);
        }
    }

    /// A field that is a message.
    #[inline]
    pub fn message<T: Message>(&mut self, number: u32, message: &T) {
        self.nested(number, |w| message.write_body(w));
    }

    /// A field that is a message without fields.
    #[inline]
    pub fn empty_message(&mut self, number: u32) {
        self.varint(0);
        self.key(number, WireType::Len);
    }

    /// A oneof, if it is there.
    #[inline]
    pub fn oneof<T: OneofField>(&mut self, value: &T) {
        if let Some(value) = value.as_oneof() {
            value.write_alternative(self);
        }
    }

    /// An enum's number, which is a 64-bit varint on the wire.
    #[inline]
    pub fn enum_number(&mut self, number: u32, value: i32) {
        self.enum_element(value);
        self.key(number, WireType::Varint);
    }

    /// An enum's number without its key, in a packed list.
    #[inline]
    #[allow(clippy::cast_sign_loss, reason = "negative numbers are sign-extended on the wire")]
    pub fn enum_element(&mut self, value: i32) {
        self.varint(i64::from(value) as u64);
    }

    /// A packed list; `write` writes one element without a key.
    #[inline]
    pub fn packed<'a, T: 'a>(
        &mut self,
        reversed: impl Iterator<Item = &'a T>,
        number: u32,
        write: impl Fn(&T, &mut Self),
    ) {
        let mut reversed = reversed.peekable();
        if reversed.peek().is_some() {
            self.nested(number, |w| {
                for item in reversed {
                    write(item, w);
                }
            });
        }
    }
}

/// Adds the field of the message around to a fault, once on the way out of each message.
#[cold]
fn note_parent(fault: &mut (Vec<u32>, EncodeFault), number: u32) {
    fault.0.push(number);
}

#[cold]
fn encode_error(
    fault: (Vec<u32>, EncodeFault),
    descriptor: &'static TypeDescriptor,
) -> EncodeError {
    let (numbers, fault) = fault;
    let path = super::locate::path_of_numbers(numbers.iter().rev().copied(), descriptor);
    EncodeError { type_name: descriptor.name, path, fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints_of_every_length() {
        for shift in 0..64 {
            for value in [1u64 << shift, (1u64 << shift) - 1, u64::MAX >> shift] {
                let mut buffer = Buffer::new();
                let mut w = Writer::new(&mut buffer);
                w.varint(value);
                let at = w.at;
                let mut expected = Vec::new();
                let mut rest = value;
                while rest >= 0x80 {
                    expected.push((rest & 0x7f) as u8 | 0x80);
                    rest >>= 7;
                }
                expected.push(rest as u8);
                assert_eq!(&buffer.bytes[at..], expected, "{value}");
            }
        }
    }
}
