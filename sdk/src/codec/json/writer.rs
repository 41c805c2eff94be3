#![allow(
    clippy::inline_always,
    reason = "a key is a constant only where its write is inlined, and the writer stays in registers only there"
)]

use std::cell::RefCell;
use std::marker::PhantomData;

use plumberd_schema::{EnumValue, FieldDescriptor};

use super::decimal::Decimal;
use super::escape;
use super::locate::path_of_unfinished;
use crate::codec::copy::copy;
use crate::codec::error::EncodeFault;
use crate::codec::field::Field;
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto_field::{Oneof, OneofField};

thread_local! {
    /// The value that stopped the writer of this thread, and its path. Only a writer that has stopped
    /// looks here: carried along, it would cost every write a register.
    static FAULT: RefCell<Option<(String, EncodeFault)>> = const { RefCell::new(None) };
}

pub(super) fn take_fault() -> Option<(String, EncodeFault)> {
    FAULT.take()
}

/// Writes JSON, front to back, in one pass.
///
/// A key is one fragment with everything around it, `,"Key":`. The comma in front of an object's
/// first key is turned into the brace when the object ends, so no key asks whether it is the first.
///
/// The writer is handed on by value, so that it stays in registers. Without room, or after a value
/// that cannot be written, it has no room at all any more, and whoever began starts again or fails.
#[derive(Debug)]
pub struct Writer<'b, P> {
    room: &'b mut [u8],
    at: usize,
    profile: PhantomData<P>,
}

/// Where an object begins.
#[derive(Debug, Clone, Copy)]
pub struct Mark(usize);

impl<'b, P: Profile> Writer<'b, P> {
    const PY: bool = matches!(P::ID, ProfileId::Py019);
    const PROTO3: bool = matches!(P::ID, ProfileId::Proto3);

    #[inline]
    pub(super) fn new(room: &'b mut [u8]) -> Self {
        Self { room, at: 0, profile: PhantomData }
    }

    /// How much was written; nothing when the writer has stopped.
    #[inline]
    pub(super) fn written(&self) -> Option<usize> {
        (self.at <= self.room.len() && !self.room.is_empty()).then_some(self.at)
    }

    /// Stops for want of room.
    #[cold]
    fn overflow() -> Self {
        Self { room: &mut [], at: 0, profile: PhantomData }
    }

    /// Stops: the value at this place cannot be written.
    #[cold]
    #[must_use]
    pub fn fail(self, fault: EncodeFault) -> Self {
        // After a stop for want of room, the path is not known; there will be another try.
        if !self.room.is_empty() {
            let path = path_of_unfinished(&self.room[..self.at]);
            FAULT.with_borrow_mut(|noted| {
                noted.get_or_insert((path, fault));
            });
        }
        Self::overflow()
    }

    /// Room for `N` bytes in one piece, of which `write` says how many it used.
    #[inline(always)]
    fn chunk<const N: usize>(self, write: impl FnOnce(&mut [u8; N]) -> usize) -> Self {
        match self.room.get_mut(self.at..).and_then(<[u8]>::first_chunk_mut::<N>) {
            Some(chunk) => {
                let used = write(chunk);
                Self { at: self.at + used, ..self }
            }
            None => Self::overflow(),
        }
    }

    /// Appends bytes that are known to be valid where they stand.
    #[inline(always)]
    #[must_use]
    pub fn raw(self, bytes: &[u8]) -> Self {
        match self.room.get_mut(self.at..self.at + bytes.len()) {
            Some(to) => {
                to.copy_from_slice(bytes);
                Self { at: self.at + bytes.len(), ..self }
            }
            None => Self::overflow(),
        }
    }

    #[inline(always)]
    fn byte(self, byte: u8) -> Self {
        self.chunk(|chunk| {
            *chunk = [byte];
            1
        })
    }

    /// The byte before, where there is one.
    fn last(&self) -> Option<u8> {
        self.room.get(..self.at).and_then(<[u8]>::last).copied()
    }

    /// Begins an object.
    #[inline(always)]
    #[must_use]
    pub fn begin_object(self) -> (Mark, Self) {
        let mark = Mark(self.at);
        if Self::PY { (mark, self.byte(b'{')) } else { (mark, self) }
    }

    /// Ends an object.
    #[inline(always)]
    #[must_use]
    pub fn end_object(self, mark: Mark) -> Self {
        self.close(mark, [b'{', b'}'])
    }

    #[inline(always)]
    fn close(self, mark: Mark, [open, close]: [u8; 2]) -> Self {
        if Self::PY {
            return self.byte(close);
        }
        if self.at == mark.0 {
            return self.raw(&[open, close]);
        }
        match self.room.get_mut(mark.0) {
            Some(first) => *first = open,
            None => return Self::overflow(),
        }
        self.byte(close)
    }

    /// Writes a field of an object, unless the profile leaves it out.
    #[inline(always)]
    #[must_use]
    pub fn field<T: Field>(self, field: &'static FieldDescriptor, value: &T) -> Self {
        if (!Self::PY && value.is_absent()) || (Self::PROTO3 && value.is_default()) {
            return self;
        }
        self.field_always(field, value)
    }

    /// Writes a field of an object whatever its value.
    #[inline(always)]
    #[must_use]
    pub fn field_always<T: Field>(self, field: &'static FieldDescriptor, value: &T) -> Self {
        value.write_json(self.key(field))
    }

    /// Writes a oneof: in the `proto3` profile its alternative takes its place.
    #[inline]
    #[must_use]
    pub fn oneof_field<T: OneofField>(self, field: &'static FieldDescriptor, value: &T) -> Self {
        match value.as_oneof() {
            Some(value) if Self::PROTO3 => value.write_json_alternative(self),
            Some(value) => self.field_always(field, value),
            None if Self::PY => self.key(field).null(),
            None => self,
        }
    }

    #[inline(always)]
    pub(super) fn key(self, field: &'static FieldDescriptor) -> Self {
        if Self::PY { self.py_key(field) } else { self.raw(P::key(field).as_bytes()) }
    }

    /// Nested models of py-micro-plumberd keep Python's own names.
    fn py_key(self, field: &'static FieldDescriptor) -> Self {
        let nested = self.room.get(..self.at).is_some_and(|before| open_objects(before) > 1);
        let name = if nested { field.name } else { field.json_name() };
        self.py_separator(b'{').byte(b'"').raw(name.as_bytes()).raw(b"\": ")
    }

    /// `, ` unless the bracket has just been opened: no value ends with one.
    fn py_separator(self, open: u8) -> Self {
        if self.last() == Some(open) { self } else { self.raw(b", ") }
    }

    /// Writes an entry of a map; `key` writes the key with its quotes.
    #[inline]
    #[must_use]
    pub fn entry<T: Field>(self, key: impl FnOnce(Self) -> Self, value: &T) -> Self {
        let w = if Self::PY {
            key(self.py_separator(b'{')).raw(b": ")
        } else {
            key(self.byte(b',')).byte(b':')
        };
        value.write_json(w)
    }

    /// Writes a list.
    #[inline]
    #[must_use]
    pub fn list<'a, T: Field + 'a>(self, items: impl IntoIterator<Item = &'a T>) -> Self {
        let mark = Mark(self.at);
        let w = if Self::PY { self.byte(b'[') } else { self };
        let w = items.into_iter().fold(w, |w, item| {
            let w = if Self::PY { w.py_separator(b'[') } else { w.byte(b',') };
            item.write_json(w)
        });
        w.close(mark, [b'[', b']'])
    }

    /// Writes an alternative of a oneof as a value of its own: `{"Kind":"Camera","Camera":{…}}`, or
    /// `{"camera":{…}}` in the `proto3` profile.
    #[inline]
    #[must_use]
    pub fn alternative<T: Field>(self, field: &'static FieldDescriptor, value: &T) -> Self {
        let (mark, w) = self.begin_object();
        w.kind(field).field_always(field, value).end_object(mark)
    }

    /// Writes an alternative without a value: `{"Kind":"Nobody"}`, or `{"nobody":{}}`.
    #[inline]
    #[must_use]
    pub fn unit_alternative(self, field: &'static FieldDescriptor) -> Self {
        let (mark, w) = self.begin_object();
        let w = w.kind(field);
        let w = if Self::PROTO3 { w.empty_object(field) } else { w };
        w.end_object(mark)
    }

    /// Writes a field whose value is an object without keys.
    #[inline]
    #[must_use]
    pub fn empty_object(self, field: &'static FieldDescriptor) -> Self {
        self.key(field).raw(b"{}")
    }

    #[inline]
    fn kind(self, field: &'static FieldDescriptor) -> Self {
        if Self::PY {
            self.raw(b"\"Kind\": ").str(field.json_name())
        } else if Self::PROTO3 {
            self
        } else {
            self.raw(b",\"Kind\":").str(field.json_name())
        }
    }

    /// Writes a value of an enum: its number, or its name.
    #[inline]
    #[must_use]
    pub fn enum_value(self, value: &'static EnumValue, by_name: bool) -> Self {
        if Self::PROTO3 {
            self.ascii(value.proto_name)
        } else if by_name {
            self.str(value.name)
        } else {
            self.integer(value.number)
        }
    }

    /// Writes `null`.
    #[inline]
    #[must_use]
    pub fn null(self) -> Self {
        self.raw(b"null")
    }

    /// Writes a boolean.
    #[inline]
    #[must_use]
    pub fn bool(self, value: bool) -> Self {
        if value { self.raw(b"true") } else { self.raw(b"false") }
    }

    /// Writes an integer as a number.
    #[inline]
    #[must_use]
    pub fn integer(self, value: impl itoa::Integer) -> Self {
        self.short(itoa::Buffer::new().format(value))
    }

    /// Writes an integer as a number, or as text where the profile keeps 64 bits from JavaScript.
    #[inline]
    #[must_use]
    pub fn integer64(self, value: impl itoa::Integer) -> Self {
        if Self::PROTO3 {
            self.ascii(itoa::Buffer::new().format(value))
        } else {
            self.integer(value)
        }
    }

    /// Writes a double.
    #[inline]
    #[must_use]
    pub fn f64(self, value: f64) -> Self {
        if let Some(decimal) = Decimal::of(value) {
            self.chunk(|room| decimal.write(room))
        } else if value.is_finite() {
            self.float(zmij::Buffer::new().format_finite(value))
        } else {
            self.not_finite(value)
        }
    }

    /// Writes a float: the shortest text that is this float, not the double next to it.
    #[inline]
    #[must_use]
    pub fn f32(self, value: f32) -> Self {
        if value.is_finite() {
            self.float(zmij::Buffer::new().format_finite(value))
        } else {
            self.not_finite(f64::from(value))
        }
    }

    #[inline]
    fn float(self, text: &str) -> Self {
        if Self::PY {
            // Python has two digits in an exponent at least.
            if let Some((digits, exponent @ ("-5" | "-6" | "-7" | "-8" | "-9"))) =
                text.split_once('e')
            {
                return self.raw(digits.as_bytes()).raw(b"e-0").raw(&exponent.as_bytes()[1..]);
            }
        }
        self.short(text)
    }

    #[cold]
    fn not_finite(self, value: f64) -> Self {
        let name = if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        };
        if Self::PROTO3 { self.ascii(name) } else { self.fail(EncodeFault::NotFinite(name)) }
    }

    /// Appends a text of a few bytes.
    #[inline(always)]
    fn short(self, text: &str) -> Self {
        match self.room.get_mut(self.at..self.at + text.len()) {
            Some(to) => {
                copy(to, text.as_bytes());
                Self { at: self.at + text.len(), ..self }
            }
            None => Self::overflow(),
        }
    }

    /// Writes text with its quotes and escapes.
    #[inline]
    #[must_use]
    pub fn str(self, text: &str) -> Self {
        if Self::PY || escape::has_special(text.as_bytes()) {
            return self.escaped(text);
        }
        self.ascii(text)
    }

    #[inline(never)]
    fn escaped(self, text: &str) -> Self {
        let mut escaped = Vec::new();
        if Self::PY {
            escape::write_ascii(text, &mut escaped);
        } else {
            return escape::write_escaped(text, self.byte(b'"'), Self::raw).byte(b'"');
        }
        self.byte(b'"').raw(&escaped).byte(b'"')
    }

    /// Writes text that is known to need no escapes, with its quotes.
    #[inline]
    #[must_use]
    pub fn ascii(self, text: &str) -> Self {
        match self.room.get_mut(self.at..self.at + text.len() + 2) {
            Some([first, body @ .., last]) => {
                (*first, *last) = (b'"', b'"');
                copy(body, text.as_bytes());
                Self { at: self.at + text.len() + 2, ..self }
            }
            _ => Self::overflow(),
        }
    }

    /// Writes quotes around up to `N` bytes that need no escapes; `write` says how many it wrote.
    #[inline]
    #[must_use]
    pub fn quoted<const N: usize>(self, write: impl FnOnce(&mut [u8; N]) -> usize) -> Self {
        self.byte(b'"').chunk(write).byte(b'"')
    }

    /// Writes quotes around exactly `len` bytes that need no escapes.
    #[inline]
    #[must_use]
    pub fn quoted_len(self, len: usize, write: impl FnOnce(&mut [u8])) -> Self {
        match self.room.get_mut(self.at..self.at + len + 2) {
            Some([first, body @ .., last]) => {
                (*first, *last) = (b'"', b'"');
                write(body);
                Self { at: self.at + len + 2, ..self }
            }
            _ => Self::overflow(),
        }
    }
}

/// How many objects are open; only for the profile of tests, which has names by depth.
fn open_objects(before: &[u8]) -> usize {
    let mut open = 0usize;
    let mut at = 0;
    while at < before.len() {
        match before[at] {
            b'"' => {
                at += 1;
                while at < before.len() && before[at] != b'"' {
                    at += 1 + usize::from(before[at] == b'\\');
                }
            }
            b'{' => open += 1,
            b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    open
}
