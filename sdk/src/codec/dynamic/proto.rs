use super::Types;
use super::kind::{Enum, Holds, Kind, Message, Oneof, Shape};
use crate::codec::Failed;
use crate::codec::profile::ProfileId;
use crate::codec::proto::{Fault, Key, ProtoError, ReadLimits, Reader, WireType};

/// Reads a whole message as an event.
pub(super) fn read(types: &Types, ty: usize, data: &[u8]) -> Result<(), ProtoError> {
    let limits = ReadLimits::default();
    if data.len() > limits.max_bytes {
        return Err(ProtoError::at_start(Fault::TooLarge {
            size: data.len(),
            limit: limits.max_bytes,
        }));
    }
    let mut r = Reader::new(data, limits);
    let mut decoding = Decoding { types, path: Vec::new() };
    decoding.body(ty, &mut r, &mut Seen::default()).map_err(|_| {
        let (offset, fault) = r.into_fault(data);
        ProtoError { fault, path: decoding.path.join("."), offset }
    })
}

/// The fields of a message that were there, each with those of the message in it: when a message comes
/// twice, the second one needs only what the first one did not have.
#[derive(Debug, Default)]
struct Seen(Vec<(u32, Seen)>);

impl Seen {
    fn has(&self, number: u32) -> bool {
        self.0.iter().any(|(seen, _)| *seen == number)
    }

    fn enter(&mut self, number: u32) -> &mut Seen {
        let index = match self.0.iter().position(|(seen, _)| *seen == number) {
            Some(index) => index,
            None => {
                self.0.push((number, Seen::default()));
                self.0.len() - 1
            }
        };
        &mut self.0[index].1
    }

    /// Another alternative takes the place of the earlier one.
    fn replace(&mut self, oneof: &Oneof, number: u32) -> &mut Seen {
        self.0.retain(|(seen, _)| *seen == number || oneof.with_number(*seen).is_none());
        self.enter(number)
    }
}

struct Decoding<'a> {
    types: &'a Types,
    /// The names of the fields on the way to the one that is read. They stay where a read fails.
    path: Vec<&'static str>,
}

impl<'a> Decoding<'a> {
    fn body(&mut self, ty: usize, r: &mut Reader<'_>, seen: &mut Seen) -> Result<(), Failed> {
        match self.types.ty(ty).map(|ty| (&ty.shape, ty.name)) {
            Some((Shape::Message(message), _)) => self.message(message, r, seen),
            Some((Shape::Union(oneof), name)) => self.union(oneof, name, r, seen),
            Some((Shape::Enum(_), _)) | None => {
                while let Some(key) = r.next_key()? {
                    r.skip(key)?;
                }
                Ok(())
            }
        }
    }

    fn message(
        &mut self,
        message: &'a Message,
        r: &mut Reader<'_>,
        seen: &mut Seen,
    ) -> Result<(), Failed> {
        while let Some(key) = r.next_key()? {
            self.field(message, key, r, seen)?;
        }
        for (slot, field) in message.slots.iter().zip(message.fields) {
            let is_there = match &slot.holds {
                Holds::Oneof(oneof) => {
                    seen.0.iter().any(|(it, _)| oneof.with_number(*it).is_some())
                }
                _ => field.number.is_some_and(|number| seen.has(number)),
            };
            if is_there || slot.default {
                continue;
            }
            match &slot.holds {
                Holds::Fixed => r.finish_fixed::<()>(false, field)?,
                Holds::Oneof(oneof) if oneof.required => {
                    return Err(r.fail(Fault::Missing(field.name)));
                }
                Holds::Value(kind) if !self.types.may_be_absent(kind, ProfileId::Proto3) => {
                    return Err(r.fail(Fault::Missing(field.name)));
                }
                Holds::Oneof(_) | Holds::Value(_) => {}
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        message: &'a Message,
        key: Key,
        r: &mut Reader<'_>,
        seen: &mut Seen,
    ) -> Result<(), Failed> {
        for (slot, field) in message.slots.iter().zip(message.fields) {
            match &slot.holds {
                Holds::Oneof(oneof) => {
                    if let Some((_, alternative, kind)) = oneof.with_number(key.number) {
                        let seen = seen.replace(oneof, key.number);
                        return self.named(alternative.name, |it| it.value(kind, key, r, seen));
                    }
                }
                Holds::Fixed if field.number == Some(key.number) => {
                    seen.enter(key.number);
                    return self.named(field.name, |_| r.read_fixed(&mut true, key.wire, field));
                }
                Holds::Value(kind) if field.number == Some(key.number) => {
                    let seen = seen.enter(key.number);
                    return self.named(field.name, |it| it.repeated(kind, key, r, seen));
                }
                Holds::Fixed | Holds::Value(_) => {}
            }
        }
        r.skip(key)
    }

    fn union(
        &mut self,
        oneof: &'a Oneof,
        name: &'static str,
        r: &mut Reader<'_>,
        seen: &mut Seen,
    ) -> Result<(), Failed> {
        while let Some(key) = r.next_key()? {
            match oneof.with_number(key.number) {
                Some((_, alternative, kind)) => {
                    let seen = seen.replace(oneof, key.number);
                    self.named(alternative.name, |it| it.value(kind, key, r, seen))?;
                }
                None => r.skip(key)?,
            }
        }
        if seen.0.is_empty() { Err(r.fail(Fault::Missing(name))) } else { Ok(()) }
    }

    fn named(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        self.path.push(name);
        read(self)?;
        self.path.pop();
        Ok(())
    }

    /// One occurrence of a field.
    fn repeated(
        &mut self,
        kind: &'a Kind,
        key: Key,
        r: &mut Reader<'_>,
        seen: &mut Seen,
    ) -> Result<(), Failed> {
        match kind {
            Kind::Optional(inner) => self.value(inner, key, r, seen),
            Kind::List(inner) => self.elements(inner, key, r).map(drop),
            Kind::Array(inner, length) => {
                let count = self.elements(inner, key, r)?;
                if count == *length {
                    return Ok(());
                }
                let found = format_args!("a list of {count}").to_string();
                Err(r.fail_range(&found, "an array of another fixed length"))
            }
            Kind::Map(entry_key, value) => {
                r.expect(key.wire, WireType::Len)?;
                r.nested(|r| {
                    let mut inside = Seen::default();
                    while let Some(next) = r.next_key()? {
                        match next.number {
                            1 => entry_key.read_proto(next.wire, r)?,
                            2 => self.value(value, next, r, inside.enter(2))?,
                            _ => r.skip(next)?,
                        }
                    }
                    if inside.has(2) { Ok(()) } else { self.absent_value(value, r) }
                })
            }
            kind => self.value(kind, key, r, seen),
        }
    }

    /// The value of a map's entry that is not there: the default, or an empty message.
    fn absent_value(&mut self, kind: &'a Kind, r: &mut Reader<'_>) -> Result<(), Failed> {
        if self.types.may_be_absent(kind, ProfileId::Proto3) {
            return Ok(());
        }
        let empty = [0];
        let key = Key { number: 2, wire: WireType::Len };
        let mut inside = Reader::new(&empty, ReadLimits::default());
        let depth = self.path.len();
        let read = self.value(kind, key, &mut inside, &mut Seen::default());
        self.path.truncate(depth);
        read.map_err(|_| r.fail(Fault::Missing("value")))
    }

    fn elements(&mut self, kind: &'a Kind, key: Key, r: &mut Reader<'_>) -> Result<usize, Failed> {
        let mut count = 0;
        match kind {
            Kind::Leaf(leaf) => leaf.read_list(&mut count, key.wire, r)?,
            Kind::Type(index) => match self.types.ty(*index).map(|ty| (&ty.shape, ty.name)) {
                Some((Shape::Enum(it), name)) => {
                    r.packed(key.wire, WireType::Varint, |r| {
                        count += 1;
                        let number = r.enum_element()?;
                        checked(it, name, number, r)
                    })?;
                }
                _ => self.value(kind, key, r, &mut Seen::default())?,
            },
            kind => self.value(kind, key, r, &mut Seen::default())?,
        }
        Ok(count)
    }

    fn value(
        &mut self,
        kind: &'a Kind,
        key: Key,
        r: &mut Reader<'_>,
        seen: &mut Seen,
    ) -> Result<(), Failed> {
        match kind {
            Kind::Leaf(leaf) => leaf.read_proto(key.wire, r),
            Kind::Empty => r.empty_message(key.wire),
            Kind::Type(index) => match self.types.ty(*index).map(|ty| (&ty.shape, ty.name)) {
                Some((Shape::Enum(it), name)) => {
                    let number = r.enum_number(key.wire)?;
                    checked(it, name, number, r)
                }
                _ => {
                    r.expect(key.wire, WireType::Len)?;
                    r.nested(|r| self.body(*index, r, seen))
                }
            },
            Kind::Optional(inner) => self.value(inner, key, r, seen),
            // Protobuf has no lists of lists, so no type that has a form there comes to this.
            Kind::Foreign | Kind::List(_) | Kind::Array(..) | Kind::Map(..) => r.skip(key),
        }
    }
}

fn checked(it: &Enum, name: &'static str, number: i32, r: &mut Reader<'_>) -> Result<(), Failed> {
    if it.has(number) { Ok(()) } else { Err(r.unknown_enum_value(number, it.values, name)) }
}
