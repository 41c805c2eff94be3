use std::marker::PhantomData;

use plumberd_schema::{EnumValue, FieldDescriptor};

use super::escape;
use super::locate::path_at;
use crate::codec::error::{EncodeError, EncodeFault};
use crate::codec::field::Field;
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto_field::{Oneof, OneofField};

/// Writes JSON into a buffer, front to back, in one pass.
///
/// A key is one fragment with everything around it, `,"Key":`. The comma in front of an object's
/// first key is turned into the brace when the object ends, so no key asks whether it is the first.
#[derive(Debug)]
pub struct Writer<P> {
    out: Vec<u8>,
    start: usize,
    fault: Option<Box<(usize, EncodeFault)>>,
    depth: usize,
    profile: PhantomData<P>,
}

/// Where an object begins.
#[derive(Debug, Clone, Copy)]
pub struct Mark(usize);

impl<P: Profile> Writer<P> {
    const PY: bool = matches!(P::ID, ProfileId::Py019);
    const PROTO3: bool = matches!(P::ID, ProfileId::Proto3);

    /// A writer that appends to a buffer.
    #[inline]
    pub fn new(out: Vec<u8>) -> Self {
        Self { start: out.len(), out, fault: None, depth: 0, profile: PhantomData }
    }

    /// The buffer, and whether everything could be written. If not, the buffer is as before.
    #[inline]
    pub fn finish(self, type_name: &'static str) -> (Vec<u8>, Result<(), EncodeError>) {
        match self.fault {
            None => (self.out, Ok(())),
            Some(fault) => {
                let (offset, fault) = *fault;
                let mut out = self.out;
                let path = path_of_unfinished(&out[self.start..offset]);
                out.truncate(self.start);
                (out, Err(EncodeError { type_name, path, fault }))
            }
        }
    }

    /// Notes that the value at this place cannot be written. The first note counts.
    #[cold]
    pub fn fail(&mut self, fault: EncodeFault) {
        let offset = self.out.len();
        self.fault.get_or_insert_with(|| Box::new((offset, fault)));
    }

    /// Begins an object.
    #[inline]
    pub fn begin_object(&mut self) -> Mark {
        let mark = Mark(self.out.len());
        if Self::PY {
            self.out.push(b'{');
            self.depth += 1;
        }
        mark
    }

    /// Ends an object.
    #[inline]
    pub fn end_object(&mut self, mark: Mark) {
        if Self::PY {
            self.depth -= 1;
        } else if let Some(first) = self.out.get_mut(mark.0) {
            *first = b'{';
        } else {
            self.out.push(b'{');
        }
        self.out.push(b'}');
    }

    /// Writes a field of an object, unless the profile leaves it out.
    #[inline]
    pub fn field<T: Field>(&mut self, field: &'static FieldDescriptor, value: &T) {
        if (!Self::PY && value.is_absent()) || (Self::PROTO3 && value.is_default()) {
            return;
        }
        self.field_always(field, value);
    }

    /// Writes a field of an object whatever its value.
    #[inline]
    pub fn field_always<T: Field>(&mut self, field: &'static FieldDescriptor, value: &T) {
        self.key(field);
        value.write_json(self);
    }

    /// Writes a oneof: in the `proto3` profile its alternative takes its place.
    #[inline]
    pub fn oneof_field<T: OneofField>(&mut self, field: &'static FieldDescriptor, value: &T) {
        match value.as_oneof() {
            Some(value) if Self::PROTO3 => value.write_json_alternative(self),
            Some(value) => self.field_always(field, value),
            None if Self::PY => {
                self.key(field);
                self.null();
            }
            None => {}
        }
    }

    #[inline]
    fn key(&mut self, field: &'static FieldDescriptor) {
        if Self::PY {
            // Nested models of py-micro-plumberd keep Python's own names.
            let name = if self.depth > 1 { field.name } else { field.json_name() };
            self.py_separator(b'{');
            self.out.push(b'"');
            self.out.extend_from_slice(name.as_bytes());
            self.out.extend_from_slice(b"\": ");
        } else {
            self.out.extend_from_slice(P::key(field).as_bytes());
        }
    }

    /// `, ` unless the bracket has just been opened: no value ends with one.
    fn py_separator(&mut self, open: u8) {
        if self.out.last() != Some(&open) {
            self.out.extend_from_slice(b", ");
        }
    }

    /// Writes an entry of a map; `key` writes the key with its quotes.
    #[inline]
    pub fn entry<T: Field>(&mut self, key: impl FnOnce(&mut Self), value: &T) {
        if Self::PY {
            self.py_separator(b'{');
            key(self);
            self.out.extend_from_slice(b": ");
        } else {
            self.out.push(b',');
            key(self);
            self.out.push(b':');
        }
        value.write_json(self);
    }

    /// Writes a list.
    #[inline]
    pub fn list<'a, T: Field + 'a>(&mut self, items: impl IntoIterator<Item = &'a T>) {
        let start = self.out.len();
        if Self::PY {
            self.out.push(b'[');
        }
        for item in items {
            if Self::PY {
                self.py_separator(b'[');
            } else {
                self.out.push(b',');
            }
            item.write_json(self);
        }
        if !Self::PY {
            if let Some(first) = self.out.get_mut(start) {
                *first = b'[';
            } else {
                self.out.push(b'[');
            }
        }
        self.out.push(b']');
    }

    /// Writes an alternative of a oneof as a value of its own: `{"Kind":"Camera","Camera":{…}}`, or
    /// `{"camera":{…}}` in the `proto3` profile.
    #[inline]
    pub fn alternative<T: Field>(&mut self, field: &'static FieldDescriptor, value: &T) {
        let mark = self.begin_object();
        self.kind(field);
        self.field_always(field, value);
        self.end_object(mark);
    }

    /// Writes an alternative without a value: `{"Kind":"Nobody"}`, or `{"nobody":{}}`.
    #[inline]
    pub fn unit_alternative(&mut self, field: &'static FieldDescriptor) {
        let mark = self.begin_object();
        self.kind(field);
        if Self::PROTO3 {
            self.empty_object(field);
        }
        self.end_object(mark);
    }

    /// Writes a field whose value is an object without keys.
    #[inline]
    pub fn empty_object(&mut self, field: &'static FieldDescriptor) {
        self.key(field);
        self.out.extend_from_slice(b"{}");
    }

    fn kind(&mut self, field: &'static FieldDescriptor) {
        if Self::PY {
            self.out.extend_from_slice(b"\"Kind\": ");
            self.str(field.json_name());
        } else if !Self::PROTO3 {
            self.out.extend_from_slice(b",\"Kind\":");
            self.str(field.json_name());
        }
    }

    /// Writes a value of an enum: its number, or its name.
    #[inline]
    pub fn enum_value(&mut self, value: &'static EnumValue, by_name: bool) {
        if Self::PROTO3 {
            self.ascii(value.proto_name);
        } else if by_name {
            self.str(value.name);
        } else {
            self.integer(value.number);
        }
    }

    /// Writes `null`.
    #[inline]
    pub fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    /// Writes a boolean.
    #[inline]
    pub fn bool(&mut self, value: bool) {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// Writes an integer as a number.
    #[inline]
    pub fn integer(&mut self, value: impl itoa::Integer) {
        self.out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
    }

    /// Writes an integer as a number, or as text where the profile keeps 64 bits from JavaScript.
    #[inline]
    pub fn integer64(&mut self, value: impl itoa::Integer) {
        if Self::PROTO3 {
            self.ascii(itoa::Buffer::new().format(value));
        } else {
            self.integer(value);
        }
    }

    /// Writes a double.
    #[inline]
    pub fn f64(&mut self, value: f64) {
        if value.is_finite() {
            let mut buffer = zmij::Buffer::new();
            let text = buffer.format_finite(value);
            self.float_text(text);
        } else {
            self.not_finite(value);
        }
    }

    /// Writes a float: the shortest text that is this float, not the double next to it.
    #[inline]
    pub fn f32(&mut self, value: f32) {
        if value.is_finite() {
            let mut buffer = zmij::Buffer::new();
            let text = buffer.format_finite(value);
            self.float_text(text);
        } else {
            self.not_finite(f64::from(value));
        }
    }

    #[inline]
    fn float_text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    #[cold]
    fn not_finite(&mut self, value: f64) {
        let name = if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        };
        if Self::PROTO3 {
            self.ascii(name);
        } else {
            self.fail(EncodeFault::NotFinite(name));
        }
    }

    /// Writes text with its quotes and escapes.
    #[inline]
    pub fn str(&mut self, text: &str) {
        let bytes = text.as_bytes();
        if Self::PY || escape::find_special(bytes).is_some() {
            return self.escaped(text);
        }
        self.out.reserve(bytes.len() + 2);
        self.out.push(b'"');
        self.out.extend_from_slice(bytes);
        self.out.push(b'"');
    }

    #[cold]
    #[inline(never)]
    fn escaped(&mut self, text: &str) {
        self.out.push(b'"');
        if Self::PY {
            escape::write_ascii(text, &mut self.out);
        } else {
            escape::write_escaped(text, &mut self.out);
        }
        self.out.push(b'"');
    }

    /// Writes text that is known to need no escapes, with its quotes.
    #[inline]
    pub fn ascii(&mut self, text: &str) {
        self.quoted(|out| out.extend_from_slice(text.as_bytes()));
    }

    /// Writes quotes around whatever `write` appends, which must need no escapes.
    #[inline]
    pub fn quoted(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.out.push(b'"');
        write(&mut self.out);
        self.out.push(b'"');
    }

    /// Appends JSON that is known to be valid.
    #[inline]
    pub fn raw(&mut self, json: &[u8]) {
        self.out.extend_from_slice(json);
    }
}

/// The path in a document whose objects and lists still begin with the comma of their first item.
fn path_of_unfinished(before: &[u8]) -> String {
    // Every unfinished object or list of ours begins with `,`; a bracket in its place does for the
    // path: `,"` opens an object, any other `,` behind a colon or a comma a list.
    let mut fixed = before.to_vec();
    let mut previous = b':';
    let mut in_text = false;
    let mut at = 0;
    while at < fixed.len() {
        let byte = fixed[at];
        if in_text {
            match byte {
                b'\\' => at += 1,
                b'"' => {
                    in_text = false;
                    previous = b'"';
                }
                _ => {}
            }
        } else {
            match byte {
                b'"' => in_text = true,
                b',' if matches!(previous, b':' | b',' | b'{' | b'[') => {
                    let object = fixed.get(at + 1) == Some(&b'"') && is_key(&fixed[at + 1..]);
                    fixed[at] = if object { b'{' } else { b'[' };
                    previous = fixed[at];
                }
                _ => previous = byte,
            }
        }
        at += 1;
    }
    path_at(&fixed)
}

/// Whether a text at the start is followed by a colon.
fn is_key(rest: &[u8]) -> bool {
    let mut at = 1;
    while at < rest.len() && rest[at] != b'"' {
        at += 1 + usize::from(rest[at] == b'\\');
    }
    rest.get(at + 1) == Some(&b':')
}
