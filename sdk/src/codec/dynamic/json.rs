use super::kind::{Enum, Holds, Kind, Message, Oneof, Shape};
use super::{EventType, Types};
use crate::codec::Failed;
use crate::codec::json::{JsonError, ReadLimits, Reader, read_document};
use crate::codec::profile::ProfileId;

/// Reads a whole document as an event.
pub(super) fn read(types: &Types, found: EventType, data: &[u8]) -> Result<(), JsonError> {
    read_document(data, found.profile, ReadLimits::default(), |r| types.json_type(found.ty, r))
}

impl Types {
    fn json_type(&self, index: usize, r: &mut Reader<'_>) -> Result<(), Failed> {
        let Some(ty) = self.ty(index) else { return r.skip_value() };
        match &ty.shape {
            Shape::Message(message) => self.json_message(message, r),
            Shape::Union(oneof) => self.json_oneof(oneof, r),
            Shape::Enum(it) => json_enum(it, ty.name, r),
        }
    }

    fn json_message(&self, message: &Message, r: &mut Reader<'_>) -> Result<(), Failed> {
        let mut seen = vec![false; message.slots.len()];
        let mut cursor = r.begin_object()?;
        while let Some(index) = r.next_field(message.fields, &mut cursor)? {
            let (Some(slot), Some(seen)) = (message.slots.get(index), seen.get_mut(index)) else {
                self.json_alternative(message, &mut seen, r)?;
                continue;
            };
            match (&slot.holds, message.fields.get(index)) {
                (Holds::Fixed, Some(field)) => r.read_fixed(seen, field)?,
                (Holds::Oneof(_), _) if r.null() => {}
                (holds, _) => {
                    if std::mem::replace(seen, true) {
                        return Err(r.duplicate());
                    }
                    match holds {
                        Holds::Value(kind) => self.json_value(kind, r)?,
                        Holds::Oneof(oneof) => self.json_oneof(oneof, r)?,
                        Holds::Fixed => r.skip_value()?,
                    }
                }
            }
        }
        let profile = r.profile();
        for ((slot, field), seen) in message.slots.iter().zip(message.fields).zip(seen) {
            if seen || slot.default {
                continue;
            }
            match &slot.holds {
                Holds::Fixed => r.finish_fixed::<()>(false, field)?,
                Holds::Oneof(oneof) if oneof.required => return Err(r.missing(field)),
                Holds::Value(kind) if !self.may_be_absent(kind, profile) => {
                    return Err(r.missing(field));
                }
                Holds::Oneof(_) | Holds::Value(_) => {}
            }
        }
        Ok(())
    }

    /// Reads the value behind a key that is no field: of a oneof's alternative, or of nothing.
    fn json_alternative(
        &self,
        message: &Message,
        seen: &mut [bool],
        r: &mut Reader<'_>,
    ) -> Result<(), Failed> {
        for (slot, seen) in message.slots.iter().zip(seen) {
            let Holds::Oneof(oneof) = &slot.holds else { continue };
            let Some(index) = r.unknown_field(oneof.alternatives) else { continue };
            if !r.has_null(oneof.alternatives.get(index)) && r.null() {
                return Ok(());
            }
            if std::mem::replace(seen, true) {
                return Err(r.duplicate());
            }
            return self.json_kind_of(oneof, index, r);
        }
        r.skip_unknown()
    }

    fn json_oneof(&self, oneof: &Oneof, r: &mut Reader<'_>) -> Result<(), Failed> {
        r.oneof(oneof.alternatives, |index, r| self.json_kind_of(oneof, index, r))
    }

    fn json_kind_of(&self, oneof: &Oneof, index: usize, r: &mut Reader<'_>) -> Result<(), Failed> {
        match oneof.kinds.get(index) {
            Some(kind) => self.json_value(kind, r),
            None => r.skip_value(),
        }
    }

    fn json_value(&self, kind: &Kind, r: &mut Reader<'_>) -> Result<(), Failed> {
        match kind {
            Kind::Empty | Kind::Foreign => r.skip_value(),
            Kind::Leaf(leaf) => leaf.read_json(r),
            Kind::Type(index) => self.json_type(*index, r),
            Kind::Optional(_) | Kind::List(_) | Kind::Map(..) if r.null() => Ok(()),
            Kind::Optional(inner) => self.json_value(inner, r),
            Kind::List(inner) => r.elements(|r| self.json_value(inner, r)),
            Kind::Array(inner, length) => {
                let mut count = 0;
                r.elements(|r| {
                    count += 1;
                    self.json_value(inner, r)
                })?;
                if count == *length {
                    return Ok(());
                }
                let found = format!("a list of {count}");
                Err(r.fail_range(&found, "an array of another fixed length"))
            }
            Kind::Map(key, value) => r.entries(|r, text| {
                key.read_json_key(text, r)?;
                self.json_value(value, r)
            }),
        }
    }

    /// Whether a missing key, or a missing field of Protobuf, stands for a value.
    pub(super) fn may_be_absent(&self, kind: &Kind, profile: ProfileId) -> bool {
        match kind {
            Kind::Empty | Kind::Foreign | Kind::Optional(_) => true,
            Kind::Leaf(leaf) => leaf.may_be_absent(profile),
            Kind::List(_) | Kind::Map(..) => profile == ProfileId::Proto3,
            Kind::Array(_, length) => *length == 0,
            Kind::Type(index) => match self.ty(*index).map(|ty| &ty.shape) {
                Some(Shape::Enum(it)) => profile == ProfileId::Proto3 && it.has(0),
                _ => false,
            },
        }
    }
}

fn json_enum(it: &Enum, name: &'static str, r: &mut Reader<'_>) -> Result<(), Failed> {
    let number = r.enum_number(it.values, name)?;
    if it.has(number) {
        Ok(())
    } else {
        Err(r.unknown_enum_value(&number.to_string(), it.values, name))
    }
}
