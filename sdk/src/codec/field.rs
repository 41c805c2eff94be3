use std::borrow::Cow;

use plumberd_schema::{FieldDescriptor, Kind, TypeDescriptor};

use super::error::Failed;
use super::json::{Reader, Writer};
use super::profile::{Profile, ProfileId};

/// A type that can be a field: it has a kind, and it writes itself as JSON.
///
/// The writer is handed on by value: whoever writes gets it and gives it back. Writing does not
/// return errors: a value that JSON cannot hold stops the writer with [`Writer::fail`], and the encode
/// as a whole fails.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of an event",
    label = "not a field type",
    note = "derive `PlumberdData` on your own structs and enums; `docs/attributes.md` lists the field types and the features that add more"
)]
pub trait Field {
    /// What the type is in a schema.
    const KIND: Kind;
    /// What a list of the type is; bytes for `u8`.
    const LIST_KIND: Kind = Kind::List(&Self::KIND);
    /// The full Protobuf name of the described type in it, if that has been given with
    /// `#[event(proto = "…")]`.
    #[doc(hidden)]
    const PROTO_NAME: &'static str = "";

    /// Writes the value.
    #[must_use]
    fn write_json<'b, P: Profile>(&self, w: Writer<'b, P>) -> Writer<'b, P>;

    /// Whether the key is left out of JSON: `None`.
    #[inline]
    fn is_absent(&self) -> bool {
        false
    }

    /// Whether the value is the one that Protobuf does not write: `0`, `""`, an empty list.
    #[inline]
    fn is_default(&self) -> bool {
        false
    }

    /// Writes a list of values.
    #[inline]
    #[must_use]
    fn write_json_slice<'b, P: Profile>(items: &[Self], w: Writer<'b, P>) -> Writer<'b, P>
    where
        Self: Sized,
    {
        w.list(items)
    }
}

/// A field type that is read from JSON; `'de` is the lifetime of the input, for types that borrow.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read as a field of an event",
    label = "not a field type that can be read",
    note = "derive `PlumberdData` on your own structs and enums; a borrowed field needs the event's lifetime"
)]
pub trait FieldRead<'de>: Field + Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// [`Failed`] after the fault has been noted with [`Reader::fail`].
    fn read_json(r: &mut Reader<'de>) -> Result<Self, Failed>;

    /// The value of a key that is not there: `None` for an `Option`; in the `proto3` profile, the
    /// Protobuf default. Nothing when the key is required.
    #[inline]
    fn absent(profile: ProfileId) -> Option<Self> {
        let _ = profile;
        None
    }

    /// What `null` is in an `Option`: nothing, but for free-form JSON in the `proto3` profile, where
    /// `null` is a value that is there.
    #[inline]
    fn null(profile: ProfileId) -> Option<Self> {
        let _ = profile;
        None
    }

    /// Reads a list of values.
    ///
    /// # Errors
    /// As [`read_json`](Self::read_json).
    #[inline]
    fn read_json_vec(r: &mut Reader<'de>) -> Result<Vec<Self>, Failed> {
        r.list()
    }
}

/// A type that can be the key of a map. In JSON, a key is always text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a map in an event",
    label = "not a map key",
    note = "use text, an integer, `bool` or `Uuid`"
)]
pub trait MapKey: Field {
    /// Writes the key with its quotes.
    #[must_use]
    fn write_json_key<'b, P: Profile>(&self, w: Writer<'b, P>) -> Writer<'b, P>;
}

/// A [`MapKey`] that is read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a map in an event",
    label = "not a map key",
    note = "use text, an integer, `bool` or `Uuid`"
)]
pub trait MapKeyRead<'de>: MapKey + FieldRead<'de> {
    /// Reads the key from its text.
    ///
    /// # Errors
    /// [`Failed`] after the fault has been noted with [`Reader::fail`].
    fn read_json_key(text: Cow<'de, str>, r: &mut Reader<'de>) -> Result<Self, Failed>;
}

/// A type that the derives describe: a struct, an enum or a oneof.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not described",
    label = "missing `#[derive(PlumberdData)]`"
)]
pub trait Data: Field {
    /// The bare name, as other languages see it: `RecordingFinished`, `Pair<A, B>`.
    const NAME: &'static str;
    /// Room for the name of a generic type, which is put together by the compiler.
    #[doc(hidden)]
    const NAME_BUFFER: NameBuffer = NameBuffer::EMPTY;
    /// The fields of a struct, the alternatives of a oneof; in the order of the wire, the id first.
    const FIELDS: &'static [FieldDescriptor];
    /// The `PROTO_NAME` of each alternative of a oneof.
    #[doc(hidden)]
    const ALTERNATIVES: &'static [&'static str] = &[];
    /// What the type is made of.
    const DESCRIPTOR: &'static TypeDescriptor;
}

/// The name of a generic type, `Pair<A, B>`, built in a constant.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct NameBuffer {
    bytes: [u8; 192],
    len: usize,
}

impl NameBuffer {
    pub(crate) const EMPTY: Self = Self { bytes: [0; 192], len: 0 };

    /// `base<argument, argument>`, as .NET micro-plumberd names generic types.
    ///
    /// # Panics
    /// When the name is longer than 192 bytes: a compile error, since this runs in constants.
    #[must_use]
    pub const fn generic(base: &str, arguments: &[&str]) -> Self {
        let mut name = Self::EMPTY.push(base).push("<");
        let mut i = 0;
        while i < arguments.len() {
            if i > 0 {
                name = name.push(", ");
            }
            name = name.push(arguments[i]);
            i += 1;
        }
        name.push(">")
    }

    const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        assert!(
            self.len + text.len() <= self.bytes.len(),
            "the name of a generic event is longer than 192 bytes"
        );
        let mut i = 0;
        while i < text.len() {
            self.bytes[self.len] = text[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// The name.
    ///
    /// # Panics
    /// Never: it is made of whole texts.
    #[must_use]
    #[allow(clippy::panic, reason = "runs in constants, on text that is valid by construction")]
    pub const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(name) => name,
            Err(_) => panic!("names are text"),
        }
    }
}
