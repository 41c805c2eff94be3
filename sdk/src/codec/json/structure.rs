use std::borrow::Cow;
use std::fmt::Write;

use plumberd_schema::{EnumValue, FieldDescriptor, Kind};

use super::error::Fault;
use super::reader::Reader;
use crate::codec::error::Failed;
use crate::codec::field::{Data, FieldRead};
use crate::codec::profile::ProfileId;
use crate::codec::proto_field::{OneofField, OneofRead};

/// How far an object has been read.
#[derive(Debug, Clone, Copy)]
pub struct Cursor {
    /// The field that comes next, if the writer kept the order of the type.
    next: usize,
    first: bool,
}

/// The index that stands for a key that the type does not have.
const UNKNOWN: usize = usize::MAX;

impl<'de> Reader<'de> {
    /// Begins an object.
    ///
    /// # Errors
    /// When something else comes next, or it is nested too deep.
    #[inline]
    pub fn begin_object(&mut self) -> Result<Cursor, Failed> {
        if self.peek() != Some(b'{') {
            return Err(self.fail_type("an object"));
        }
        self.at += 1;
        self.enter()?;
        Ok(Cursor { next: 0, first: true })
    }

    /// The index of the field whose key comes next; nothing at the end of the object. A key that the
    /// type does not have has an index beyond all fields.
    ///
    /// # Errors
    /// When the object is malformed.
    #[inline]
    pub fn next_field(
        &mut self,
        fields: &'static [FieldDescriptor],
        cursor: &mut Cursor,
    ) -> Result<Option<usize>, Failed> {
        // Most documents are as our own writer, .NET or Python made them: the expected key comes
        // next, without white space. Then one comparison with the fragment `,"Key":` is all.
        if let Some(field) = fields.get(cursor.next) {
            let key = field.json_key.as_bytes();
            let key = if cursor.first { &key[1..] } else { key };
            if self.text.as_bytes()[self.at..].starts_with(key) {
                self.at += key.len();
                let index = cursor.next;
                *cursor = Cursor { next: index + 1, first: false };
                return Ok(Some(index));
            }
        }
        self.find_field(fields, cursor)
    }

    fn find_field(
        &mut self,
        fields: &'static [FieldDescriptor],
        cursor: &mut Cursor,
    ) -> Result<Option<usize>, Failed> {
        let first = std::mem::replace(&mut cursor.first, false);
        let Some(key) = self.next_key(first)? else {
            return Ok(None);
        };
        let (behind, before) = fields.split_at(cursor.next.min(fields.len()));
        let found =
            find(before, &key).map(|index| index + behind.len()).or_else(|| find(behind, &key));
        if let Some(index) = found {
            cursor.next = index + 1;
            return Ok(Some(index));
        }
        self.unknown = key;
        Ok(Some(UNKNOWN))
    }

    /// The next key of an object and its colon; nothing at the end of the object.
    pub(crate) fn next_key(&mut self, first: bool) -> Result<Option<Cow<'de, str>>, Failed> {
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                self.depth -= 1;
                return Ok(None);
            }
            Some(b',') if !first => self.at += 1,
            Some(b'"') if first => {}
            _ => return Err(self.fail_syntax(if first { "a key or `}`" } else { "`,` or `}`" })),
        }
        if self.peek() != Some(b'"') {
            return Err(self.fail_syntax("a key"));
        }
        let key = self.text()?;
        if self.peek() != Some(b':') {
            return Err(self.fail_syntax("`:`"));
        }
        self.at += 1;
        Ok(Some(key))
    }

    /// Reads the value of a field, once.
    ///
    /// # Errors
    /// When the value is malformed, or the key was there before.
    #[inline]
    pub fn read_into<T: FieldRead<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), Failed> {
        if slot.is_some() {
            return Err(self.duplicate());
        }
        *slot = Some(T::read_json(self)?);
        Ok(())
    }

    /// Reads the value of a oneof's own key, once; `null` is no alternative.
    ///
    /// # Errors
    /// When the value is malformed, or the key was there before.
    pub fn read_oneof_into<T: OneofRead<'de>>(
        &mut self,
        slot: &mut Option<T>,
    ) -> Result<(), Failed> {
        if self.null() { Ok(()) } else { self.read_into(slot) }
    }

    /// Reads the value behind a key that the type does not have, if it is an alternative of its oneof.
    ///
    /// # Errors
    /// When the value is malformed, or an alternative was there before.
    pub fn read_alternative<T: OneofRead<'de>>(
        &mut self,
        slot: &mut Option<T>,
    ) -> Result<bool, Failed> {
        let Some(index) = find(<T as Data>::FIELDS, &self.unknown) else {
            return Ok(false);
        };
        if !self.has_null(<T as Data>::FIELDS.get(index)) && self.null() {
            return Ok(true);
        }
        if slot.is_some() {
            return Err(self.duplicate());
        }
        *slot = Some(T::read_json_alternative(index, self)?);
        Ok(true)
    }

    /// The index of the alternative whose key was read and is no field of the type.
    #[cfg(feature = "dynamic")]
    pub(crate) fn unknown_field(&self, fields: &'static [FieldDescriptor]) -> Option<usize> {
        find(fields, &self.unknown)
    }

    /// Whether `null` is a value of an alternative, as free-form JSON in Protobuf's mapping has it, and
    /// not one that is not set.
    pub(crate) fn has_null(&self, alternative: Option<&FieldDescriptor>) -> bool {
        self.profile() == ProfileId::Proto3
            && alternative.is_some_and(|field| {
                matches!(field.kind, Kind::Json | Kind::Foreign("google.protobuf.NullValue"))
            })
    }

    /// Notes that the key of the value that stands here, or has just been read, was there before.
    #[cold]
    pub(crate) fn duplicate(&mut self) -> Failed {
        let before = &self.text.as_bytes()[..self.at];
        let path = super::locate::path_at(before);
        let key = path.rsplit('.').next().unwrap_or_default();
        self.fail(Fault::Duplicate(key.into()))
    }

    /// Reads over the value of a key that the type does not have.
    ///
    /// # Errors
    /// When it is not JSON.
    #[inline]
    pub fn skip_unknown(&mut self) -> Result<(), Failed> {
        self.skip_value()
    }

    /// The field's value, or what an absent key stands for.
    ///
    /// # Errors
    /// When the key is required.
    #[inline]
    pub fn finish<T: FieldRead<'de>>(
        &mut self,
        slot: Option<T>,
        field: &'static FieldDescriptor,
    ) -> Result<T, Failed> {
        match slot {
            Some(value) => Ok(value),
            None => match T::absent(self.profile()) {
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

    /// A field's key in the document's dialect.
    pub(super) fn key_of(&self, field: &'static FieldDescriptor) -> &'static str {
        if self.is_proto3() { field.proto_json_name() } else { field.json_name() }
    }

    #[cold]
    pub(crate) fn missing(&mut self, field: &'static FieldDescriptor) -> Failed {
        let name = self.key_of(field);
        // The object has just been closed; point into it.
        self.fail_at(self.at.saturating_sub(1), Fault::Missing(name))
    }

    /// Reads the elements of an array.
    ///
    /// # Errors
    /// When something else comes next, or an element is malformed.
    #[inline]
    pub fn elements(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        if self.peek() != Some(b'[') {
            return Err(self.fail_type("an array"));
        }
        self.at += 1;
        self.enter()?;
        if self.peek() != Some(b']') {
            loop {
                read(self)?;
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(b']') => break,
                    _ => return Err(self.fail_syntax("`,` or `]`")),
                }
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    /// Reads an array into a vector.
    ///
    /// # Errors
    /// As [`elements`](Self::elements).
    #[inline]
    pub fn list<T: FieldRead<'de>>(&mut self) -> Result<Vec<T>, Failed> {
        let mut items = Vec::new();
        self.elements(|r| {
            items.push(T::read_json(r)?);
            Ok(())
        })?;
        Ok(items)
    }

    /// Reads the entries of an object.
    ///
    /// # Errors
    /// When something else comes next, or an entry is malformed.
    #[inline]
    pub fn entries(
        &mut self,
        mut read: impl FnMut(&mut Self, Cow<'de, str>) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        self.begin_object()?;
        let mut first = true;
        while let Some(key) = self.next_key(std::mem::take(&mut first))? {
            read(self, key)?;
        }
        Ok(())
    }
}

/// The field with this key in either profile, or under its own name or an alias.
pub(super) fn find(fields: &'static [FieldDescriptor], key: &str) -> Option<usize> {
    fields.iter().position(|field| {
        field.json_name() == key
            || field.proto_json_name() == key
            || field.name == key
            || field.aliases.contains(&key)
    })
}

/// The values of an enum for an error message.
pub(crate) fn known_values(values: &'static [EnumValue]) -> String {
    let mut known = String::new();
    for (index, value) in values.iter().enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        let _ = write!(known, "{separator}{} ({})", value.name, value.number);
    }
    known
}
