use std::borrow::Cow;

use plumberd_schema::WireFormat;
use plumberd_schema::model::Kind;
use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

use crate::clock::DateTimeOffset;
use crate::codec::profile::ProfileId;
use crate::codec::proto::WireType;
use crate::codec::{
    Failed, FieldRead, FixedWidth, MapKeyRead, Plain, ProtoValueRead, ZigZag, google, json, proto,
};

macro_rules! leaves {
    ($($name:ident: $type:ty as $format:ty;)*) => {
        /// A value that is made of no other types: read by the Rust type that has the same form.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Leaf {
            $($name),*
        }

        impl Leaf {
            pub(super) fn read_json(self, r: &mut json::Reader<'_>) -> Result<(), Failed> {
                match self {
                    $(Self::$name => <$type as FieldRead<'_>>::read_json(r).map(drop)),*
                }
            }

            /// Whether a missing key has a value in this profile.
            pub(super) fn may_be_absent(self, profile: ProfileId) -> bool {
                match self {
                    $(Self::$name => <$type as FieldRead<'_>>::absent(profile).is_some()),*
                }
            }

            pub(super) fn read_proto(
                self,
                wire: WireType,
                r: &mut proto::Reader<'_>,
            ) -> Result<(), Failed> {
                match self {
                    $(Self::$name => {
                        <$type as ProtoValueRead<'_, $format>>::read(wire, r).map(drop)
                    })*
                }
            }

            /// Reads one occurrence of a repeated field, and counts its values.
            pub(super) fn read_list(
                self,
                count: &mut usize,
                wire: WireType,
                r: &mut proto::Reader<'_>,
            ) -> Result<(), Failed> {
                match self {
                    $(Self::$name => {
                        let mut push = |_: $type| *count += 1;
                        <$type as ProtoValueRead<'_, $format>>::read_list(&mut push, wire, r)
                    })*
                }
            }
        }
    };
}

leaves! {
    Bool: bool as Plain;
    I8: i8 as Plain;
    I8ZigZag: i8 as ZigZag;
    I8Fixed: i8 as FixedWidth;
    I16: i16 as Plain;
    I16ZigZag: i16 as ZigZag;
    I16Fixed: i16 as FixedWidth;
    I32: i32 as Plain;
    I32ZigZag: i32 as ZigZag;
    I32Fixed: i32 as FixedWidth;
    I64: i64 as Plain;
    I64ZigZag: i64 as ZigZag;
    I64Fixed: i64 as FixedWidth;
    U8: u8 as Plain;
    U16: u16 as Plain;
    U16Fixed: u16 as FixedWidth;
    U32: u32 as Plain;
    U32Fixed: u32 as FixedWidth;
    U64: u64 as Plain;
    U64Fixed: u64 as FixedWidth;
    F32: f32 as Plain;
    F64: f64 as Plain;
    Text: String as Plain;
    Bytes: Vec<u8> as Plain;
    Uuid: Uuid as Plain;
    Timestamp: DateTimeOffset as Plain;
    Duration: jiff::SignedDuration as Plain;
    Decimal: Decimal as Plain;
    Json: Value as Plain;
    BoolValue: google::BoolValue as Plain;
    BytesValue: google::BytesValue as Plain;
    DoubleValue: google::DoubleValue as Plain;
    FloatValue: google::FloatValue as Plain;
    Int32Value: google::Int32Value as Plain;
    Int64Value: google::Int64Value as Plain;
    StringValue: google::StringValue as Plain;
    UInt32Value: google::UInt32Value as Plain;
    UInt64Value: google::UInt64Value as Plain;
    Empty: google::Empty as Plain;
    NullValue: google::NullValue as Plain;
    FieldMask: google::FieldMask as Plain;
    Any: google::Any as Plain;
    Struct: google::Struct as Plain;
    ListValue: google::ListValue as Plain;
}

impl Leaf {
    /// The leaf of a kind, if it is one.
    pub(super) fn of(kind: &Kind) -> Option<Self> {
        use WireFormat::{Fixed, ZigZag};
        Some(match kind {
            Kind::Bool => Self::Bool,
            Kind::Int(8, ZigZag) => Self::I8ZigZag,
            Kind::Int(8, Fixed) => Self::I8Fixed,
            Kind::Int(8, _) => Self::I8,
            Kind::Int(16, ZigZag) => Self::I16ZigZag,
            Kind::Int(16, Fixed) => Self::I16Fixed,
            Kind::Int(16, _) => Self::I16,
            Kind::Int(32, ZigZag) => Self::I32ZigZag,
            Kind::Int(32, Fixed) => Self::I32Fixed,
            Kind::Int(32, _) => Self::I32,
            Kind::Int(_, ZigZag) => Self::I64ZigZag,
            Kind::Int(_, Fixed) => Self::I64Fixed,
            Kind::Int(..) => Self::I64,
            Kind::UInt(8, _) => Self::U8,
            Kind::UInt(16, Fixed) => Self::U16Fixed,
            Kind::UInt(16, _) => Self::U16,
            Kind::UInt(32, Fixed) => Self::U32Fixed,
            Kind::UInt(32, _) => Self::U32,
            Kind::UInt(_, Fixed) => Self::U64Fixed,
            Kind::UInt(..) => Self::U64,
            Kind::F32 => Self::F32,
            Kind::F64 => Self::F64,
            Kind::String => Self::Text,
            Kind::Bytes => Self::Bytes,
            Kind::Uuid => Self::Uuid,
            Kind::Timestamp => Self::Timestamp,
            Kind::Duration => Self::Duration,
            Kind::Decimal => Self::Decimal,
            Kind::Json => Self::Json,
            Kind::Named(name) => return Self::of_google(name),
            _ => return None,
        })
    }

    fn of_google(name: &str) -> Option<Self> {
        Some(match name.strip_prefix("google.protobuf.")? {
            "BoolValue" => Self::BoolValue,
            "BytesValue" => Self::BytesValue,
            "DoubleValue" => Self::DoubleValue,
            "FloatValue" => Self::FloatValue,
            "Int32Value" => Self::Int32Value,
            "Int64Value" => Self::Int64Value,
            "StringValue" => Self::StringValue,
            "UInt32Value" => Self::UInt32Value,
            "UInt64Value" => Self::UInt64Value,
            "Empty" => Self::Empty,
            "NullValue" => Self::NullValue,
            "FieldMask" => Self::FieldMask,
            "Any" => Self::Any,
            "Struct" => Self::Struct,
            "ListValue" => Self::ListValue,
            "Timestamp" => Self::Timestamp,
            "Duration" => Self::Duration,
            "Value" => Self::Json,
            _ => return None,
        })
    }

    /// Reads the key of a map, which is text in JSON. What cannot be a key is taken as it is.
    pub(super) fn read_json_key<'de>(
        self,
        text: Cow<'de, str>,
        r: &mut json::Reader<'de>,
    ) -> Result<(), Failed> {
        fn key<'de, K: MapKeyRead<'de>>(
            text: Cow<'de, str>,
            r: &mut json::Reader<'de>,
        ) -> Result<(), Failed> {
            K::read_json_key(text, r).map(drop)
        }
        match self {
            Self::Bool => key::<bool>(text, r),
            Self::I8 | Self::I8ZigZag | Self::I8Fixed => key::<i8>(text, r),
            Self::I16 | Self::I16ZigZag | Self::I16Fixed => key::<i16>(text, r),
            Self::I32 | Self::I32ZigZag | Self::I32Fixed => key::<i32>(text, r),
            Self::I64 | Self::I64ZigZag | Self::I64Fixed => key::<i64>(text, r),
            Self::U8 => key::<u8>(text, r),
            Self::U16 | Self::U16Fixed => key::<u16>(text, r),
            Self::U32 | Self::U32Fixed => key::<u32>(text, r),
            Self::U64 | Self::U64Fixed => key::<u64>(text, r),
            Self::Uuid => key::<Uuid>(text, r),
            _ => Ok(()),
        }
    }
}
