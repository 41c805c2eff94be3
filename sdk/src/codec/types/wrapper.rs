use std::sync::Arc;

use plumberd_schema::{FieldDescriptor, Kind, TypeDescriptor};
use uuid::Uuid;

use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    Data, EncodeError, Failed, Field, FieldRead, ProtoField, ProtoFieldRead, ProtoValue,
    ProtoValueRead, json, proto,
};
use crate::event::{DecodeError, DecodeEvent, Event, EventInfo, Payload, Upcasted};

/// A box, a shared pointer or a reference travels as what it points to.
macro_rules! pointer {
    ($([$($lifetime:tt)*] $type:ty;)*) => { $(
        impl<$($lifetime)* T: Field> Field for $type {
            const KIND: Kind = T::KIND;
            const PROTO_NAME: &'static str = T::PROTO_NAME;

            #[inline]
            fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
                (**self).write_json(w)
            }

            #[inline]
            fn is_absent(&self) -> bool {
                (**self).is_absent()
            }

            #[inline]
            fn is_default(&self) -> bool {
                (**self).is_default()
            }
        }

        impl<$($lifetime)* E, T: ProtoValue<E>> ProtoValue<E> for $type {
            const WIRE: WireType = T::WIRE;

            #[inline]
            fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                (**self).write(number, w)
            }
        }

        impl<$($lifetime)* E, T: ProtoField<E>> ProtoField<E> for $type {
            #[inline]
            fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                (**self).write_field(number, w)
            }
        }
    )* };
}

pointer! {
    [] Box<T>;
    [] Arc<T>;
    ['a,] &'a T;
}

macro_rules! owning_pointer {
    ($($type:ident)*) => { $(
        impl<'de, T: FieldRead<'de>> FieldRead<'de> for $type<T> {
            #[inline]
            fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
                T::read_json(r).map($type::new)
            }

            #[inline]
            fn absent(profile: ProfileId) -> Option<Self> {
                T::absent(profile).map($type::new)
            }
        }

        impl<'de, E, T: ProtoValueRead<'de, E>> ProtoValueRead<'de, E> for $type<T> {
            #[inline]
            fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
                T::read(wire, r).map($type::new)
            }

            fn merge_value(
                slot: &mut Option<Self>,
                wire: WireType,
                r: &mut proto::Reader<'de>,
            ) -> Result<(), Failed> {
                let mut inner = slot.take().and_then(Owned::into_owned_value);
                T::merge_value(&mut inner, wire, r)?;
                *slot = inner.map($type::new);
                Ok(())
            }
        }

        impl<'de, E, T: ProtoFieldRead<'de, E>> ProtoFieldRead<'de, E> for $type<T> {
            fn merge(slot: &mut Option<Self>, key: proto::Key, r: &mut proto::Reader<'de>) -> Result<(), Failed> {
                let mut inner = slot.take().and_then(Owned::into_owned_value);
                T::merge(&mut inner, key, r)?;
                *slot = inner.map($type::new);
                Ok(())
            }
        }
    )* };
}

/// The value out of a pointer that was made a moment ago, so that nobody shares it.
trait Owned<T> {
    fn into_owned_value(self) -> Option<T>;
}

impl<T> Owned<T> for Box<T> {
    fn into_owned_value(self) -> Option<T> {
        Some(*self)
    }
}

impl<T> Owned<T> for Arc<T> {
    fn into_owned_value(self) -> Option<T> {
        Arc::into_inner(self)
    }
}

owning_pointer! { Box Arc }

impl<T: Data> Data for Box<T> {
    const NAME: &'static str = T::NAME;
    const FIELDS: &'static [FieldDescriptor] = T::FIELDS;
    const ALTERNATIVES: &'static [&'static str] = T::ALTERNATIVES;
    const DESCRIPTOR: &'static TypeDescriptor = T::DESCRIPTOR;
}

/// A large event can be boxed in a set.
impl<T: Event> Event for Box<T> {
    const INFO: &'static EventInfo = T::INFO;

    fn id(&self) -> Option<Uuid> {
        Event::id(&**self)
    }

    fn encode(&self, id: Uuid, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        Event::encode(&**self, id, out)
    }
}

impl<'de, T: DecodeEvent<'de>> DecodeEvent<'de> for Box<T> {
    fn decode(payload: &Payload<'de>) -> Result<Upcasted<Self>, DecodeError> {
        T::decode(payload).map(|events| events.map(Box::new))
    }
}
