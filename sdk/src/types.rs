//! Field types of other crates, for code that does not depend on those, and the messages of
//! `google.protobuf`. Source that is printed from `.proto` files names its types here.

pub use serde_json::Value as Json;
pub use uuid::Uuid;

pub use crate::codec::google::{
    Any, BoolValue, BytesValue, DoubleValue, Empty, FieldMask, FloatValue, Int32Value, Int64Value,
    ListValue, NullValue, StringValue, Struct, UInt32Value, UInt64Value, Wrapped, Wrapper,
};
#[cfg(feature = "jiff")]
pub use jiff::SignedDuration;
#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;
