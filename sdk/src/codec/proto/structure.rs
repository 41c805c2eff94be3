use plumberd_schema::{EnumValue, FieldDescriptor};

use super::error::Fault;
use super::reader::{Reader, WireType};
use crate::codec::error::Failed;
use crate::codec::field::FieldRead;
use crate::codec::json::known_values;
use crate::codec::profile::ProfileId;
use crate::codec::proto_field::{MessageRead, OneofField};

impl<'de> Reader<'de> {
    /// A message behind a key.
    ///
    /// # Errors
    /// When it is malformed.
    #[inline]
    pub fn message<T: MessageRead<'de>>(&mut self, wire: WireType) -> Result<T, Failed> {
        self.expect(wire, WireType::Len)?;
        self.nested(|r| T::read_body(None, r))
    }

    /// A message behind a key, on top of an earlier occurrence.
    ///
    /// # Errors
    /// When it is malformed.
    #[inline]
    pub fn merge_message<T: MessageRead<'de>>(
        &mut self,
        slot: &mut Option<T>,
        wire: WireType,
    ) -> Result<(), Failed> {
        self.expect(wire, WireType::Len)?;
        let earlier = slot.take();
        *slot = Some(self.nested(|r| T::read_body(earlier, r))?);
        Ok(())
    }

    /// Reads over a message without fields.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn empty_message(&mut self, wire: WireType) -> Result<(), Failed> {
        self.expect(wire, WireType::Len)?;
        self.nested(|r| {
            while let Some(key) = r.next_key()? {
                r.skip(key)?;
            }
            Ok(())
        })
    }

    /// The field's value, or its default.
    ///
    /// # Errors
    /// When it is a message, which has no default, and is required.
    #[inline]
    pub fn finish<T: FieldRead<'de>>(
        &mut self,
        slot: Option<T>,
        field: &'static FieldDescriptor,
    ) -> Result<T, Failed> {
        match slot {
            Some(value) => Ok(value),
            None => match T::absent(ProfileId::Proto3) {
                Some(value) => Ok(value),
                None => Err(self.missing(field)),
            },
        }
    }

    /// The oneof's field.
    ///
    /// # Errors
    /// When an alternative is required and missing.
    #[inline]
    pub fn finish_oneof<T: OneofField>(
        &mut self,
        slot: Option<T::Oneof>,
        field: &'static FieldDescriptor,
    ) -> Result<T, Failed> {
        match T::from_oneof(slot) {
            Some(value) => Ok(value),
            None => Err(self.missing(field)),
        }
    }

    #[cold]
    fn missing(&mut self, field: &'static FieldDescriptor) -> Failed {
        self.fail(Fault::Missing(field.name))
    }

    /// An enum's number behind a key.
    ///
    /// # Errors
    /// When it is malformed.
    #[inline]
    pub fn enum_number(&mut self, wire: WireType) -> Result<i32, Failed> {
        self.expect(wire, WireType::Varint)?;
        self.enum_element()
    }

    /// An enum's number in a packed list.
    ///
    /// # Errors
    /// When it is malformed.
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "the wire format cuts an enum to 32 bits")]
    pub fn enum_element(&mut self) -> Result<i32, Failed> {
        self.varint().map(|value| value as i32)
    }

    /// Notes that an enum does not have a number.
    #[cold]
    pub fn unknown_enum_value(
        &mut self,
        value: i32,
        values: &'static [EnumValue],
        name: &'static str,
    ) -> Failed {
        self.fail(Fault::UnknownEnumValue { value, name, known: known_values(values) })
    }

    /// One occurrence of a repeated field of numbers: a packed run, or one value.
    ///
    /// # Errors
    /// When it is malformed.
    #[inline]
    pub fn packed(
        &mut self,
        wire: WireType,
        element: WireType,
        mut read: impl FnMut(&mut Self) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        if wire == WireType::Len {
            return self.nested(|r| {
                while !r.is_at_end() {
                    read(r)?;
                }
                Ok(())
            });
        }
        self.expect(wire, element)?;
        read(self)
    }
}
