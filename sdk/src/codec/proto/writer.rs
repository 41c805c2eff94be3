#![allow(
    clippy::inline_always,
    reason = "the number of a field is a constant only where its write is inlined; measured at twice the speed"
)]

use std::cell::RefCell;

use super::reader::WireType;
use crate::codec::copy::copy;
use crate::codec::error::EncodeFault;
use crate::codec::proto_field::{Message, Oneof, OneofField};

thread_local! {
    /// The value that stopped the writer of this thread, and the field numbers around it, innermost
    /// first. Only a writer that has stopped looks here: carried along, it would cost every write
    /// registers that it needs itself.
    static FAULT: RefCell<Option<(Vec<u32>, EncodeFault)>> = const { RefCell::new(None) };
}

pub(super) fn take_fault() -> Option<(Vec<u32>, EncodeFault)> {
    FAULT.take()
}

/// Writes a message back to front, so that the length of a nested message is known when it is
/// written: one pass, no sizes computed ahead.
///
/// It is handed on by value, so that it stays in registers. Without room, or after a value that
/// cannot be written, nothing is free any more, and whoever began starts again or fails.
#[derive(Debug)]
pub struct Writer<'b> {
    /// What is still free; the written part begins behind it.
    free: &'b mut [u8],
}

impl<'b> Writer<'b> {
    #[inline]
    pub(super) fn new(free: &'b mut [u8]) -> Self {
        Self { free }
    }

    /// How many bytes are free: none when the writer has stopped.
    #[inline]
    pub(super) fn free(&self) -> usize {
        self.free.len()
    }

    /// Stops for want of room.
    #[cold]
    fn overflow() -> Self {
        Self { free: &mut [] }
    }

    /// Stops: the value of a field cannot be written.
    #[cold]
    #[must_use]
    pub fn fail(self, number: u32, fault: EncodeFault) -> Self {
        FAULT.with_borrow_mut(|noted| {
            noted.get_or_insert_with(|| (vec![number], fault));
        });
        Self::overflow()
    }

    /// Stops because the content of a field did.
    #[cold]
    #[inline(never)]
    fn stopped_in(number: u32) -> Self {
        FAULT.with_borrow_mut(|noted| {
            if let Some((numbers, _)) = noted {
                numbers.push(number);
            }
        });
        Self::overflow()
    }

    /// A few bytes, as one array.
    #[inline(always)]
    fn array<const N: usize>(self, bytes: [u8; N]) -> Self {
        match self.free.split_last_chunk_mut::<N>() {
            Some((free, end)) => {
                *end = bytes;
                Self { free }
            }
            None => Self::overflow(),
        }
    }

    /// Bytes as they are.
    #[inline]
    #[must_use]
    pub fn bytes(self, bytes: &[u8]) -> Self {
        match self.free.len().checked_sub(bytes.len()) {
            Some(at) => {
                let (free, end) = self.free.split_at_mut(at);
                copy(end, bytes);
                Self { free }
            }
            None => Self::overflow(),
        }
    }

    /// A varint.
    #[inline(always)]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "the low bits are meant")]
    pub fn varint(self, value: u64) -> Self {
        if value < 0x80 { self.array([value as u8]) } else { self.long_varint(value) }
    }

    #[inline(never)]
    #[allow(clippy::cast_possible_truncation, reason = "the low bits are meant")]
    fn long_varint(self, value: u64) -> Self {
        let group = |index: u32| (value >> (7 * index)) as u8 | 0x80;
        // Counters, lengths, seconds and nanoseconds have up to five bytes.
        match value {
            0..0x80 => self.array([value as u8]),
            0x80..0x4000 => self.array([group(0), (value >> 7) as u8]),
            0x4000..0x20_0000 => self.array([group(0), group(1), (value >> 14) as u8]),
            0x20_0000..0x1000_0000 => {
                self.array([group(0), group(1), group(2), (value >> 21) as u8])
            }
            0x1000_0000..0x8_0000_0000 => {
                self.array([group(0), group(1), group(2), group(3), (value >> 28) as u8])
            }
            // Negative numbers, which are sign-extended.
            0x8000_0000_0000_0000.. => self.array([
                group(0),
                group(1),
                group(2),
                group(3),
                group(4),
                group(5),
                group(6),
                group(7),
                group(8),
                1,
            ]),
            _ => self.middle_varint(value),
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "the low bits are meant")]
    fn middle_varint(self, mut value: u64) -> Self {
        let len = (70 - value.leading_zeros() as usize) / 7;
        let Some(at) = self.free.len().checked_sub(len) else {
            return Self::overflow();
        };
        let (free, end) = self.free.split_at_mut(at);
        if let Some((last, head)) = end.split_last_mut() {
            for byte in head {
                *byte = value as u8 | 0x80;
                value >>= 7;
            }
            *last = value as u8;
        }
        Self { free }
    }

    /// A field's key.
    #[inline(always)]
    #[must_use]
    pub fn key(self, number: u32, wire: WireType) -> Self {
        self.varint(u64::from(number << 3 | wire as u32))
    }

    /// A field that is a varint.
    #[inline(always)]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "checked before")]
    pub fn varint_field(self, number: u32, value: u64) -> Self {
        let key = number << 3 | WireType::Varint as u32;
        if key < 0x80 && value < 0x80 {
            return self.array([key as u8, value as u8]);
        }
        self.long_varint(value).varint(u64::from(key))
    }

    /// A field of four bytes.
    #[inline(always)]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "checked before")]
    pub fn fixed32_field(self, number: u32, value: [u8; 4]) -> Self {
        let key = number << 3 | WireType::I32 as u32;
        if key < 0x80 {
            let mut field = [key as u8; 5];
            field[1..].copy_from_slice(&value);
            return self.array(field);
        }
        self.array(value).varint(u64::from(key))
    }

    /// A field of eight bytes.
    #[inline(always)]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "checked before")]
    pub fn fixed64_field(self, number: u32, value: [u8; 8]) -> Self {
        let key = number << 3 | WireType::I64 as u32;
        if key < 0x80 {
            let mut field = [key as u8; 9];
            field[1..].copy_from_slice(&value);
            return self.array(field);
        }
        self.array(value).varint(u64::from(key))
    }

    /// A field of bytes: content, length, key.
    #[inline(always)]
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "checked before")]
    pub fn len_field(self, number: u32, content: &[u8]) -> Self {
        let key = number << 3 | WireType::Len as u32;
        if key >= 0x80 || content.len() >= 0x80 {
            return self.long_len_field(key, content);
        }
        match self.free.len().checked_sub(content.len() + 2) {
            Some(at) => {
                let (free, end) = self.free.split_at_mut(at);
                if let Some((head, body)) = end.split_first_chunk_mut::<2>() {
                    *head = [key as u8, content.len() as u8];
                    copy(body, content);
                }
                Self { free }
            }
            None => Self::overflow(),
        }
    }

    #[inline(never)]
    fn long_len_field(self, key: u32, content: &[u8]) -> Self {
        self.bytes(content).varint(content.len() as u64).varint(u64::from(key))
    }

    /// A field whose content is written by a function: a message, a packed list.
    #[inline]
    #[must_use]
    pub fn nested(self, number: u32, write: impl FnOnce(Self) -> Self) -> Self {
        let before = self.free.len();
        if before == 0 {
            return self;
        }
        let w = write(self);
        if w.free.is_empty() {
            return Self::stopped_in(number);
        }
        w.nested_key(number, before)
    }

    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "checked before")]
    fn nested_key(self, number: u32, before: usize) -> Self {
        let len = before - self.free.len();
        let key = number << 3 | WireType::Len as u32;
        if key < 0x80 && len < 0x80 {
            return self.array([key as u8, len as u8]);
        }
        self.varint(len as u64).varint(u64::from(key))
    }

    /// A field that is a message.
    #[inline]
    #[must_use]
    pub fn message<T: Message>(self, number: u32, message: &T) -> Self {
        self.nested(number, |w| message.write_body(w))
    }

    /// A field that is a message without fields.
    #[inline]
    #[must_use]
    pub fn empty_message(self, number: u32) -> Self {
        self.varint(0).key(number, WireType::Len)
    }

    /// A oneof, if it is there.
    #[inline]
    #[must_use]
    pub fn oneof<T: OneofField>(self, value: &T) -> Self {
        match value.as_oneof() {
            Some(value) => value.write_alternative(self),
            None => self,
        }
    }

    /// An enum's number, which is a 64-bit varint on the wire.
    #[inline(always)]
    #[must_use]
    #[allow(clippy::cast_sign_loss, reason = "negative numbers are sign-extended on the wire")]
    pub fn enum_number(self, number: u32, value: i32) -> Self {
        self.varint_field(number, i64::from(value) as u64)
    }

    /// An enum's number without its key, in a packed list.
    #[inline]
    #[must_use]
    #[allow(clippy::cast_sign_loss, reason = "negative numbers are sign-extended on the wire")]
    pub fn enum_element(self, value: i32) -> Self {
        self.varint(i64::from(value) as u64)
    }

    /// A packed list; `write` writes one element without a key.
    #[inline]
    #[must_use]
    pub fn packed<'a, T: 'a>(
        self,
        reversed: impl Iterator<Item = &'a T>,
        number: u32,
        write: impl Fn(&T, Self) -> Self,
    ) -> Self {
        let before = self.free.len();
        if before == 0 {
            return self;
        }
        let w = reversed.fold(self, |w, item| write(item, w));
        // Nothing written: an empty list has no key either.
        if w.free.len() == before || w.free.is_empty() { w } else { w.nested_key(number, before) }
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    /// A writer with nothing free has stopped, so there is one byte more than asked for.
    fn written(
        room: usize,
        write: fn(Writer<'_>, usize) -> Writer<'_>,
        value: usize,
    ) -> Option<Vec<u8>> {
        let mut bytes = vec![0; room + 1];
        let free = write(Writer { free: &mut bytes }, value).free();
        (free > 0).then(|| bytes.split_off(free))
    }

    #[test]
    #[allow(clippy::cast_possible_truncation, reason = "the low bits are meant")]
    fn varints_of_every_length() {
        let write: fn(Writer<'_>, usize) -> Writer<'_> = |w, value| w.varint(value as u64);
        for shift in 0..64 {
            for value in [1usize << shift, (1usize << shift) - 1, usize::MAX >> shift] {
                let mut expected = Vec::new();
                let mut rest = value;
                while rest >= 0x80 {
                    expected.push((rest & 0x7f) as u8 | 0x80);
                    rest >>= 7;
                }
                expected.push(rest as u8);
                assert_eq!(written(10, write, value).as_ref(), Some(&expected), "{value}");
                assert_eq!(written(expected.len(), write, value), Some(expected.clone()));
                assert_eq!(written(expected.len() - 1, write, value), None);
            }
        }
    }

    #[test]
    fn fields_need_their_room() {
        static CONTENT: [u8; 300] = [7; 300];
        let writes: [fn(Writer<'_>, usize) -> Writer<'_>; 2] =
            [|w, len| w.len_field(1, &CONTENT[..len]), |w, len| w.len_field(5000, &CONTENT[..len])];
        for write in writes {
            for len in [0, 1, 127, 128, 300] {
                let Some(field) = written(400, write, len) else { panic!("there is room") };
                assert!(field.ends_with(&CONTENT[..len]));
                assert_eq!(written(field.len() - 1, write, len), None);
                assert_eq!(written(field.len(), write, len), Some(field));
            }
        }
    }
}
