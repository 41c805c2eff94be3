use plumberd_schema::Kind;

use super::{Body, message};
use crate::codec::profile::Profile;
use crate::codec::{Failed, Field, FieldRead, ProtoField, ProtoFieldRead, json, proto};

/// One of the wrappers of `google/protobuf/wrappers.proto`: a message around a single value, from the
/// time when Protobuf had no `optional`. In JSON it is the value.
///
/// ```
/// use plumberd::types::StringValue;
/// use plumberd::PlumberdData;
/// use plumberd::codec::{json, proto};
///
/// #[derive(PlumberdData)]
/// struct Person { #[event(tag = 1)] nick_name: Option<StringValue> }
///
/// let person = Person { nick_name: Some("Ada".to_owned().into()) };
/// assert_eq!(json::to_vec(&person)?, br#"{"NickName":"Ada"}"#);
/// assert_eq!(proto::to_vec(&person)?, b"\x0a\x05\x0a\x03Ada");
/// # Ok::<(), plumberd::codec::EncodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Wrapper<T>(pub T);

/// A type that Google has a wrapper for.
pub trait Wrapped: Field + Default + sealed::Sealed {
    /// The full name of the wrapper: `google.protobuf.StringValue`.
    const WRAPPER: &'static str;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! wrappers {
    ($($alias:ident $type:ty;)*) => { $(
        #[doc = concat!("`google.protobuf.", stringify!($alias), "`.")]
        pub type $alias = Wrapper<$type>;

        impl sealed::Sealed for $type {}

        impl Wrapped for $type {
            const WRAPPER: &'static str = concat!("google.protobuf.", stringify!($alias));
        }

        impl Body for Wrapper<$type> {
            fn write_body<'b>(&self, w: proto::Writer<'b>) -> proto::Writer<'b> {
                <$type as ProtoField>::write_field(&self.0, 1, w)
            }

            fn merge_body(&mut self, r: &mut proto::Reader<'_>) -> Result<(), Failed> {
                let mut slot = None;
                while let Some(key) = r.next_key()? {
                    match key.number {
                        1 => <$type as ProtoFieldRead>::merge(&mut slot, key, r)?,
                        _ => r.skip(key)?,
                    }
                }
                if let Some(value) = slot {
                    self.0 = value;
                }
                Ok(())
            }
        }

        message! { [] Wrapper<$type>; }
    )* };
}

wrappers! {
    BoolValue bool;
    BytesValue Vec<u8>;
    DoubleValue f64;
    FloatValue f32;
    Int32Value i32;
    Int64Value i64;
    StringValue String;
    UInt32Value u32;
    UInt64Value u64;
}

impl<T> From<T> for Wrapper<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Wrapped> Field for Wrapper<T> {
    const KIND: Kind = Kind::Foreign(T::WRAPPER);

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        self.0.write_json(w)
    }
}

impl<'de, T: Wrapped + FieldRead<'de>> FieldRead<'de> for Wrapper<T> {
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        T::read_json(r).map(Self)
    }
}
