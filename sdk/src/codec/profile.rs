//! The dialects of JSON.

use plumberd_schema::FieldDescriptor;

/// The name of a dialect, where a program chooses at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProfileId {
    /// [`MicroPlumberd`].
    MicroPlumberd,
    /// [`Proto3`].
    Proto3,
    /// [`Py019`].
    Py019,
}

impl ProfileId {
    /// The name in attributes and schemas.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MicroPlumberd => "micro-plumberd",
            Self::Proto3 => "proto3",
            Self::Py019 => "py-0.1.9",
        }
    }
}

/// A dialect of JSON, chosen at compile time so that writing has no branches for the others.
pub trait Profile: sealed::Sealed + 'static {
    /// The dialect's name.
    const ID: ProfileId;

    /// The key fragment of a field in this dialect.
    fn key(field: &'static FieldDescriptor) -> &'static str;
}

/// What .NET micro-plumberd and py-micro-plumberd read: `PascalCase` keys, numbers and enums as
/// numbers, .NET's forms of dates, time spans and decimals; `None` is left out.
#[derive(Debug, Clone, Copy)]
pub struct MicroPlumberd;

impl Profile for MicroPlumberd {
    const ID: ProfileId = ProfileId::MicroPlumberd;

    #[inline]
    fn key(field: &'static FieldDescriptor) -> &'static str {
        field.json_key
    }
}

/// The canonical JSON mapping of Protobuf: `camelCase` keys, 64-bit integers as text, enums as names,
/// defaults left out.
#[derive(Debug, Clone, Copy)]
pub struct Proto3;

impl Profile for Proto3 {
    const ID: ProfileId = ProfileId::Proto3;

    #[inline]
    fn key(field: &'static FieldDescriptor) -> &'static str {
        field.proto_json_key
    }
}

/// The bytes of py-micro-plumberd 0.1.9, for tests: spaces after `,` and `:`, ASCII only, `null`
/// for `None`, and nested structs in `snake_case`.
#[derive(Debug, Clone, Copy)]
pub struct Py019;

impl Profile for Py019 {
    const ID: ProfileId = ProfileId::Py019;

    #[inline]
    fn key(field: &'static FieldDescriptor) -> &'static str {
        field.json_key
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::MicroPlumberd {}
    impl Sealed for super::Proto3 {}
    impl Sealed for super::Py019 {}
}
