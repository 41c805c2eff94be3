#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "Protobuf defines integers by their bits; the compiler has seen that the values fit"
)]

use plumberd_schema::{FieldDescriptor, FixedValue, Kind, WireFormat};

use super::error::Fault;
use super::reader::{Reader, WireType};
use super::writer::Writer;
use crate::codec::error::Failed;
use crate::codec::json::quoted;
use crate::codec::{FixedWidth, Plain, ProtoValue, ProtoValueRead, ZigZag};

/// Whether a field's integers have 64 bits.
#[inline]
fn is_wide(field: &FieldDescriptor) -> bool {
    matches!(field.kind, Kind::Int(64) | Kind::UInt(64))
}

impl Writer<'_> {
    /// Writes a field that is a constant, also when it is the default.
    #[inline]
    #[must_use]
    pub fn fixed_field<T>(self, number: u32, field: &'static FieldDescriptor, _: &T) -> Self {
        match (field.fixed, field.wire_format) {
            (Some(FixedValue::Text(text)), _) => self.len_field(number, text.as_bytes()),
            (Some(FixedValue::Bool(value)), _) => self.varint_field(number, u64::from(value)),
            (Some(FixedValue::Int(value)), WireFormat::ZigZag) => {
                ProtoValue::<ZigZag>::write(&value, number, self)
            }
            (Some(FixedValue::Int(value)), WireFormat::Fixed) => {
                self.fixed_width(number, value as u64, is_wide(field))
            }
            (Some(FixedValue::UInt(value)), WireFormat::Fixed) => {
                self.fixed_width(number, value, is_wide(field))
            }
            (Some(FixedValue::Int(value)), _) => ProtoValue::<Plain>::write(&value, number, self),
            (Some(FixedValue::UInt(value)), _) => self.varint_field(number, value),
            (None, _) => self,
        }
    }

    #[inline]
    fn fixed_width(self, number: u32, bits: u64, wide: bool) -> Self {
        if wide {
            self.fixed64_field(number, bits.to_le_bytes())
        } else {
            self.fixed32_field(number, (bits as u32).to_le_bytes())
        }
    }
}

impl Reader<'_> {
    /// Reads one occurrence of a field that is a constant.
    ///
    /// # Errors
    /// When it is malformed, or another value.
    pub fn read_fixed(
        &mut self,
        seen: &mut bool,
        wire: WireType,
        field: &'static FieldDescriptor,
    ) -> Result<(), Failed> {
        *seen = true;
        let found = match field.fixed {
            None => None,
            Some(FixedValue::Text(expected)) => {
                let found = self.text(wire)?;
                (found != expected).then(|| quoted(found))
            }
            Some(FixedValue::Bool(expected)) => {
                let found = bool::read(wire, self)?;
                (found != expected).then(|| found.to_string())
            }
            Some(FixedValue::Int(expected)) => {
                let found = self.fixed_int(wire, field)?;
                (found != expected).then(|| found.to_string())
            }
            Some(FixedValue::UInt(expected)) => {
                let found = self.fixed_uint(wire, field)?;
                (found != expected).then(|| found.to_string())
            }
        };
        match found {
            None => Ok(()),
            Some(found) => Err(self.not_fixed(field, Some(found))),
        }
    }

    fn fixed_int(&mut self, wire: WireType, field: &FieldDescriptor) -> Result<i64, Failed> {
        /// An integer of either width in one format.
        fn read<'de, E>(is_wide: bool, wire: WireType, r: &mut Reader<'de>) -> Result<i64, Failed>
        where
            i32: ProtoValueRead<'de, E>,
            i64: ProtoValueRead<'de, E>,
        {
            if is_wide { i64::read(wire, r) } else { i32::read(wire, r).map(i64::from) }
        }
        let is_wide = is_wide(field);
        match field.wire_format {
            WireFormat::ZigZag => read::<ZigZag>(is_wide, wire, self),
            WireFormat::Fixed => read::<FixedWidth>(is_wide, wire, self),
            WireFormat::Plain => read::<Plain>(is_wide, wire, self),
        }
    }

    fn fixed_uint(&mut self, wire: WireType, field: &FieldDescriptor) -> Result<u64, Failed> {
        match (field.wire_format, is_wide(field)) {
            (WireFormat::Fixed, true) => <u64 as ProtoValueRead<FixedWidth>>::read(wire, self),
            (WireFormat::Fixed, false) => {
                <u32 as ProtoValueRead<FixedWidth>>::read(wire, self).map(u64::from)
            }
            (_, true) => <u64 as ProtoValueRead>::read(wire, self),
            (_, false) => <u32 as ProtoValueRead>::read(wire, self).map(u64::from),
        }
    }

    /// The field, when its value was there or is the one that an absent field stands for.
    ///
    /// # Errors
    /// When it was not.
    #[inline]
    pub fn finish_fixed<T: Default>(
        &mut self,
        seen: bool,
        field: &'static FieldDescriptor,
    ) -> Result<T, Failed> {
        if seen || field.fixed.is_some_and(FixedValue::is_default) {
            Ok(T::default())
        } else {
            Err(self.not_fixed(field, None))
        }
    }

    #[cold]
    fn not_fixed(&mut self, field: &'static FieldDescriptor, found: Option<String>) -> Failed {
        let Some(expected) = field.fixed else { return Failed };
        self.fail(Fault::NotFixed { name: field.name, expected, found })
    }
}
