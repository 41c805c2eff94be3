//! serde's traits, by way of our JSON: any serde format sees the keys and values that our readers see.
//!
//! A number passes through serde's own number types here, so a decimal of more than 17 digits loses
//! some; our own JSON keeps them.

use ::serde::de::Error as _;
use ::serde::ser::Error as _;
use ::serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::codec::{Data, FieldRead, json};

pub use ::serde;

/// Writes a value through a serializer.
///
/// # Errors
/// When the value cannot be written as JSON, and the serializer's own.
pub fn serialize<T: Data, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = json::to_vec(value).map_err(S::Error::custom)?;
    let tree: Value = json::from_slice(&text).map_err(S::Error::custom)?;
    tree.serialize(serializer)
}

/// Reads a value through a deserializer of a format that describes itself.
///
/// # Errors
/// The deserializer's own, and when what it gives is not the value.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'any> FieldRead<'any>,
    D: Deserializer<'de>,
{
    let text = Value::deserialize(deserializer)?.to_string();
    json::from_slice(text.as_bytes()).map_err(D::Error::custom)
}

#[doc(hidden)]
#[macro_export]
macro_rules! __interop_serde {
    (($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        #[automatically_derived]
        impl<$($generics)*> $crate::interop::serde::serde::Serialize for $type
        where
            $type: $crate::__private::Data,
            $($bounds)*
        {
            fn serialize<S: $crate::interop::serde::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::interop::serde::serialize(self, serializer)
            }
        }

        #[automatically_derived]
        impl<'__serde, $($generics)*> $crate::interop::serde::serde::Deserialize<'__serde> for $type
        where
            $type: for<'__any> $crate::__private::FieldRead<'__any>,
            $($bounds)*
        {
            fn deserialize<D: $crate::interop::serde::serde::Deserializer<'__serde>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::interop::serde::deserialize(deserializer)
            }
        }
    };
}
