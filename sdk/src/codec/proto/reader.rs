use plumberd_schema::TypeDescriptor;

use super::error::{Fault, ProtoError};
use super::locate;
use crate::codec::error::Failed;
use crate::codec::utf8;

/// How much a message may ask of its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// The largest message in bytes.
    pub max_bytes: usize,
    /// How deep messages may be nested.
    pub max_depth: usize,
}

impl Default for ReadLimits {
    /// 64 MiB, and 100 levels, as other Protobuf implementations allow.
    fn default() -> Self {
        Self { max_bytes: 64 << 20, max_depth: 100 }
    }
}

/// How a value is framed on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireType {
    /// One to ten bytes.
    Varint = 0,
    /// Eight bytes.
    I64 = 1,
    /// A length and that many bytes.
    Len = 2,
    /// The begin of a group, which Protobuf no longer writes.
    StartGroup = 3,
    /// The end of a group.
    EndGroup = 4,
    /// Four bytes.
    I32 = 5,
}

impl WireType {
    /// The wire type of the low bits of a key, which are below 6.
    #[inline]
    const fn of(bits: u8) -> Self {
        match bits {
            0 => Self::Varint,
            1 => Self::I64,
            2 => Self::Len,
            3 => Self::StartGroup,
            4 => Self::EndGroup,
            _ => Self::I32,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Varint => "varint",
            Self::I64 => "64-bit",
            Self::Len => "length-delimited",
            Self::StartGroup => "start of a group",
            Self::EndGroup => "end of a group",
            Self::I32 => "32-bit",
        }
    }
}

/// What stands in front of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The field number.
    pub number: u32,
    /// The framing of the value.
    pub wire: WireType,
}

/// Reads Protobuf from bytes that outlive the values read from them, so that they may borrow.
#[derive(Debug)]
pub struct Reader<'de> {
    /// What is left of the message that is being read.
    rest: &'de [u8],
    /// The address where the whole message begins, for offsets.
    base: usize,
    depth: usize,
    max_depth: usize,
    /// What is wrong, where, and how deep.
    fault: Option<Box<(usize, usize, Fault)>>,
}

impl<'de> Reader<'de> {
    /// A reader of a whole message.
    #[inline]
    #[must_use]
    pub fn new(bytes: &'de [u8], limits: ReadLimits) -> Self {
        Self {
            rest: bytes,
            base: bytes.as_ptr().addr(),
            depth: 0,
            max_depth: limits.max_depth,
            fault: None,
        }
    }

    fn offset(&self) -> usize {
        self.rest.as_ptr().addr() - self.base
    }

    /// Notes what is wrong at this place. The first note counts.
    #[cold]
    pub fn fail(&mut self, fault: Fault) -> Failed {
        let offset = self.offset();
        let depth = self.depth;
        self.fault.get_or_insert_with(|| Box::new((offset, depth, fault)));
        Failed
    }

    /// Notes that a text is not what the field holds.
    #[cold]
    pub fn fail_invalid(&mut self, value: &str, expected: &'static str) -> Failed {
        let value = value.chars().take(60).collect();
        self.fail(Fault::Invalid { value, expected })
    }

    /// Notes that a value does not fit.
    #[cold]
    pub fn fail_range(&mut self, value: &dyn std::fmt::Display, target: &'static str) -> Failed {
        let value = value.to_string().chars().take(60).collect();
        self.fail(Fault::OutOfRange { value, target })
    }

    /// What is wrong, and the offset.
    #[cfg(feature = "dynamic")]
    pub(crate) fn into_fault(self, bytes: &[u8]) -> (usize, Fault) {
        self.fault.map_or((bytes.len(), Fault::Truncated), |noted| (noted.0, noted.2))
    }

    #[cold]
    pub(super) fn into_error(
        self,
        bytes: &[u8],
        descriptor: &'static TypeDescriptor,
    ) -> ProtoError {
        let (offset, depth, fault) =
            self.fault.map_or((bytes.len(), 0, Fault::Truncated), |noted| *noted);
        let mut numbers = locate::numbers_at(bytes, offset, descriptor, depth);
        if matches!(fault, Fault::Missing(_) | Fault::NotFixed { found: None, .. }) {
            // What is missing has no place: the message has.
            numbers.truncate(depth);
        }
        ProtoError { fault, path: locate::path_of_numbers(numbers.into_iter(), descriptor), offset }
    }

    /// The next key of the message; nothing at its end.
    ///
    /// # Errors
    /// When it is malformed.
    #[inline]
    pub fn next_key(&mut self) -> Result<Option<Key>, Failed> {
        match *self.rest {
            [] => Ok(None),
            // The fields that a message has up to 15 of. The number 0 is no field of any message, so
            // it is left to `skip` to refuse it.
            [byte, ref rest @ ..] if byte < 0x80 && byte & 7 < 6 => {
                self.rest = rest;
                Ok(Some(Key { number: u32::from(byte >> 3), wire: WireType::of(byte & 7) }))
            }
            _ => self.long_key().map(Some),
        }
    }

    #[inline(never)]
    fn long_key(&mut self) -> Result<Key, Failed> {
        let key = self.varint()?;
        let wire = u8::try_from(key & 7).unwrap_or_default();
        if wire > 5 {
            return Err(self.fail(Fault::WireType(wire)));
        }
        match u32::try_from(key >> 3) {
            Ok(number @ 1..=0x1fff_ffff) => Ok(Key { number, wire: WireType::of(wire) }),
            _ => Err(self.fail(Fault::FieldNumber(key >> 3))),
        }
    }

    /// Requires a framing.
    ///
    /// # Errors
    /// When the field has another one.
    #[inline]
    pub fn expect(&mut self, found: WireType, expected: WireType) -> Result<(), Failed> {
        if found == expected { Ok(()) } else { Err(self.other_wire_type(found, expected)) }
    }

    #[cold]
    fn other_wire_type(&mut self, found: WireType, expected: WireType) -> Failed {
        self.fail(Fault::OtherWireType { expected: expected.name(), found: found.name() })
    }

    /// A varint.
    ///
    /// # Errors
    /// When it is cut or too long.
    #[inline]
    pub fn varint(&mut self) -> Result<u64, Failed> {
        match *self.rest {
            [byte, ref rest @ ..] if byte < 0x80 => {
                self.rest = rest;
                Ok(u64::from(byte))
            }
            _ => self.long_varint(),
        }
    }

    #[inline(never)]
    fn long_varint(&mut self) -> Result<u64, Failed> {
        let Some(bytes) = self.rest.first_chunk::<10>() else {
            return self.last_varint();
        };
        let mut value = u64::from(bytes[0] & 0x7f);
        for (index, &byte) in bytes.iter().enumerate().skip(1) {
            value |= u64::from(byte & 0x7f) << (index * 7);
            if byte < 0x80 {
                if index == 9 && byte > 1 {
                    break;
                }
                self.rest = &self.rest[index + 1..];
                return Ok(value);
            }
        }
        Err(self.fail(Fault::Varint))
    }

    /// A varint in the last bytes of the message.
    fn last_varint(&mut self) -> Result<u64, Failed> {
        let mut value = 0;
        for (index, byte) in self.rest.iter().enumerate() {
            value |= u64::from(byte & 0x7f) << (index * 7);
            if *byte < 0x80 {
                self.rest = &self.rest[index + 1..];
                return Ok(value);
            }
        }
        Err(self.fail(Fault::Truncated))
    }

    /// Four or eight bytes.
    ///
    /// # Errors
    /// When they are cut.
    #[inline]
    pub fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Failed> {
        match self.rest.split_first_chunk::<N>() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(*bytes)
            }
            None => Err(self.fail(Fault::Truncated)),
        }
    }

    /// A length and that many bytes.
    ///
    /// # Errors
    /// When they are cut.
    #[inline]
    pub fn len_bytes(&mut self) -> Result<&'de [u8], Failed> {
        let len = self.varint()?;
        match usize::try_from(len).ok().and_then(|len| self.rest.split_at_checked(len)) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.fail(Fault::Truncated)),
        }
    }

    /// Bytes behind a key.
    ///
    /// # Errors
    /// When the field has another framing, or is cut.
    #[inline]
    pub fn bytes(&mut self, wire: WireType) -> Result<&'de [u8], Failed> {
        self.expect(wire, WireType::Len)?;
        self.len_bytes()
    }

    /// Text behind a key.
    ///
    /// # Errors
    /// When the field has another framing, is cut, or is not UTF-8.
    #[inline]
    pub fn text(&mut self, wire: WireType) -> Result<&'de str, Failed> {
        let bytes = self.bytes(wire)?;
        match utf8::text(bytes) {
            Some(text) => Ok(text),
            None => Err(self.fail(Fault::Utf8)),
        }
    }

    /// Reads what a length encloses, up to its end.
    ///
    /// # Errors
    /// When it is cut, nested too deep, or malformed.
    #[inline]
    pub fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        let inside = self.len_bytes()?;
        self.depth += 1;
        if self.depth > self.max_depth {
            return Err(self.fail(Fault::TooDeep(self.max_depth)));
        }
        let behind = std::mem::replace(&mut self.rest, inside);
        let value = read(self)?;
        self.rest = behind;
        self.depth -= 1;
        Ok(value)
    }

    /// Whether the end of the message has been reached.
    #[inline]
    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// How many values a list or map will have, as far as that is cheap to see: one more for each
    /// time that the same short key follows a value of up to 16 KiB. A few thousand at most: room is
    /// made for what the bytes promise before they are read, and they may lie.
    #[inline(never)]
    #[must_use]
    pub fn repeats(&self, key: Key) -> usize {
        const MOST: usize = 4096;
        let mut count = 1;
        let mut rest = self.rest;
        while count < MOST {
            let (len, value) = match *rest {
                [len @ 0..0x80, ref value @ ..] => (usize::from(len), value),
                [low, high @ 0..0x80, ref value @ ..] => {
                    (usize::from(low & 0x7f) | usize::from(high) << 7, value)
                }
                _ => return count,
            };
            match value.get(len..) {
                Some([next, behind @ ..])
                    if key.wire == WireType::Len
                        && u32::from(*next) == key.number << 3 | WireType::Len as u32 =>
                {
                    rest = behind;
                    count += 1;
                }
                _ => return count,
            }
        }
        count
    }

    /// Reads over the value behind a key.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn skip(&mut self, key: Key) -> Result<(), Failed> {
        if key.number == 0 {
            return Err(self.fail(Fault::FieldNumber(0)));
        }
        match key.wire {
            WireType::Varint => self.varint().map(drop),
            WireType::I64 => self.fixed::<8>().map(drop),
            WireType::I32 => self.fixed::<4>().map(drop),
            WireType::Len => self.len_bytes().map(drop),
            WireType::StartGroup => self.skip_group(key.number),
            WireType::EndGroup => Err(self.fail(Fault::Group)),
        }
    }

    fn skip_group(&mut self, number: u32) -> Result<(), Failed> {
        let mut open = vec![number];
        while let Some(innermost) = open.last() {
            match self.next_key()? {
                Some(Key { number: 0, .. }) => return Err(self.fail(Fault::FieldNumber(0))),
                Some(Key { number, wire: WireType::EndGroup }) if number == *innermost => {
                    open.pop();
                }
                Some(Key { number, wire: WireType::StartGroup }) => {
                    if open.len() >= self.max_depth {
                        return Err(self.fail(Fault::TooDeep(self.max_depth)));
                    }
                    open.push(number);
                }
                Some(key) => self.skip(key)?,
                None => return Err(self.fail(Fault::Group)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_are_counted_up_to_a_bound() {
        let key = Key { number: 1, wire: WireType::Len };
        for (fields, expected) in [(1, 1), (2, 2), (4096, 4096), (100_000, 4096)] {
            let bytes = [0x0a, 0].repeat(fields);
            let mut r = Reader::new(&bytes, ReadLimits::default());
            assert_eq!(r.next_key(), Ok(Some(key)));
            assert_eq!(r.repeats(key), expected);
        }
    }
}
