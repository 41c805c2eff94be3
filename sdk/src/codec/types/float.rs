use plumberd_schema::Kind;

use super::{implicit_presence, last_one_wins};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{Failed, Field, FieldRead, Plain, ProtoValue, ProtoValueRead, json, proto};

macro_rules! float {
    ($($type:ident: $kind:expr, $wire:ident, $field:ident;)*) => { $(
        impl Field for $type {
            const KIND: Kind = $kind;

            #[inline]
            fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
                w.$type(*self)
            }

            /// Only the positive zero: Protobuf writes `-0.0`.
            #[inline]
            fn is_default(&self) -> bool {
                self.to_bits() == 0
            }
        }

        impl<'de> FieldRead<'de> for $type {
            #[inline]
            fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
                if r.profile() == ProfileId::Proto3 && r.null() {
                    return Ok(0.0);
                }
                r.$type()
            }

            #[inline]
            fn absent(profile: ProfileId) -> Option<Self> {
                (profile == ProfileId::Proto3).then_some(0.0)
            }
        }

        impl ProtoValue for $type {
            const WIRE: WireType = WireType::$wire;

            #[inline]
            fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                w.$field(number, self.to_le_bytes())
            }

            #[inline]
            fn write_list<'a, 'b>(reversed: impl Iterator<Item = &'a Self>, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                w.packed(reversed, number, |item, w| w.bytes(&item.to_le_bytes()))
            }
        }

        impl<'de> ProtoValueRead<'de> for $type {
            #[inline]
            fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
                r.expect(wire, WireType::$wire)?;
                r.fixed().map($type::from_le_bytes)
            }

            fn read_list(
                push: &mut impl FnMut(Self),
                wire: WireType,
                r: &mut proto::Reader<'de>,
            ) -> Result<(), Failed> {
                r.packed(wire, WireType::$wire, |r| {
                    push(r.fixed().map($type::from_le_bytes)?);
                    Ok(())
                })
            }
        }

        implicit_presence! { [] $type, Plain; }
        last_one_wins! { [] $type, Plain; }
    )* };
}

float! {
    f32: Kind::F32, I32, fixed32_field;
    f64: Kind::F64, I64, fixed64_field;
}
