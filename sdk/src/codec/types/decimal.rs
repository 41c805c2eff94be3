use plumberd_schema::Kind;
use rust_decimal::Decimal;

use super::{implicit_presence, last_one_wins};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{Failed, Field, FieldRead, Plain, ProtoValue, ProtoValueRead, json, proto};

const EXPECTED: &str = "a decimal of up to 28 fraction digits";

/// 29 digits, a sign and a point, with some to spare.
const MAX_LEN: usize = 40;

/// The decimal as text, without an allocation.
fn text(value: Decimal, room: &mut [u8; MAX_LEN]) -> &str {
    use std::io::Write;
    let mut rest = &mut room[..];
    // There is room for every decimal, so this cannot fail.
    let _ = write!(rest, "{value}");
    let len = MAX_LEN - rest.len();
    std::str::from_utf8(&room[..len]).unwrap_or_default()
}

/// A number with its scale in JSON, as .NET's `decimal`; text in Protobuf, which has no decimal.
impl Field for Decimal {
    const KIND: Kind = Kind::Decimal;

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        let mut room = [0; MAX_LEN];
        let text = text(*self, &mut room);
        if P::ID == ProfileId::Proto3 { w.ascii(text) } else { w.raw(text.as_bytes()) }
    }

    /// `0`, but not `0.00`: the scale is part of the value.
    fn is_default(&self) -> bool {
        self.is_zero() && self.scale() == 0 && self.is_sign_positive()
    }
}

fn parse(text: &str) -> Option<Decimal> {
    let scientific = text.contains(['e', 'E']);
    if scientific {
        Decimal::from_scientific(text).ok()
    } else {
        Decimal::from_str_exact(text).ok()
    }
}

impl<'de> FieldRead<'de> for Decimal {
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        if r.profile() == ProfileId::Proto3 && r.peek() == Some(b'"') {
            let text = r.text()?;
            return match parse(&text) {
                Some(value) => Ok(value),
                None => Err(r.fail_invalid(&text, EXPECTED)),
            };
        }
        let text = r.number_text()?;
        match parse(text) {
            Some(value) => Ok(value),
            None => Err(r.fail_range(text, EXPECTED)),
        }
    }

    fn absent(profile: ProfileId) -> Option<Self> {
        (profile == ProfileId::Proto3).then_some(Decimal::ZERO)
    }
}

impl ProtoValue for Decimal {
    const WIRE: WireType = WireType::Len;

    fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        w.len_field(number, text(*self, &mut [0; MAX_LEN]).as_bytes())
    }
}

impl<'de> ProtoValueRead<'de> for Decimal {
    fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
        let text = r.text(wire)?;
        match parse(text) {
            Some(value) => Ok(value),
            None if text.is_empty() => Ok(Decimal::ZERO),
            None => Err(r.fail_invalid(text, EXPECTED)),
        }
    }
}

implicit_presence! { [] Decimal, Plain; }
last_one_wins! { [] Decimal, Plain; }
