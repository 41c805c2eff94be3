//! Small parts of reading that would be many tokens in every type.

use plumberd_schema::EnumValue;

use crate::codec::profile::ProfileId;
use crate::codec::{Failed, FieldRead, json, proto};

/// The value of a field with a declared default, if there is one. Protobuf's JSON leaves out values
/// that are Protobuf's default, so there an absent key stands for that one.
#[inline]
pub fn json_slot<'de, T: FieldRead<'de>>(slot: Option<T>, r: &json::Reader<'de>) -> Option<T> {
    match slot {
        None if r.profile() == ProfileId::Proto3 => T::absent(ProfileId::Proto3),
        slot => slot,
    }
}

/// As [`json_slot`], in Protobuf: the declared default is for types that Protobuf has none for.
#[inline]
pub fn proto_slot<'de, T: FieldRead<'de>>(slot: Option<T>, _: &proto::Reader<'de>) -> Option<T> {
    match slot {
        None => T::absent(ProfileId::Proto3),
        slot => slot,
    }
}

/// Notes that an enum does not have a number.
#[cold]
pub fn unknown_enum_number(
    r: &mut json::Reader<'_>,
    number: i32,
    values: &'static [EnumValue],
    name: &'static str,
) -> Failed {
    r.unknown_enum_value(&number.to_string(), values, name)
}
