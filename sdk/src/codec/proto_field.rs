use super::error::Failed;
use super::field::{Data, Field, FieldRead};
use super::proto::{Key, Reader, WireType, Writer};

/// The type's own wire format; integers are varints.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

/// `sint32`, `sint64`: varints that are short for negative numbers too.
#[derive(Debug, Clone, Copy)]
pub struct ZigZag;

/// `fixed32`, `fixed64`, `sfixed32`, `sfixed64`: always 4 or 8 bytes.
#[derive(Debug, Clone, Copy)]
pub struct FixedWidth;

/// A single Protobuf value: what can be an element of a list, the value of a map, the content of an
/// `Option` or an alternative of a oneof. `E` is the wire format of integers.
///
/// The [`Writer`] writes back to front, so a value writes its bytes first and its key last. It is
/// handed on by value, as whoever writes gets it and gives it back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a single Protobuf value",
    label = "has no Protobuf form here",
    note = "give every field of the type a number: `#[event(tag = 1)]`, `#[event(tag = 2)]`, …",
    note = "Protobuf has no list of lists, no optional list and no optional of an optional: wrap the inner one in a struct"
)]
pub trait ProtoValue<E = Plain>: Field {
    /// How the value is framed.
    const WIRE: WireType;

    /// Writes the value with its key, also when it is the default.
    #[must_use]
    fn write<'b>(&self, number: u32, w: Writer<'b>) -> Writer<'b>;

    /// Writes a repeated field from an iterator that gives the last value first.
    #[inline]
    #[must_use]
    fn write_list<'a, 'b>(
        reversed: impl Iterator<Item = &'a Self>,
        number: u32,
        w: Writer<'b>,
    ) -> Writer<'b>
    where
        Self: 'a,
    {
        reversed.fold(w, |w, item| item.write(number, w))
    }

    /// Writes a repeated field.
    #[inline]
    #[must_use]
    fn write_slice<'b>(items: &[Self], number: u32, w: Writer<'b>) -> Writer<'b>
    where
        Self: Sized,
    {
        Self::write_list(items.iter().rev(), number, w)
    }
}

/// A [`ProtoValue`] that is read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read as a single Protobuf value",
    label = "has no Protobuf form here",
    note = "give every field of the type a number: `#[event(tag = 1)]`, `#[event(tag = 2)]`, …"
)]
pub trait ProtoValueRead<'de, E = Plain>: ProtoValue<E> + FieldRead<'de> {
    /// Reads the value behind a key.
    ///
    /// # Errors
    /// [`Failed`] after the fault has been noted with [`Reader::fail`].
    fn read(wire: WireType, r: &mut Reader<'de>) -> Result<Self, Failed>;

    /// Reads another occurrence: the last one wins, messages are merged.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    #[inline]
    fn merge_value(
        slot: &mut Option<Self>,
        wire: WireType,
        r: &mut Reader<'de>,
    ) -> Result<(), Failed> {
        *slot = Some(Self::read(wire, r)?);
        Ok(())
    }

    /// Reads one occurrence of a repeated field: one value, or a packed run of them.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    #[inline]
    fn read_list(
        push: &mut impl FnMut(Self),
        wire: WireType,
        r: &mut Reader<'de>,
    ) -> Result<(), Failed> {
        push(Self::read(wire, r)?);
        Ok(())
    }

    /// Reads one occurrence of a repeated field into a vector.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    #[inline]
    fn read_vec(out: &mut Vec<Self>, key: Key, r: &mut Reader<'de>) -> Result<(), Failed> {
        if out.capacity() == 0 {
            out.reserve(r.repeats(key));
        }
        Self::read_list(&mut |item| out.push(item), key.wire, r)
    }
}

/// A type that can be a field of a Protobuf message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no Protobuf form",
    label = "cannot be a field of a type with tags",
    note = "if it is your own type, give every field of it a number: `#[event(tag = 1)]`, `#[event(tag = 2)]`, …",
    note = "Protobuf has no list of lists, no optional list and no optional of an optional: wrap the inner one in a struct"
)]
pub trait ProtoField<E = Plain>: Field {
    /// Writes the field, unless it is absent or the default of a type without presence.
    #[must_use]
    fn write_field<'b>(&self, number: u32, w: Writer<'b>) -> Writer<'b>;
}

/// A [`ProtoField`] that is read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from Protobuf",
    label = "cannot be a field of a type with tags",
    note = "if it is your own type, give every field of it a number: `#[event(tag = 1)]`, `#[event(tag = 2)]`, …"
)]
pub trait ProtoFieldRead<'de, E = Plain>: ProtoField<E> + FieldRead<'de> {
    /// Reads one occurrence of the field, behind its key.
    ///
    /// # Errors
    /// [`Failed`] after the fault has been noted with [`Reader::fail`].
    fn merge(slot: &mut Option<Self>, key: Key, r: &mut Reader<'de>) -> Result<(), Failed>;
}

/// A type that is a Protobuf message: a struct with tags, or an enum with data.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no Protobuf form",
    label = "a field of it has no tag",
    note = "give every field a number: `#[event(tag = 1)]`, `#[event(tag = 2)]`, … and never change it again"
)]
pub trait Message: Data {
    /// Writes the fields, last one first.
    #[must_use]
    fn write_body<'b>(&self, w: Writer<'b>) -> Writer<'b>;
}

/// A [`Message`] that is read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from Protobuf",
    label = "a field of it has no tag",
    note = "give every field a number: `#[event(tag = 1)]`, `#[event(tag = 2)]`, … and never change it again"
)]
pub trait MessageRead<'de>: Message + FieldRead<'de> {
    /// Reads the fields up to the end of the message, on top of an earlier value if there is one.
    ///
    /// # Errors
    /// [`Failed`] after the fault has been noted with [`Reader::fail`].
    fn read_body(earlier: Option<Self>, r: &mut Reader<'de>) -> Result<Self, Failed>;
}

/// An enum with data: exactly one of several alternatives.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum with data",
    label = "`#[event(oneof)]` needs an enum that derives `PlumberdData` and whose variants have tags"
)]
pub trait Oneof: Data {
    /// Writes the alternative with its key.
    #[must_use]
    fn write_alternative<'b>(&self, w: Writer<'b>) -> Writer<'b>;

    /// Writes the alternative as a key and a value of the object around it (`proto3` profile).
    #[must_use]
    fn write_json_alternative<'b, P: super::profile::Profile>(
        &self,
        w: super::json::Writer<'b, P>,
    ) -> super::json::Writer<'b, P>;
}

/// A [`Oneof`] that is read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum with data",
    label = "`#[event(oneof)]` needs an enum that derives `PlumberdData` and whose variants have tags"
)]
pub trait OneofRead<'de>: Oneof + FieldRead<'de> {
    /// Whether this number belongs to the oneof.
    fn has_number(number: u32) -> bool;

    /// Reads the alternative with this number, one that [`has_number`](Self::has_number) knows.
    ///
    /// # Errors
    /// [`Failed`] after the fault has been noted with [`Reader::fail`].
    fn merge_alternative(
        slot: &mut Option<Self>,
        number: u32,
        wire: WireType,
        r: &mut Reader<'de>,
    ) -> Result<(), Failed>;

    /// Reads the alternative at this index of the descriptor's fields, as JSON.
    ///
    /// # Errors
    /// [`Failed`] after the fault has been noted.
    fn read_json_alternative(
        index: usize,
        r: &mut super::json::Reader<'de>,
    ) -> Result<Self, Failed>;
}

/// What a `#[event(oneof)]` field can be: a oneof, or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum with data",
    label = "`#[event(oneof)]` needs an enum that derives `PlumberdData` and whose variants have tags"
)]
pub trait OneofField {
    /// The oneof.
    type Oneof: Oneof;

    /// The value, if there is one.
    fn as_oneof(&self) -> Option<&Self::Oneof>;

    /// The value, if there is one, out of the field.
    fn into_oneof(self) -> Option<Self::Oneof>
    where
        Self: Sized;

    /// The field for what was read; nothing when an alternative is required and missing.
    fn from_oneof(value: Option<Self::Oneof>) -> Option<Self>
    where
        Self: Sized;
}

impl<T: Oneof> OneofField for T {
    type Oneof = T;

    #[inline]
    fn as_oneof(&self) -> Option<&T> {
        Some(self)
    }

    #[inline]
    fn into_oneof(self) -> Option<T> {
        Some(self)
    }

    #[inline]
    fn from_oneof(value: Option<T>) -> Option<Self> {
        value
    }
}

impl<T: Oneof> OneofField for Option<T> {
    type Oneof = T;

    #[inline]
    fn as_oneof(&self) -> Option<&T> {
        self.as_ref()
    }

    #[inline]
    fn into_oneof(self) -> Option<T> {
        self
    }

    #[inline]
    #[allow(clippy::option_option, reason = "the outer one says whether the field may be built")]
    fn from_oneof(value: Option<T>) -> Option<Self> {
        Some(value)
    }
}
