use std::borrow::Cow;
use std::sync::Arc;

use plumberd_schema::Kind;

use super::{implicit_presence, last_one_wins};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    Failed, Field, FieldRead, MapKey, MapKeyRead, Plain, ProtoField, ProtoFieldRead, ProtoValue,
    ProtoValueRead, json, proto,
};

/// Text in any of its Rust forms. `$owned` makes it from JSON text, `$borrowed` from Protobuf's.
macro_rules! text {
    ($([$($generics:tt)*] $type:ty, [$($de:tt)*] |$text:ident| $from_cow:expr, $from_str:expr;)*) => { $(
        impl<$($generics)*> Field for $type {
            const KIND: Kind = Kind::String;

            #[inline]
            fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
                w.str(self)
            }

            #[inline]
            fn is_default(&self) -> bool {
                self.is_empty()
            }
        }

        impl<$($de)*> FieldRead<'de> for $type {
            /// `null` is an empty text: it is what .NET writes for a string that was never set.
            #[inline]
            fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
                if r.null() {
                    let $text = Cow::Borrowed("");
                    return Ok($from_cow);
                }
                let $text = r.text()?;
                Ok($from_cow)
            }

            #[inline]
            fn absent(profile: ProfileId) -> Option<Self> {
                (profile == ProfileId::Proto3).then(|| {
                    let $text = Cow::Borrowed("");
                    $from_cow
                })
            }
        }

        impl<$($generics)*> MapKey for $type {
            #[inline]
            fn write_json_key<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
                w.str(self)
            }
        }

        impl<$($de)*> MapKeyRead<'de> for $type {
            #[inline]
            fn read_json_key($text: Cow<'de, str>, _: &mut json::Reader<'de>) -> Result<Self, Failed> {
                Ok($from_cow)
            }
        }

        text! { @proto [$($generics)*] $type, [$($de)*], $from_str }
    )* };
    (@proto [$($generics:tt)*] $type:ty, [$($de:tt)*], $from_str:expr) => {
        impl<$($generics)*> ProtoValue for $type {
            const WIRE: WireType = WireType::Len;

            #[inline]
            fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                w.len_field(number, self.as_bytes())
            }
        }

        impl<$($de)*> ProtoValueRead<'de> for $type {
            #[inline]
            fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
                r.text(wire).map($from_str)
            }
        }

        impl<$($generics)*> ProtoField for $type {
            #[inline]
            fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                if self.is_empty() { w } else { w.len_field(number, self.as_bytes()) }
            }
        }

        impl<$($de)*> ProtoFieldRead<'de> for $type {
            #[inline]
            fn merge(slot: &mut Option<Self>, key: proto::Key, r: &mut proto::Reader<'de>) -> Result<(), Failed> {
                *slot = Some(r.text(key.wire).map($from_str)?);
                Ok(())
            }
        }
    };
}

text! {
    [] String, ['de] |text| text.into_owned(), String::from;
    [] Box<str>, ['de] |text| text.into_owned().into_boxed_str(), Box::from;
    [] Arc<str>, ['de] |text| Arc::from(&*text), Arc::from;
    ['a] Cow<'a, str>, ['de: 'a, 'a] |text| text, Cow::Borrowed;
}

/// Borrowed text: only what has no escapes can be borrowed from JSON.
impl Field for &str {
    const KIND: Kind = Kind::String;

    #[inline]
    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        w.str(self)
    }

    #[inline]
    fn is_default(&self) -> bool {
        self.is_empty()
    }
}

impl<'de: 'a, 'a> FieldRead<'de> for &'a str {
    #[inline]
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        if r.null() {
            return Ok("");
        }
        r.borrowed_text()
    }

    #[inline]
    fn absent(profile: ProfileId) -> Option<Self> {
        (profile == ProfileId::Proto3).then_some("")
    }
}

impl MapKey for &str {
    #[inline]
    fn write_json_key<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        w.str(self)
    }
}

impl<'de: 'a, 'a> MapKeyRead<'de> for &'a str {
    fn read_json_key(text: Cow<'de, str>, r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        match text {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(_) => Err(r.fail(json::Fault::Escaped)),
        }
    }
}

text! { @proto ['a] &'a str, ['de: 'a, 'a], |text| text }

/// A character is a text of one.
impl Field for char {
    const KIND: Kind = Kind::String;

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        w.str(self.encode_utf8(&mut [0; 4]))
    }
}

impl<'de> FieldRead<'de> for char {
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        let text = r.text()?;
        match single(&text) {
            Some(c) => Ok(c),
            None => Err(r.fail_invalid(&text, "a single character")),
        }
    }
}

impl ProtoValue for char {
    const WIRE: WireType = WireType::Len;

    fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        w.len_field(number, self.encode_utf8(&mut [0; 4]).as_bytes())
    }
}

impl<'de> ProtoValueRead<'de> for char {
    fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
        let text = r.text(wire)?;
        match single(text) {
            Some(c) => Ok(c),
            None => Err(r.fail_invalid(text, "a single character")),
        }
    }
}

implicit_presence! { [] char, Plain; }
last_one_wins! { [] char, Plain; }

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}
