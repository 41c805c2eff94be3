#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::cast_lossless,
    reason = "Protobuf defines integers by their bits: sign extension, truncation and zigzag are the format"
)]

use plumberd_schema::Kind;

use super::{implicit_presence, last_one_wins};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    Failed, Field, FieldRead, FixedWidth, MapKey, MapKeyRead, Plain, ProtoValue, ProtoValueRead,
    ZigZag, json, proto,
};

/// What every integer does, apart from its Protobuf formats.
macro_rules! integer {
    ($($type:ident: $kind:expr, $write:ident, $read:ident, $target:literal;)*) => { $(
        impl Field for $type {
            const KIND: Kind = $kind;

            #[inline]
            fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
                w.$write(*self)
            }

            #[inline]
            fn is_default(&self) -> bool {
                *self == 0
            }
        }

        impl<'de> FieldRead<'de> for $type {
            #[inline]
            fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
                if r.profile() == ProfileId::Proto3 && r.null() {
                    return Ok(0);
                }
                let value = r.$read($target)?;
                r.narrow(value, $target)
            }

            #[inline]
            fn absent(profile: ProfileId) -> Option<Self> {
                (profile == ProfileId::Proto3).then_some(0)
            }
        }

        map_key! { $type, $target }
    )* };
}

macro_rules! map_key {
    ($type:ident, $target:literal) => {
        impl MapKey for $type {
            fn write_json_key<'b, P: Profile>(
                &self,
                w: json::Writer<'b, P>,
            ) -> json::Writer<'b, P> {
                w.ascii(itoa::Buffer::new().format(*self))
            }
        }

        impl<'de> MapKeyRead<'de> for $type {
            fn read_json_key(
                text: std::borrow::Cow<'de, str>,
                r: &mut json::Reader<'de>,
            ) -> Result<Self, Failed> {
                match text.parse() {
                    Ok(key) => Ok(key),
                    Err(_) => Err(r.fail_invalid(&text, $target)),
                }
            }
        }
    };
}

// `u8` in a list is a byte; its `Field` stands in `bytes.rs`.
integer! {
    i8: Kind::Int(8), integer, i64, "an 8-bit integer";
    i16: Kind::Int(16), integer, i64, "a 16-bit integer";
    i32: Kind::Int(32), integer, i64, "a 32-bit integer";
    i64: Kind::Int(64), integer64, i64, "a 64-bit integer";
    u16: Kind::UInt(16), integer, u64, "an unsigned 16-bit integer";
    u32: Kind::UInt(32), integer, u64, "an unsigned 32-bit integer";
    u64: Kind::UInt(64), integer64, u64, "an unsigned 64-bit integer";
}
map_key! { u8, "an unsigned 8-bit integer" }

/// One Protobuf format of an integer: how an element is written and read, without its key.
macro_rules! format {
    ($type:ident as $format:ident, $wire:ident, |$value:ident| $encode:expr, |$r:ident| $read:expr) => {
        impl ProtoValue<$format> for $type {
            const WIRE: WireType = WireType::$wire;

            #[inline]
            fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                let $value = *self;
                format! { @field $wire w, number, $encode }
            }

            #[inline]
            fn write_list<'a, 'b>(
                reversed: impl Iterator<Item = &'a Self>,
                number: u32,
                w: proto::Writer<'b>,
            ) -> proto::Writer<'b> {
                w.packed(reversed, number, |item, w| {
                    let $value = *item;
                    format! { @element $wire w, $encode }
                })
            }
            format! { @bytes $type $format }
        }

        impl<'de> ProtoValueRead<'de, $format> for $type {
            #[inline]
            fn read(wire: WireType, $r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
                $r.expect(wire, WireType::$wire)?;
                $read
            }

            fn read_list(
                push: &mut impl FnMut(Self),
                wire: WireType,
                r: &mut proto::Reader<'de>,
            ) -> Result<(), Failed> {
                r.packed(wire, WireType::$wire, |$r| {
                    push($read?);
                    Ok(())
                })
            }
            format! { @read_bytes $type $format }
        }

        implicit_presence! { [] $type, $format; }
        last_one_wins! { [] $type, $format; }
    };
    (@field Varint $w:ident, $number:ident, $encode:expr) => {
        $w.varint_field($number, $encode)
    };
    (@field I32 $w:ident, $number:ident, $encode:expr) => {
        $w.fixed32_field($number, $encode)
    };
    (@field I64 $w:ident, $number:ident, $encode:expr) => {
        $w.fixed64_field($number, $encode)
    };
    (@element Varint $w:ident, $encode:expr) => {
        $w.varint($encode)
    };
    (@element I32 $w:ident, $encode:expr) => {
        $w.bytes(&$encode)
    };
    (@element I64 $w:ident, $encode:expr) => {
        $w.bytes(&$encode)
    };
    // A list of `u8` is one value of bytes.
    (@bytes u8 Plain) => {
        #[inline]
        fn write_slice<'b>(items: &[Self], number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
            if items.is_empty() { w } else { w.len_field(number, items) }
        }
    };
    (@read_bytes u8 Plain) => {
        #[inline]
        fn read_vec(
            out: &mut Vec<Self>,
            key: proto::Key,
            r: &mut proto::Reader<'de>,
        ) -> Result<(), Failed> {
            let bytes = r.bytes(key.wire)?;
            out.clear();
            out.extend_from_slice(bytes);
            Ok(())
        }
    };
    (@bytes $type:ident $format:ident) => {};
    (@read_bytes $type:ident $format:ident) => {};
}

/// A narrow integer travels as a wide one, so a value may come that does not fit.
#[inline]
fn narrow<N: Copy + std::fmt::Display, T: TryFrom<N>>(
    value: N,
    r: &mut proto::Reader<'_>,
    target: &'static str,
) -> Result<T, Failed> {
    match T::try_from(value) {
        Ok(value) => Ok(value),
        Err(_) => Err(r.fail_range(&value, target)),
    }
}

#[inline]
fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

#[inline]
fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

format!(i8 as Plain, Varint, |v| i64::from(v) as u64, |r| {
    let v = r.varint()? as i32;
    narrow(v, r, "an 8-bit integer")
});
format!(i16 as Plain, Varint, |v| i64::from(v) as u64, |r| {
    let v = r.varint()? as i32;
    narrow(v, r, "a 16-bit integer")
});
format!(i32 as Plain, Varint, |v| i64::from(v) as u64, |r| r.varint().map(|v| v as i32));
format!(i64 as Plain, Varint, |v| v as u64, |r| r.varint().map(|v| v as i64));
format!(u8 as Plain, Varint, |v| u64::from(v), |r| {
    let v = r.varint()? as u32;
    narrow(v, r, "an unsigned 8-bit integer")
});
format!(u16 as Plain, Varint, |v| u64::from(v), |r| {
    let v = r.varint()? as u32;
    narrow(v, r, "an unsigned 16-bit integer")
});
format!(u32 as Plain, Varint, |v| u64::from(v), |r| r.varint().map(|v| v as u32));
format!(u64 as Plain, Varint, |v| v, |r| r.varint());

format!(i8 as ZigZag, Varint, |v| zigzag(i64::from(v)), |r| {
    let v = unzigzag(r.varint()?);
    narrow(v, r, "an 8-bit integer")
});
format!(i16 as ZigZag, Varint, |v| zigzag(i64::from(v)), |r| {
    let v = unzigzag(r.varint()?);
    narrow(v, r, "a 16-bit integer")
});
format!(i32 as ZigZag, Varint, |v| zigzag(i64::from(v)), |r| r
    .varint()
    .map(|v| unzigzag(u64::from(v as u32)) as i32));
format!(i64 as ZigZag, Varint, |v| zigzag(v), |r| r.varint().map(unzigzag));

format!(i8 as FixedWidth, I32, |v| i32::from(v).to_le_bytes(), |r| {
    let v = r.fixed().map(i32::from_le_bytes)?;
    narrow(v, r, "an 8-bit integer")
});
format!(i16 as FixedWidth, I32, |v| i32::from(v).to_le_bytes(), |r| {
    let v = r.fixed().map(i32::from_le_bytes)?;
    narrow(v, r, "a 16-bit integer")
});
format!(u16 as FixedWidth, I32, |v| u32::from(v).to_le_bytes(), |r| {
    let v = r.fixed().map(u32::from_le_bytes)?;
    narrow(v, r, "an unsigned 16-bit integer")
});
format!(i32 as FixedWidth, I32, |v| v.to_le_bytes(), |r| r.fixed().map(i32::from_le_bytes));
format!(u32 as FixedWidth, I32, |v| v.to_le_bytes(), |r| r.fixed().map(u32::from_le_bytes));
format!(i64 as FixedWidth, I64, |v| v.to_le_bytes(), |r| r.fixed().map(i64::from_le_bytes));
format!(u64 as FixedWidth, I64, |v| v.to_le_bytes(), |r| r.fixed().map(u64::from_le_bytes));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zigzag_is_protobufs() {
        for (value, expected) in
            [(0, 0), (-1, 1), (1, 2), (-2, 3), (i64::MAX, u64::MAX - 1), (i64::MIN, u64::MAX)]
        {
            assert_eq!(zigzag(value), expected);
            assert_eq!(unzigzag(expected), value);
        }
    }
}
