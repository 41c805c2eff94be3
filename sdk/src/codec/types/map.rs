use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use plumberd_schema::Kind;

use super::entries::Entries;
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    Failed, Field, FieldRead, MapKey, MapKeyRead, ProtoField, ProtoFieldRead, ProtoValue,
    ProtoValueRead, json, proto,
};

/// An object in JSON; in Protobuf a list of entries, with the key at 1 and the value at 2.
macro_rules! map {
    ($([$($generics:tt)*] $type:ty, [$($bounds:tt)*], |$items:ident| $reversed:expr, $reserve:expr;)*) => { $(
        impl<K: MapKey, V: Field, $($generics)*> Field for $type {
            const KIND: Kind = Kind::Map(&K::KIND, &V::KIND);
            const PROTO_NAME: &'static str = V::PROTO_NAME;

            #[inline]
            fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
                let (mark, w) = w.begin_object();
                let w = self
                    .iter()
                    .fold(w, |w, (key, value)| w.entry(|w| key.write_json_key(w), value));
                w.end_object(mark)
            }

            #[inline]
            fn is_default(&self) -> bool {
                self.is_empty()
            }
        }

        impl<'de, K: MapKeyRead<'de> + $($bounds)*, V: FieldRead<'de>> FieldRead<'de> for $type {
            fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
                let mut items = <$type>::default();
                if !r.null() {
                    r.entries(|r, text| {
                        let key = K::read_json_key(text, r)?;
                        let value = V::read_json(r)?;
                        let before = items.len();
                        items.insert(key, value);
                        if items.len() > before { Ok(()) } else { Err(r.duplicate()) }
                    })?;
                }
                Ok(items)
            }

            #[inline]
            fn absent(profile: ProfileId) -> Option<Self> {
                (profile == ProfileId::Proto3).then(<$type>::default)
            }
        }

        impl<K: MapKey + ProtoValue, V: ProtoValue, $($generics)*> ProtoField for $type {
            fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                let $items = self;
                $reversed.fold(w, |w, (key, value)| w.nested(number, |w| key.write(1, value.write(2, w))))
            }
        }

        impl<'de, V: ProtoValueRead<'de>, K: MapKeyRead<'de> + ProtoValueRead<'de> + $($bounds)*>
            ProtoFieldRead<'de> for $type
        {
            fn merge(slot: &mut Option<Self>, key: proto::Key, r: &mut proto::Reader<'de>) -> Result<(), Failed> {
                let items = slot.get_or_insert_with(<$type>::default);
                if items.is_empty() {
                    $reserve(items, r.repeats(key));
                }
                let (key, value) = read_entry(key.wire, r)?;
                items.insert(key, value);
                Ok(())
            }
        }
    )* };
}

map! {
    [S] HashMap<K, V, S>, [Eq + Hash, S: BuildHasher + Default], |items| items.iter(), HashMap::reserve;
    [] BTreeMap<K, V>, [Ord], |items| items.iter().rev(), |_: &mut BTreeMap<K, V>, _| {};
    [] Entries<K, V>, [Sized], |items| items.iter().rev(), Entries::reserve;
}

#[inline]
fn read_entry<'de, K, V>(wire: WireType, r: &mut proto::Reader<'de>) -> Result<(K, V), Failed>
where
    K: ProtoValueRead<'de>,
    V: ProtoValueRead<'de>,
{
    r.expect(wire, WireType::Len)?;
    r.nested(|r| {
        let mut key = None;
        let mut value = None;
        while let Some(next) = r.next_key()? {
            match next.number {
                1 => K::merge_value(&mut key, next.wire, r)?,
                2 => V::merge_value(&mut value, next.wire, r)?,
                _ => r.skip(next)?,
            }
        }
        Ok((or_default(key, r)?, or_default(value, r)?))
    })
}

/// What an entry leaves out is the default; for a message, that is the one without any field.
fn or_default<'de, T: ProtoValueRead<'de>>(
    slot: Option<T>,
    r: &mut proto::Reader<'de>,
) -> Result<T, Failed> {
    match slot.or_else(|| T::absent(ProfileId::Proto3)) {
        Some(value) => Ok(value),
        None => match T::read(T::WIRE, &mut proto::Reader::new(&[0], proto::ReadLimits::default()))
        {
            Ok(value) => Ok(value),
            Err(_) => Err(r.fail(proto::Fault::Missing("value"))),
        },
    }
}
