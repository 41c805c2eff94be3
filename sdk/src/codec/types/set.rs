use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, Hash};

use plumberd_schema::Kind;

use crate::codec::profile::{Profile, ProfileId};
use crate::codec::{
    Failed, Field, FieldRead, ProtoField, ProtoFieldRead, ProtoValue, ProtoValueRead, json, proto,
};

/// A set travels as a list; what comes twice counts once.
macro_rules! set {
    ($([$($generics:tt)*] $type:ty, [$($bounds:tt)*], |$items:ident| $reversed:expr;)*) => { $(
        impl<T: Field, $($generics)*> Field for $type {
            const KIND: Kind = Kind::Set(&T::KIND);
            const PROTO_NAME: &'static str = T::PROTO_NAME;

            fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
                w.list(self)
            }

            fn is_default(&self) -> bool {
                self.is_empty()
            }
        }

        impl<'de, T: FieldRead<'de> + $($bounds)*> FieldRead<'de> for $type {
            fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
                let mut items = <$type>::default();
                if !r.null() {
                    r.elements(|r| {
                        items.insert(T::read_json(r)?);
                        Ok(())
                    })?;
                }
                Ok(items)
            }

            fn absent(profile: ProfileId) -> Option<Self> {
                (profile == ProfileId::Proto3).then(<$type>::default)
            }
        }

        impl<E, T: ProtoValue<E>, $($generics)*> ProtoField<E> for $type {
            fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                let $items = self;
                T::write_list($reversed, number, w)
            }
        }

        impl<'de, E, T: ProtoValueRead<'de, E> + $($bounds)*> ProtoFieldRead<'de, E> for $type {
            fn merge(slot: &mut Option<Self>, key: proto::Key, r: &mut proto::Reader<'de>) -> Result<(), Failed> {
                let items = slot.get_or_insert_with(<$type>::default);
                let mut insert = |item| {
                    items.insert(item);
                };
                T::read_list(&mut insert, key.wire, r)
            }
        }
    )* };
}

set! {
    [S] HashSet<T, S>, [Eq + Hash, S: BuildHasher + Default], |items| items.iter();
    [] BTreeSet<T>, [Ord], |items| items.iter().rev();
}
